/** Puts together what a report is made from: evaluated runs and baselines, learning curves, settings, timings. */
import { type BaselineDefinition, baselines } from "../agents/baselines/index.ts";
import type { LearningAlgorithm } from "../agents/learner.ts";
import {
  episodeSetup,
  type Scenario,
  serverNames,
  type WindowName,
  type Workload,
  windowBounds,
} from "../scenario/index.ts";
import { mean } from "../stats/index.ts";
import { provenance, type RunManifest } from "../train/index.ts";
import { describeImport } from "../workload/import-report.ts";
import type { CellCode, CellResult, KeptEvaluation } from "./cell.ts";
import type {
  ForecastReport,
  LearningPoint,
  PolicyReport,
  ReportData,
  SettingsGroup,
  TrainingDiagnosis,
} from "./report/index.ts";

/** A trained run on the evaluation window, with its learning curve. */
export interface EvaluatedRun {
  /** Name of the policy that the run is one seed of. */
  readonly policy: string;
  readonly manifest: RunManifest;
  readonly information: PolicyReport["information"];
  readonly evaluation: KeptEvaluation;
  readonly curve: readonly LearningPoint[];
  readonly findings: TrainingDiagnosis["findings"];
}

export interface EvaluatedBaseline {
  readonly name: string;
  readonly result: Extract<CellResult, { kind: "baseline" }>;
  /** What tuned and evaluated it; absent in records of early versions. */
  readonly code?: CellCode | undefined;
}

export interface ReportInputs {
  readonly title: string;
  readonly scenario: Scenario;
  readonly workload: Workload;
  readonly window: WindowName;
  readonly algorithms: ReadonlyMap<string, LearningAlgorithm>;
  readonly runs: readonly EvaluatedRun[];
  readonly baselines: readonly EvaluatedBaseline[];
  readonly forecasts: ForecastReport | null;
  readonly timings: ReportData["timings"];
  readonly commands: readonly string[];
}

export function collectReportData(inputs: ReportInputs): ReportData {
  const { title, scenario, window, runs, commands, forecasts, timings } = inputs;
  const { gitRevisions, versions } = originOf(inputs);
  const names = [...new Set(runs.map((run) => run.policy))];
  const budgets = [...new Set(runs.map((run) => run.manifest.episodes))].sort((p, q) => p - q);
  return {
    title,
    generatedAt: new Date().toISOString(),
    scenario: scenarioSummary(scenario),
    trace: traceSummary(inputs.workload),
    windows: windowSummaries(inputs),
    evaluatedWindow: window,
    cost: costSummary(inputs),
    budget: budgets.length === 0 ? null : `${budgets.join(" or ")} episodes`,
    gitRevisions,
    versions,
    timings,
    settings: settingsGroups(inputs, names),
    commands,
    policies: [
      ...names.map((name) => learnedPolicy(name, inputs)),
      ...inputs.baselines.map(({ name, result }) => baselinePolicy(baselines.get(name)!, result.evaluation)),
    ],
    learning:
      runs.length === 0
        ? null
        : {
            window: "validate",
            curves: names.map((policy) => ({
              policy,
              points: runs.filter((run) => run.policy === policy).flatMap((run) => run.curve),
            })),
            baselines: inputs.baselines.map(({ name, result }) => ({
              policy: name,
              objective: result.validationObjective,
            })),
            diagnoses: runs.map(({ policy, manifest: { seed }, findings }) => ({ policy, seed, findings })),
          },
    forecasts,
  };
}

/** What made the results, which need not be what writes the report. */
function originOf({ runs, baselines }: ReportInputs): Pick<ReportData, "gitRevisions" | "versions"> {
  const manifests = runs.map((run) => run.manifest.versions);
  const made = [...manifests, ...baselines.flatMap(({ code }) => code ?? [])];
  const distinct = (values: readonly string[]) => [...new Set(values)];
  const nodes = manifests.length === 0 ? [provenance().node] : manifests.map(({ node }) => node);
  return {
    gitRevisions: distinct(made.flatMap(({ gitRevision }) => gitRevision ?? [])),
    versions: {
      edgeflock: distinct(made.map(({ edgeflock }) => edgeflock)).join(", "),
      node: distinct(nodes).join(", "),
      engine: distinct(made.map(({ engine }) => engine)).join(", "),
    },
  };
}

function learnedPolicy(name: string, { runs, algorithms }: ReportInputs): PolicyReport {
  const own = runs.filter((run) => run.policy === name);
  const [first] = own as [EvaluatedRun];
  return {
    name,
    kind: "learned",
    information: first.information,
    description: algorithms.get(first.manifest.algorithm.name)?.description ?? "",
    rows: own.flatMap((run) => run.evaluation.rows),
    latencySample: own.flatMap((run) => run.evaluation.latencySample),
    decisions: own.map((run) => run.evaluation.decisions).reduce(sumOfHistograms),
    utilisation: first.evaluation.utilisation,
  };
}

function baselinePolicy(definition: BaselineDefinition, evaluation: KeptEvaluation): PolicyReport {
  const { name, information, description } = definition;
  const kind = information === "future" ? "reference" : "baseline";
  return { name, kind, information, description, ...evaluation };
}

type Histograms = NonNullable<PolicyReport["decisions"]>;

function sumOfHistograms(p: Histograms, q: Histograms): Histograms {
  const sum = (name: keyof Histograms) => p[name].map((count, bin) => count + (q[name][bin] ?? 0));
  return {
    targetCounts: sum("targetCounts"),
    offloadRatio: sum("offloadRatio"),
    computeShare: sum("computeShare"),
    bandwidthShare: sum("bandwidthShare"),
  };
}

function scenarioSummary(scenario: Scenario): ReportData["scenario"] {
  const { links, workload } = scenario;
  const names = serverNames(scenario);
  const listed = links.list.length === 0 ? "" : `, ${links.list.length} listed`;
  return {
    name: scenario.name,
    description: scenario.description,
    servers: scenario.servers.map((server, index) => ({
      name: names[index]!,
      capacityCyclesPerSecond: server.capacity,
    })),
    facts: {
      links: `${links.mesh === "full" ? "full mesh" : "no mesh"}${listed}, ${links.bandwidth / 1e6} Mbit/s, ${links.propagationDelay * 1e3} ms`,
      workload: workload.kind,
      ...("timeScale" in workload
        ? { "tasks kept of a job": workload.perJobLimit, "time scale": workload.timeScale }
        : {}),
      ...(workload.homeWeights === undefined
        ? {}
        : { "home weights": homeWeightsText(workload.homeWeights) }),
      ...(scenario.users === undefined ? {} : { users: scenario.users.mobility.kind }),
      "resource cap κ": scenario.resourceCap,
      "most helping servers": scenario.maxTargets,
    },
  };
}

function homeWeightsText(weights: readonly number[]): string {
  if (weights.length <= 12) return weights.join(" / ");
  return `${weights.length}, from ${Math.min(...weights)} to ${Math.max(...weights)}`;
}

function traceSummary({ report }: Workload): ReportData["trace"] {
  if (report.files.length === 0) return null;
  return {
    description: describeImport(report)[0]!,
    tasks: report.tasks,
    skippedRows: Object.fromEntries(Object.entries(report.skipped).filter(([, rows]) => rows > 0)),
  };
}

const purposes = {
  train: "training and tuning, and choosing the best policy of a training",
  validate: "choosing the best policy of a training",
  test: "results",
} as const;

function windowSummaries({ scenario, workload }: ReportInputs): ReportData["windows"] {
  return (["train", "validate", "test"] as const).map((name) => {
    const { fromSeconds, toSeconds } = windowBounds(scenario, name);
    return {
      name,
      purpose: purposes[name],
      fromSeconds,
      toSeconds: Number.isFinite(toSeconds) ? toSeconds : null,
      tasks: workload.arrivalSeconds.filter((arrival) => arrival >= fromSeconds && arrival < toSeconds)
        .length,
    };
  });
}

/** The references depend a little on the homes: their means over the draws. */
function costSummary({ scenario, workload, window, runs, baselines }: ReportInputs): ReportData["cost"] {
  const rows = (runs[0] ?? baselines[0]?.result)?.evaluation.rows ?? [];
  const costs = rows.map(({ salt }) => episodeSetup(scenario, workload, window, salt).cost);
  const { latencyWeight, energyWeight } = scenario.objective;
  return {
    latencyWeight,
    energyWeight,
    referenceLatencySeconds: mean(costs.map((cost) => cost.referenceLatencySeconds)),
    referenceEnergyJoules: mean(costs.map((cost) => cost.referenceEnergyJoules)),
  };
}

function settingsGroups({ runs, baselines }: ReportInputs, names: readonly string[]): SettingsGroup[] {
  const trained = names.map((name) => {
    const { manifest } = runs.find((run) => run.policy === name)!;
    const { episodes, validateEvery } = manifest;
    // The budget is what the run was given; the configuration only says what it would have been.
    const config = { ...flattened(manifest.algorithm.config), episodes, validateEvery };
    return { title: name, entries: config };
  });
  const tuned = baselines.map(({ name, result }) => ({ title: name, entries: flattened(result.parameters) }));
  return [...trained, ...tuned].filter(({ entries }) => Object.keys(entries).length > 0);
}

/** Nested settings as `outer.inner`; lists as JSON. */
function flattened(value: unknown, prefix = ""): Record<string, string | number | boolean> {
  if (typeof value === "number" || typeof value === "string" || typeof value === "boolean") {
    return { [prefix]: value };
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { [prefix]: JSON.stringify(value) };
  }
  const parts = Object.entries(value).map(([key, part]) =>
    flattened(part, prefix === "" ? key : `${prefix}.${key}`),
  );
  return Object.assign({}, ...parts) as Record<string, string | number | boolean>;
}
