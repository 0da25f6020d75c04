/**
 * Whether a forecaster that is trained anew should start from the old one's parameters: errors on the tail of new tasks,
 * geometric means over the targets, and the updates that it took. The old one is trained on the scenario's own training
 * window. For docs/decisions.md.
 *
 *   node bench/retrain.mjs [--seeds 2] [--trace google-2011]
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createViteServer } from "vitest/node";

const { values: options } = parseArgs({
  options: { seeds: { type: "string", default: "2" }, trace: { type: "string" } },
});
const vite = await createViteServer({
  root: fileURLToPath(new URL("..", import.meta.url)),
  configFile: false,
  appType: "custom",
  logLevel: "error",
  server: { middlewareMode: true, watch: null },
});
const load = (path) => vite.ssrLoadModule(path);
const { loadScenario, loadWorkload } = await load("/src/scenario/index.ts");
const { retrainForecaster, trainRunForecaster } = await load("/src/train/index.ts");
const { parseForecasterFiles } = await load("/src/forecast/neural/index.ts");
const { selectEngine } = await load("/src/runtime/index.ts");
const engine = await selectEngine();

const quickstart = await loadScenario("quickstart");
const changed = (changes) => ({ ...quickstart, workload: { ...quickstart.workload, ...changes } });
const cases = [
  ["quickstart, other jobs of the same law", quickstart, changed({ seed: 2 }), {}],
  [
    "quickstart, rate x 3 and work x 4",
    quickstart,
    changed({ seed: 2, burstGapSeconds: 0.39, cyclesPerUnit: 16e10 }),
    {},
  ],
];
if (options.trace !== undefined) {
  const paper = await loadScenario("paper-3mec");
  cases.push(["paper-3mec, all of its tasks", paper, paper, { trace: options.trace }]);
}
console.log(
  "| tasks | seed | fresh / old | from the old / old | from the old / fresh | updates, fresh | updates, from the old |",
);
console.log("| --- | --- | --- | --- | --- | --- | --- |");
for (const [name, before, scenario, files] of cases) {
  const trained = await loadWorkload(before, files);
  const workload = before === scenario ? trained : await loadWorkload(scenario, files);
  for (let seed = 0; seed < Number(options.seeds); seed++) {
    const old = await trainRunForecaster({ scenario: before, workload: trained, engine, seed });
    const record = parseForecasterFiles(old);
    const read = { files: old, record, run: null };
    const retrain = (start) =>
      retrainForecaster({ old: read, scenario, workload, window: "all", engine, seed, start });
    const [fresh, warm] = [await retrain("fresh"), await retrain("old")];
    const updates = ({ files }) => parseForecasterFiles(files).networks[0].history.at(-1).update;
    const ratios = [fresh.ratio, warm.ratio, warm.ratio / fresh.ratio].map((ratio) => ratio.toFixed(3));
    console.log(`| ${[name, seed, ...ratios, updates(fresh), updates(warm)].join(" | ")} |`);
  }
}
await vite.close();
