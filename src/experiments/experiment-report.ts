/** Writes the report of an experiment from what its cells left in the output folder. */
import type { LearningAlgorithm } from "../agents/learner.ts";
import type { Scenario, Workload } from "../scenario/index.ts";
import { mean } from "../stats/index.ts";
import { RunFolder, type RunManifest, readMetrics } from "../train/index.ts";
import {
  type CellJob,
  type CellRecord,
  type CellResult,
  isOfSameCode,
  readCell,
  runFolderOf,
} from "./cell.ts";
import { collectReportData, type EvaluatedBaseline, type EvaluatedRun } from "./collect-report-data.ts";
import type { Experiment } from "./experiment.ts";
import type { PlannedCell } from "./plan-cells.ts";
import { type ForecastReport, type LearningPoint, writeReport } from "./report/index.ts";
import { type ResultRow, resultRows } from "./result-rows.ts";

export interface ReportContext {
  readonly experiment: Experiment;
  readonly scenario: Scenario;
  readonly workload: Workload;
  readonly algorithms: ReadonlyMap<string, LearningAlgorithm>;
  readonly cells: readonly PlannedCell[];
  /** Runs that lie elsewhere, beside those of the cells. */
  readonly runs?: readonly EvaluatedRun[];
  readonly commands: readonly string[];
  /** Whether results of other code than the cells' are reported on too. */
  readonly anyCode?: boolean;
}

export interface WrittenReport {
  /** The report's main file; null when there is no result to report on. */
  readonly report: string | null;
  readonly table: readonly ResultRow[];
}

export async function writeExperimentReport(context: ReportContext, outDir: string): Promise<WrittenReport> {
  const { experiment, scenario, workload, algorithms, cells, commands } = context;
  const runs: EvaluatedRun[] = [...(context.runs ?? [])];
  const baselines: EvaluatedBaseline[] = [];
  let forecasts: ForecastReport | null = null;
  const timings: { what: string; seconds: number }[] = [];
  for (const { job, name } of cells) {
    const record = await resultOf(context, job);
    if (record === null) continue;
    const { result, seconds, code } = record;
    if (result.kind === "training" && job.key.kind === "training") {
      const { algorithm, seed } = job.key;
      runs.push(await evaluatedRun(runFolderOf(experiment.out, algorithm, seed), algorithm, result));
    } else if (result.kind === "baseline") {
      baselines.push({ name, result, code });
      timings.push({ what: `${name}: tuning and evaluation`, seconds });
    } else if (result.kind === "forecaster") {
      forecasts = result.report;
      timings.push({ what: "forecaster: training and scoring", seconds });
    }
  }
  if (runs.length + baselines.length === 0) return { report: null, table: [] };
  const learned = [...new Set(runs.map((run) => run.policy))];
  const data = collectReportData({
    title: `${experiment.name}: ${[...learned, `${baselines.length} baselines`].join(", ")}`,
    scenario,
    workload,
    window: experiment.window,
    algorithms,
    runs,
    baselines,
    forecasts,
    timings: [...learned.map((policy) => trainingTime(policy, runs)), ...timings],
    commands,
  });
  const [report] = await writeReport(data, outDir);
  return { report: report ?? null, table: resultRows(data) };
}

/** A run as the report takes it: with its learning curve. */
export async function evaluatedRun(
  path: string,
  policy: string,
  { evaluation, information }: Pick<EvaluatedRun, "evaluation" | "information">,
): Promise<EvaluatedRun> {
  const folder = await RunFolder.open(path);
  return { policy, manifest: folder.manifest, information, evaluation, curve: await curveOf(folder) };
}

async function resultOf(
  { experiment, anyCode = false }: ReportContext,
  job: CellJob,
): Promise<(CellRecord & { readonly result: CellResult }) | null> {
  const record = await readCell(experiment.out, job.key);
  if (record?.result == null || record.evaluationInputs !== job.evaluationInputs) return null;
  if (!anyCode && !isOfSameCode(record, job)) return null;
  return { ...record, result: record.result };
}

async function curveOf(folder: RunFolder): Promise<LearningPoint[]> {
  const rows = (await readMetrics(folder.metrics)).filter((row) => row.kind === "validate");
  return rows.map(({ episode, decisions, values }) => ({
    seed: folder.manifest.seed,
    episode,
    decisions,
    objective: values["objective"]!,
  }));
}

function trainingTime(policy: string, runs: readonly EvaluatedRun[]): { what: string; seconds: number } {
  const seconds = (manifest: RunManifest) => manifest.timings.trainingSeconds;
  const own = runs.filter((run) => run.policy === policy).map((run) => seconds(run.manifest));
  return {
    what: `${policy}: training, mean of ${own.length} ${own.length === 1 ? "run" : "runs"}`,
    seconds: mean(own),
  };
}
