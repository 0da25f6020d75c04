/**
 * Everything a report is made from: plain data, safe to write as JSON. The report computes every mean, interval and
 * test from these rows itself. Units are in the names; numbers are finite unless said otherwise.
 */

import type { Severity } from "../../diagnosis/index.ts";
import type { ForecastReport } from "./forecast-data.ts";

export interface ReportData {
  /** Heading of the report, e.g. "paper-3mec: cto-tp and cto against eight baselines". */
  readonly title: string;
  /** Time of writing (ISO 8601), the only time that appears in the report; null leaves it out. */
  readonly generatedAt: string | null;
  readonly scenario: ScenarioSummary;
  /** Where the tasks come from; null for synthetic workloads. */
  readonly trace: TraceSummary | null;
  readonly windows: readonly WindowSummary[];
  /** Name of the window the policies' rows come from. */
  readonly evaluatedWindow: string;
  readonly cost: CostSummary;
  /** What each training run was given, e.g. "600 s" or "200 episodes"; null when nothing was trained. */
  readonly budget: string | null;
  /** Of the code that made the results; several when it was not all the same, empty when none is known. */
  readonly gitRevisions: readonly string[];
  /** Name to version, e.g. { edgeflock: "0.1.0", node: "20.19.5", engine: "onnxruntime-node 1.30.0" }. */
  readonly versions: Readonly<Record<string, string>>;
  readonly timings: readonly { readonly what: string; readonly seconds: number }[];
  /** One group for each algorithm, baseline search, or forecaster. */
  readonly settings: readonly SettingsGroup[];
  /** Command lines that repeat what was done, in order. */
  readonly commands: readonly string[];
  /** In the order of preference for legends; names are unique. */
  readonly policies: readonly PolicyReport[];
  /** Null when nothing was trained. */
  readonly learning: LearningReport | null;
  readonly forecasts: ForecastReport | null;
}

export interface ScenarioSummary {
  readonly name: string;
  readonly description: string;
  /** Server names, in the order of every `utilisation` array. */
  readonly servers: readonly { readonly name: string; readonly capacityCyclesPerSecond: number }[];
  /** Any further facts worth a line, e.g. { links: "full mesh, 100 Mbit/s, 5 ms" }. */
  readonly facts: Readonly<Record<string, string | number>>;
}

export interface TraceSummary {
  readonly description: string;
  /** Tasks made from the trace. */
  readonly tasks: number;
  /** Rows that were not usable, by reason. */
  readonly skippedRows: Readonly<Record<string, number>>;
}

export interface WindowSummary {
  readonly name: string;
  /** What it was used for, e.g. "training and tuning". */
  readonly purpose: string;
  readonly fromSeconds: number;
  /** null: to the end of the workload. */
  readonly toSeconds: number | null;
  readonly tasks: number;
}

/** Weights and references of the objective (model.md, section 4). */
export interface CostSummary {
  readonly latencyWeight: number;
  readonly energyWeight: number;
  readonly referenceLatencySeconds: number;
  readonly referenceEnergyJoules: number;
}

export interface SettingsGroup {
  readonly title: string;
  readonly entries: Readonly<Record<string, string | number | boolean>>;
}

export interface PolicyReport {
  readonly name: string;
  /** "reference": listed and drawn, but never called the best (a clairvoyant bound, say). */
  readonly kind: "learned" | "baseline" | "reference";
  /** What a decision may look at: the own server, with what neighbours report, every server, every task in flight (at once, or late), or all that will arrive. */
  readonly information: "local" | "peers" | "releases" | "global" | "twin" | "late-twin" | "future";
  /** One sentence; may be empty. */
  readonly description: string;
  /**
   * One row for each seed × salt, complete. A policy without training has one seed (any number). All policies have the
   * same salts.
   */
  readonly rows: readonly EvaluationRow[];
  /** Latencies of all tasks [s], over all rows, or a random sample of them; any order. Null: not drawn. */
  readonly latencySample: readonly number[] | null;
  readonly decisions: DecisionHistograms | null;
  readonly utilisation: UtilisationSeries | null;
}

/** Metrics of one policy on one draw of homes. */
export interface EvaluationRow {
  readonly seed: number;
  readonly salt: string;
  readonly tasks: number;
  readonly objective: number;
  readonly meanLatencySeconds: number;
  readonly p50LatencySeconds: number;
  readonly p95LatencySeconds: number;
  readonly p99LatencySeconds: number;
  readonly meanEnergyJoules: number;
  /** Tasks dropped, and tasks that missed their deadline (counts). */
  readonly dropped: number;
  readonly deadlineMisses: number;
  /** Means over the tasks [s]; they add up to the mean latency. */
  readonly latencyParts: LatencyParts;
  /** Mean fraction of each server's compute in use. */
  readonly utilisation: readonly number[];
  readonly helpers: HelperPicks;
}

/** Counts of picks: one for each helping server of each task of which a share leaves home. */
export interface HelperPicks {
  readonly picks: number;
  /** Those of a server that another home picks as well, no longer before or after than the window. */
  readonly shared: number;
  /** Those of them whose helper some task finds overloaded, from the pick to the end of the window after it. */
  readonly cascading: number;
}

export interface LatencyParts {
  readonly uplink: number;
  readonly transfer: number;
  readonly linkWait: number;
  readonly computeWait: number;
  readonly compute: number;
  /** What faults cost. */
  readonly recovery: number;
}

/** How a policy decided, over all its rows. Histograms have equal bins over [0, 1] and count tasks. */
export interface DecisionHistograms {
  /** Tasks that got 0, 1, 2, … helping servers. */
  readonly targetCounts: readonly number[];
  readonly offloadRatio: readonly number[];
  readonly computeShare: readonly number[];
  readonly bandwidthShare: readonly number[];
}

/** Mean fraction of compute in use in each bin, of one seed and salt: `series[bin * servers + server]`. */
export interface UtilisationSeries {
  readonly seed: number;
  readonly salt: string;
  readonly binSeconds: number;
  readonly series: readonly number[];
}

export interface LearningReport {
  /** Window the points were measured on, e.g. "validate". */
  readonly window: string;
  readonly curves: readonly {
    /** Name of the learned policy. */
    readonly policy: string;
    readonly points: readonly LearningPoint[];
  }[];
  /** Objectives of policies that do not learn, on the same window and draws; may be empty. */
  readonly baselines: readonly { readonly policy: string; readonly objective: number }[];
  /** One for each training. */
  readonly diagnoses: readonly TrainingDiagnosis[];
}

/** What was found about one training (docs/diagnosis.md). */
export interface TrainingDiagnosis {
  /** Name of the learned policy. */
  readonly policy: string;
  readonly seed: number;
  readonly findings: readonly {
    readonly rule: string;
    readonly severity: Severity;
    readonly evidence: string;
    /** The settings to try, or what to do beside. */
    readonly remedy: string;
  }[];
}

export interface LearningPoint {
  readonly seed: number;
  /** Training episodes and decisions done before the measurement. */
  readonly episode: number;
  readonly decisions: number;
  readonly objective: number;
}
