/**
 * How many decisions the event times let be taken together (`Simulation.advanceTogether`), as the network grows: mean size
 * of the batches that a policy with `decideBatch` gets, and of the one that most tasks are in. `npm run build` first.
 *
 *     node bench/batches.mjs [tasks of each network, 200000 unless told]
 */
import { baselines } from "../dist/agents/baselines/index.js";
import { rolloutStream } from "../dist/env/index.js";
import { networkOf, tasksOf } from "./sim/cases.mjs";

const tasks = Number(process.argv[2] ?? 200_000);
console.log("servers  mean batch  batch of the median task  largest");
for (const servers of [3, 25, 125, 1_000, 10_000]) {
  const network = networkOf(servers);
  const policy = baselines.get("split").create();
  const sizes = [];
  const together = {
    name: policy.name,
    information: "peers",
    begin: (episode) => policy.begin(episode),
    decide: (context, decision) => policy.decide(context, decision),
    decideBatch(contexts, decisions) {
      sizes.push(contexts.length);
      for (const [k, context] of contexts.entries()) policy.decide(context, decisions[k]);
    },
  };
  await rolloutStream({ network, source: tasksOf(tasks, servers), cost: null, split: "equal" }, together);
  sizes.sort((a, b) => a - b);
  const ofTasks = sizes.flatMap((size) => Array(size).fill(size));
  console.log(
    `${servers.toLocaleString("en").padStart(7)}  ${(tasks / sizes.length).toFixed(1).padStart(10)}  ${String(ofTasks[tasks >> 1]).padStart(24)}  ${String(sizes.at(-1)).padStart(7)}`,
  );
}
