/** Writes the report of an experiment from what its cells left in the output folder. */
import type { LearningAlgorithm } from "../agents/learner.ts";
import { diagnoseRun, type Finding, inWords } from "../diagnosis/index.ts";
import type { Scenario, Workload } from "../scenario/index.ts";
import { mean } from "../stats/index.ts";
import {
  type MetricsRow,
  RunFolder,
  type RunManifest,
  readEvents,
  readMetrics,
  runRecord,
} from "../train/index.ts";
import {
  type CellCode,
  type CellJob,
  type CellRecord,
  type CellResult,
  isOfSameCode,
  type PolicyKey,
  policyOf,
  readCell,
  runFolderOf,
} from "./cell.ts";
import { collectReportData, type EvaluatedBaseline, type EvaluatedRun } from "./collect-report-data.ts";
import type { Experiment } from "./experiment.ts";
import type { PlannedCell } from "./plan-cells.ts";
import { type ForecastReport, type LearningPoint, type ReportData, writeReport } from "./report/index.ts";
import { type ResultRow, resultRows } from "./result-rows.ts";

export interface ReportContext {
  readonly experiment: Experiment;
  readonly scenario: Scenario;
  readonly workload: Workload;
  readonly algorithms: ReadonlyMap<string, LearningAlgorithm>;
  readonly cells: readonly PlannedCell[];
  /** What tells a point of a matrix from the others; part of the title. */
  readonly labels?: readonly string[];
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
  const data = await reportDataOf(context);
  if (data === null) return { report: null, table: [] };
  const [report] = await writeReport(data, outDir);
  return { report: report ?? null, table: resultRows(data) };
}

/** What the cells left in the output folder; null when no policy has come to a result. */
export async function reportDataOf(context: ReportContext): Promise<ReportData | null> {
  const { experiment, scenario, workload, algorithms, cells, labels = [], commands } = context;
  const results = new CellResults(context);
  for (const { job, name } of cells) await results.take(job, name);
  const runs = [...(context.runs ?? []), ...results.runs];
  const { baselines, forecasts, timings } = results;
  if (runs.length + baselines.length === 0) return null;
  const learned = [...new Set(runs.map((run) => run.policy))];
  const where = labels.length === 0 ? "" : ` (${labels.join(", ")})`;
  return collectReportData({
    title: `${experiment.name}${where}: ${[...learned, `${baselines.length} baselines`].join(", ")}`,
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
}

/** Sorts the cells' records into what a report is made from. */
class CellResults {
  readonly runs: EvaluatedRun[] = [];
  readonly baselines: EvaluatedBaseline[] = [];
  readonly timings: { what: string; seconds: number }[] = [];
  forecasts: ForecastReport | null = null;

  constructor(readonly context: ReportContext) {}

  async take(job: CellJob, name: string): Promise<void> {
    const record = await resultOf(this.context, job);
    if (record === null) return;
    const { key, outDir } = job;
    const { result, seconds, code } = record;
    switch (result.kind) {
      case "training":
        if (key.kind !== "training") return;
        this.runs.push(await evaluatedRun(runFolderOf(outDir, key), policyOf(key), result));
        return;
      case "baseline":
        if (key.kind !== "baseline") return;
        this.baselines.push({ name: key.baseline, result, code });
        this.timings.push({ what: `${name}: tuning and evaluation`, seconds });
        return;
      case "evaluation":
        if (key.kind === "evaluation") await this.#judged(key.of, outDir, result, code);
        return;
      case "forecaster":
        this.forecasts = result.report;
        this.timings.push({ what: "forecaster: training and scoring", seconds });
    }
  }

  /** The run or the tuning is that of the cell that made the policy. */
  async #judged(
    of: PolicyKey,
    outDir: string,
    result: Extract<CellResult, { kind: "evaluation" }>,
    code: CellCode,
  ): Promise<void> {
    if (of.kind === "training") {
      this.runs.push(await evaluatedRun(runFolderOf(outDir, of), policyOf(of), result));
      return;
    }
    const made = (await readCell(outDir, of))?.result;
    if (made?.kind !== "baseline") return;
    this.baselines.push({ name: of.baseline, result: { ...made, evaluation: result.evaluation }, code });
  }
}

/** A run as the report takes it: with its learning curve, and what is found about it. */
export async function evaluatedRun(
  path: string,
  policy: string,
  { evaluation, information }: Pick<EvaluatedRun, "evaluation" | "information">,
): Promise<EvaluatedRun> {
  const { manifest, metrics, events } = await RunFolder.open(path);
  const rows = await readMetrics(metrics);
  const { findings } = diagnoseRun(runRecord(manifest, rows, await readEvents(events)));
  const curve = curveOf(manifest.seed, rows);
  return { policy, manifest, information, evaluation, curve, findings: findings.map(findingForReport) };
}

function findingForReport({ rule, severity, evidence, changes, advice }: Finding) {
  const remedy = [...changes.map(inWords), ...(advice === "" ? [] : [advice])].join("; ");
  return { rule, severity, evidence, remedy };
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

function curveOf(seed: number, rows: readonly MetricsRow[]): LearningPoint[] {
  return rows
    .filter((row) => row.kind === "validate")
    .map(({ episode, decisions, values }) => ({ seed, episode, decisions, objective: values["objective"]! }));
}

function trainingTime(policy: string, runs: readonly EvaluatedRun[]): { what: string; seconds: number } {
  const seconds = (manifest: RunManifest) => manifest.timings.trainingSeconds;
  const own = runs.filter((run) => run.policy === policy).map((run) => seconds(run.manifest));
  return {
    what: `${policy}: training, mean of ${own.length} ${own.length === 1 ? "run" : "runs"}`,
    seconds: mean(own),
  };
}
