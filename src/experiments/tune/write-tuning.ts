/** Writes what came of a tuning into its folder: tables, the best settings, figures, a page. */
import { join, resolve } from "node:path";
import { writeFileAtomic } from "../../core/atomic-file.ts";
import { embeddedFontFaces } from "../../drawing/fonts.ts";
import { namedFiles } from "../../scenario/index.ts";
import { writeParquet } from "../../tables/index.ts";
import { provenance } from "../../train/index.ts";
import { toCsv } from "../report/csv.ts";
import { drawFigures } from "../report/draw-figures.ts";
import { tableOf } from "../report/table-of.ts";
import { writeReportFiles } from "../report/write-report.ts";
import { bestYaml } from "./best-settings.ts";
import type { OpenTuning } from "./open-tuning.ts";
import { bestSoFar } from "./page/best-so-far.ts";
import { rungCurves } from "./page/rung-curves.ts";
import { settingsScatter } from "./page/settings-scatter.ts";
import { tuningPage } from "./page/tuning-page.ts";
import type { Dimension } from "./search-space.ts";
import { trialRows } from "./trial-rows.ts";
import type { TuningOutcome } from "./tuning-outcome.ts";

export interface WrittenTuning {
  readonly outDir: string;
  /** The page. */
  readonly report: string;
  /** `best.yaml`; null when there is no algorithm, or no trial came to an end. */
  readonly best: string | null;
}

/** The same outcome gives the same bytes, but for the time on the page. */
export async function writeTuning(context: OpenTuning, outcome: TuningOutcome): Promise<WrittenTuning> {
  const { out } = context.tuning;
  const figures = [
    bestSoFar(context, outcome),
    ...outcome.algorithms.flatMap((one) => [rungCurves(outcome, one), settingsScatter(outcome, one)]),
  ].filter((figure) => figure !== null);
  const { drawn, files } = await drawFigures(figures);
  const { columns, rows } = trialRows(context, outcome);
  const hasBest = outcome.algorithms.some(({ best }) => best !== null);
  const best = hasBest ? join(out, "best.yaml") : null;
  const facts = {
    generatedAt: new Date().toISOString(),
    facts: factsOf(context),
    commands: commandsOf(context, best),
  };
  const fonts = await embeddedFontFaces();
  const parameters = outcome.baselines.map(({ baseline, parameters }) => [baseline, parameters]);
  const [report] = await writeReportFiles(out, [
    ["tuning.html", tuningPage(context, outcome, facts, drawn, fonts)],
    ...files,
    ["trials.csv", toCsv(columns, rows)],
    ["baselines.json", `${JSON.stringify(Object.fromEntries(parameters), null, 2)}\n`],
    ...(best === null ? [] : [["best.yaml", bestYaml(context, outcome)] as const]),
  ]);
  await writeParquet(join(out, "trials.parquet"), tableOf(columns, rows));
  return { outDir: out, report: report!, best };
}

/** Whatever settings led here, `edgeflock tune <out>/tuning.json` repeats them. */
export async function keepTuning({ tuning, scenario, algorithms, episodes }: OpenTuning): Promise<void> {
  const { file: _, ...stated } = tuning;
  const files = Object.entries(namedFiles(tuning)).map(([kind, path]) => [kind, resolve(path)]);
  const spaces = algorithms.map(({ algorithm, space }) => [
    algorithm.name,
    Object.fromEntries(Object.entries(space).map(([path, dimension]) => [path, stateOf(dimension)])),
  ]);
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
  await writeFileAtomic(join(tuning.out, "scenario.json"), json(scenario));
  await writeFileAtomic(
    join(tuning.out, "tuning.json"),
    json({
      ...stated,
      scenario: "scenario.json",
      // The kept scenario lists its servers: it needs no list of sites any more.
      sites: null,
      search: { ...tuning.search, episodes },
      algorithms: Object.fromEntries(spaces),
      ...Object.fromEntries(files),
    }),
  );
}

/** As a file states it. */
function stateOf(dimension: Dimension): Readonly<Record<string, unknown>> {
  return dimension.kind === "choice"
    ? { choice: dimension.values }
    : { [dimension.kind]: [dimension.low, dimension.high] };
}

function factsOf({
  tuning,
  scenario,
  workload,
  brackets,
  episodes,
  budget,
  costs,
  searchWindows,
}: OpenTuning) {
  const { edgeflock, gitRevision, node } = provenance();
  const rungs = brackets.map(({ rungs }) =>
    rungs.map((rung) => `${rung.trials} for ${rung.episodes} episodes`).join(", "),
  );
  return {
    Scenario: scenario.description === "" ? scenario.name : `${scenario.name}: ${scenario.description}`,
    Workload: `${workload.report.source}, ${workload.count} tasks`,
    Search: `${tuning.search.strategy}: ${rungs.join("; ")}`,
    "Whole training": `${episodes} episodes`,
    "Seeds of a trial": tuning.seeds.join(", "),
    "Seed of the search": tuning.seed,
    "Budget of each policy": `${budget} decisions (${costs.episode} in a training episode, ${costs.validation} in a validation); a baseline may search ${searchWindows} windows`,
    Version: `Edgeflock ${edgeflock}, Node ${node}, revision ${gitRevision ?? "unknown"}`,
  };
}

function commandsOf({ tuning, scenario }: OpenTuning, best: string | null): string[] {
  const data = Object.entries(namedFiles(tuning)).map(([kind, path]) => ` --${kind} ${path}`);
  if (tuning.sites !== null) data.push(` --sites ${tuning.sites}`);
  const again = `edgeflock tune ${join(tuning.out, "tuning.json")}  # the same again: from the cache, if nothing has changed`;
  if (best === null) return [again];
  return [
    again,
    `edgeflock run ${tuning.scenario}${data.join("")} --settings ${best}  # ${scenario.name} on the test window, with the settings found`,
  ];
}
