/**
 * The simulator against queueing theory: the table of docs/simulator.md, in the cases of the tests.
 *
 *   node bench/queueing.mjs [--seed 1]
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createViteServer } from "vitest/node";

const { values: options } = parseArgs({ options: { seed: { type: "string", default: "1" } } });
// The cases are TypeScript beside the tests, which no build holds: Vitest's own loader reads them.
const vite = await createViteServer({
  root: fileURLToPath(new URL("..", import.meta.url)),
  configFile: false,
  appType: "custom",
  logLevel: "error",
  server: { middlewareMode: true, watch: null },
});
const { compareWithTheory, queueingCases } = await vite.ssrLoadModule(
  "/src/sim/queueing-cases.test-helper.ts",
);
console.log("| station | figure | theory | simulated | within ± | theory, if all were 3 % faster |");
console.log("| --- | --- | --- | --- | --- | --- |");
for (const station of queueingCases) {
  for (const { figure, theory, fasterTheory, mean, interval } of compareWithTheory(
    station,
    Number(options.seed),
  )) {
    const percent = (100 * (interval.high - mean)) / mean;
    const cells = [theory.toFixed(4), mean.toFixed(4), `${percent.toFixed(1)} %`, fasterTheory.toFixed(4)];
    console.log(`| ${station.name} | ${figure} | ${cells.join(" | ")} |`);
  }
}
await vite.close();
