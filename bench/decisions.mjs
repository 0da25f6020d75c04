/**
 * What a decision costs to take: microseconds inside `decide`, for policies in the same run, over a scenario's test window, and as
 * multiples of the first one's. Learned policies are as exported and loaded again, on ONNX Runtime, untrained: training changes
 * their numbers, not their size. Run `npm run build` first.
 *
 *   node bench/decisions.mjs [--data <folder with google-2011/>] [--scenarios bursts] [--policies myopic-global,cto,…] [--repeats 3]
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { baselines } from "../dist/agents/baselines/index.js";
import { learningAlgorithms } from "../dist/agents/index.js";
import { rollout } from "../dist/env/rollout.js";
import { selectEngine } from "../dist/runtime/index.js";
import { episodeSetup, loadScenario, loadWorkload } from "../dist/scenario/index.js";

const { values: options } = parseArgs({
  options: {
    data: { type: "string" },
    scenarios: { type: "string", default: "bursts" },
    policies: { type: "string", default: "myopic-global,cto,counterfactual-ppo,lookahead" },
    repeats: { type: "string", default: "3" },
  },
});
const files = options.data === undefined ? {} : { trace: join(options.data, "google-2011") };
const engine = await selectEngine();

for (const name of options.scenarios.split(",")) {
  const scenario = await loadScenario(name);
  const setup = episodeSetup(scenario, await loadWorkload(scenario, files), "test", "0");
  console.log(`\n${name}, ${setup.tasks.count} tasks, median of ${options.repeats} [µs a decision]`);
  let first = null;
  for (const policy of options.policies.split(",")) {
    const times = [];
    for (let k = 0; k < Number(options.repeats); k++) times.push(await microseconds(policy, setup));
    const median = times.sort((a, b) => a - b)[times.length >> 1];
    first ??= median;
    console.log(`  ${policy.padEnd(20)} ${median.toFixed(1).padStart(9)}   × ${(median / first).toFixed(1)}`);
  }
}

async function microseconds(name, setup) {
  const policy = await create(name, setup);
  let spent = 0;
  const timed = {
    name,
    information: policy.information,
    begin: (episode) => policy.begin(episode),
    async decide(context, decision) {
      const start = performance.now();
      const pending = policy.decide(context, decision);
      if (pending !== undefined) await pending;
      spent += performance.now() - start;
    },
  };
  await rollout(setup, timed);
  return (1000 * spent) / setup.tasks.count;
}

async function create(name, setup) {
  const baseline = baselines.get(name);
  if (baseline !== undefined) return baseline.create();
  const algorithm = learningAlgorithms.get(name);
  const learner = await algorithm.create(algorithm.configure({}), {
    engine,
    seed: 0,
    setup,
    episodes: 1,
    forecast: null,
  });
  const exported = learner.exportPolicy(null);
  await learner.release();
  return algorithm.loadPolicy(exported, engine);
}
