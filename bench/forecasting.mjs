/**
 * How good forecasts are on real traces: the tables of docs/forecasting.md, as Markdown. Trained forecasters are kept in
 * the output folder, so that the same command goes on where it was stopped. Run `npm run build` first.
 *
 *   node bench/forecasting.mjs --data <folder with google-2011/ …> [--quick] [--seeds 0..4]
 *        [--forecasters transformer,gru,lstm] [--only google-cell,paper-3mec] [--out runs/forecasting]
 *
 * --quick: one seed and few updates, to see that it runs; its figures mean nothing.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import {
  forecasterTrainers,
  forecastLevels,
  forecastMatrix,
  largestJobText,
  levelsOf,
  metricFacts,
  r2Text,
  scoreOf,
  skillText,
  studyForecasts,
  writeForecastStudy,
} from "../dist/experiments/index.js";
import { selectEngine } from "../dist/runtime/index.js";
import { loadScenario, loadWorkload } from "../dist/scenario/index.js";

/** Scenario, and where its trace lies in the data folder. */
const dataSets = {
  "google-cell": "google-2011",
  "azure-llm": "azure-llm-2023",
  "alibaba-2017": "alibaba-2017",
  "paper-3mec": "google-2011",
};
const metrics = ["r2Log", "r2Raw", "mae", "pinball", "coverage", "width", "largestJobShare"];

const { values: options } = parseArgs({
  options: {
    data: { type: "string" },
    quick: { type: "boolean", default: false },
    seeds: { type: "string", default: "0..4" },
    forecasters: { type: "string", default: "transformer,gru,lstm" },
    only: { type: "string" },
    out: { type: "string", default: "runs/forecasting" },
  },
});
if (options.data === undefined) {
  console.error(
    "error: --data is missing\n  fix: name the folder that holds google-2011, azure-llm-2023, alibaba-2017.",
  );
  process.exit(2);
}
const networks = options.forecasters === "" ? [] : options.forecasters.split(",");
const seeds = options.quick ? [0] : seedsOf(options.seeds);
if (seeds.length === 0 || !seeds.every((seed) => Number.isSafeInteger(seed) && seed >= 0)) {
  console.error(`error: --seeds is "${options.seeds}"\n  fix: Give whole numbers, as in 0..4 or 0,2.`);
  process.exit(2);
}
const strange = networks.find((name) => !["transformer", "gru", "lstm"].includes(name));
if (strange !== undefined) {
  console.error(`error: --forecasters names "${strange}"\n  fix: Known: transformer, gru, lstm.`);
  process.exit(2);
}
const names = options.only?.split(",") ?? Object.keys(dataSets);
const unknown = names.find((name) => !(name in dataSets));
if (unknown !== undefined) {
  console.error(`error: --only names "${unknown}"\n  fix: Known: ${Object.keys(dataSets).join(", ")}.`);
  process.exit(2);
}
const interruption = new AbortController();
process.once("SIGINT", () => interruption.abort());
process.once("uncaughtException", (error) => {
  console.error(`error: ${error.message}${error.fix ? `\n  fix: ${error.fix}` : ""}`);
  process.exit(interruption.signal.aborted ? 130 : 1);
});

for (const name of names) {
  const trace = join(options.data, dataSets[name]);
  if (!existsSync(trace)) {
    console.error(`${name}: left out, there is no ${trace}`);
    continue;
  }
  const scenario = await loadScenario(name);
  const workload = await loadWorkload(scenario, { trace });
  const out = join(options.out, options.quick ? "quick" : "full", name);
  const quick = { updates: 40, validateEvery: 20, warmUp: 10, draws: { train: 1, validate: 1 } };
  const used = options.quick ? { ...scenario, forecaster: { ...scenario.forecaster, ...quick } } : scenario;
  const report = await studyForecasts({
    scenario: used,
    workload,
    window: "test",
    trainers: forecasterTrainers(networks, used, await selectEngine()),
    seeds,
    gapOffsetSeconds: used.forecaster.gapOffsetSeconds,
    outDir: out,
    signal: interruption.signal,
    onProgress: progressOf(name),
    onNote: (line) => console.error(`${name}: ${line}`),
  });
  const command = `node bench/forecasting.mjs --data DATA --seeds ${seeds.join(",")} --forecasters ${networks.join(",")} --only ${name}${options.quick ? " --quick" : ""}`;
  const [page] = await writeForecastStudy({ report, scenario: used, workload, command }, out);
  console.error(`${name}: ${page}`);
  printTables(name, report);
}

function printTables(name, report) {
  const columns = report.forecasters.map((forecaster) => forecaster.name);
  console.log(`\n## ${name}\n`);
  console.log(`The largest job: ${largestJobText(report)}.\n`);
  for (const [per, { title: judged }] of Object.entries(forecastLevels)) {
    for (const metric of metrics.filter((one) => levelsOf(one).includes(per))) {
      const { title, hasUnit } = metricFacts[metric];
      console.log(`${title}, ${judged}:\n`);
      printMarkdown(
        ["target", ...columns],
        forecastMatrix(report, metric, per).map(({ target, unit, cells }) => [
          hasUnit ? `${target} [${unit}]` : target,
          ...cells.map(({ text, best }) => (best ? `**${text}**` : text)),
        ]),
      );
    }
  }
  const learned = report.forecasters.filter((forecaster) => forecaster.learned).map((one) => one.name);
  if (learned.length > 0) {
    console.log("Part of the best naive forecaster's pinball loss that is saved, with 95 % intervals:\n");
    printMarkdown(
      ["target", "judged", ...learned],
      report.targets.flatMap((target) =>
        Object.entries(forecastLevels).map(([per, { short }]) => [
          target.name,
          short,
          ...learned.map((forecaster) => skillText(scoreOf(report, forecaster, target.name, per))),
        ]),
      ),
    );
  }
  const known = [...new Set(report.ceilings.map(({ knows }) => knows))];
  const targets = [...new Set(report.ceilings.map(({ target }) => target))];
  console.log("R² of who knows this of the next task, logarithms and values:\n");
  printMarkdown(
    ["known", ...targets],
    known.map((knows) => [
      knows,
      ...targets.map((target) => {
        const found = report.ceilings.find((one) => one.knows === knows && one.target === target);
        return `${r2Text(found.r2Log)}, ${r2Text(found.r2Raw)}`;
      }),
    ]),
  );
  for (const { name: forecaster, settings } of report.forecasters)
    if (settings !== "") console.log(`${forecaster}: ${settings}\n`);
}

function printMarkdown(header, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  console.log(
    [line(header), line(header.map((_, k) => (k === 0 ? "---" : "--:"))), ...rows.map(line), ""].join("\n"),
  );
}

function seedsOf(text) {
  const range = /^(\d+)\.\.(\d+)$/.exec(text);
  if (range === null) return text.split(",").map(Number);
  const [first, last] = [Number(range[1]), Number(range[2])];
  return Array.from({ length: last - first + 1 }, (_, k) => first + k);
}

/** A line every ten seconds. */
function progressOf(name) {
  let shown = performance.now();
  return (fraction, note) => {
    if (performance.now() - shown < 10_000) return;
    shown = performance.now();
    console.error(`${name}: ${Math.floor(100 * fraction)} % ${note}`);
  };
}
