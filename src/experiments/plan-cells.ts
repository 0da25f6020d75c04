/** Which cells an experiment has, what each is made from, and in which order they are best begun. */
import { baselines } from "../agents/baselines/index.ts";
import type { LearningAlgorithm } from "../agents/learner.ts";
import { sha256OfJson } from "../core/checksum.ts";
import { didYouMean } from "../core/did-you-mean.ts";
import { EdgeflockError } from "../core/errors.ts";
import { placesOf, type Scenario } from "../scenario/index.ts";
import { provenance, type TraceFile } from "../train/index.ts";
import { type CellJob, type CellKey, cellName } from "./cell.ts";
import type { Experiment } from "./experiment.ts";
import { policyNameOf } from "./experiment-schema.ts";
import { relevantScenario } from "./relevant-scenario.ts";

export interface PlannedCell {
  readonly name: string;
  readonly job: CellJob;
  /** Name of the cell that has to be done before, or null. */
  readonly after: string | null;
  /** Its work, roughly, in units of one training. */
  readonly weight: number;
}

export interface PlanContext {
  readonly scenario: Scenario;
  readonly trace: readonly TraceFile[];
  readonly algorithms: ReadonlyMap<string, LearningAlgorithm>;
  readonly algorithmsUrl: string | null;
  /** Name of the engine. */
  readonly engine: string;
  /** Whether cells lie where their inputs tell, beside those of other points of a matrix. */
  readonly isMatrix?: boolean;
}

/** What a cell is made of, beside what all cells of a plan share. */
interface CellPlan {
  readonly key: CellKey;
  readonly scenario: Scenario;
  /** What of the scenario matters. */
  readonly relevant: Parameters<typeof relevantScenario>[1];
  readonly own: unknown;
  readonly weight: number;
  readonly after?: PlannedCell | null;
}

/**
 * Longest work first: forecaster, trainings, baselines.
 * @throws EdgeflockError("scenario") on a name that does not exist or a configuration that cannot be used
 */
export function planCells(experiment: Experiment, context: PlanContext): PlannedCell[] {
  const { scenario, algorithms } = context;
  const { budget, tuningEpisodes } = experiment;
  requireKnown("baselines", experiment.baselines, baselines.keys());
  const trained = experiment.algorithms.map((entry) => variantOf(entry, scenario, algorithms));
  requireOneEach([...experiment.algorithms.map(policyNameOf), ...experiment.baselines]);
  const seed = Math.min(...experiment.seeds);
  const plan = planner(experiment, context);
  const forecaster = trained.some(({ algorithm }) => algorithm.needsForecaster)
    ? plan({ key: { kind: "forecaster" }, scenario, relevant: "forecaster", own: { seed }, weight: 0.3 })
    : null;
  const trainings = experiment.seeds.flatMap((seed) =>
    trained.map(({ algorithm, variant, scenario }) => {
      const config = algorithm.configure(scenario.training[algorithm.name] ?? {});
      const { name, needsForecaster } = algorithm;
      return plan({
        key: { kind: "training", algorithm: name, ...(variant === null ? {} : { variant }), seed },
        scenario,
        relevant: needsForecaster ? "training" : "simulation",
        own: { config, budget },
        weight: 1,
        after: needsForecaster ? forecaster : null,
      });
    }),
  );
  const rest = experiment.baselines.map((baseline) => {
    const isTuned = baselines.get(baseline)!.tune !== undefined;
    return plan({
      key: { kind: "baseline", baseline },
      scenario,
      relevant: "simulation",
      own: isTuned ? { tuningEpisodes, seed } : { seed },
      weight: isTuned ? 0.2 : 0.02,
    });
  });
  return [
    ...(forecaster === null ? [] : [forecaster]),
    ...trainings,
    ...rest.sort((p, q) => q.weight - p.weight),
  ];
}

/**
 * Cells that judge policies on another scenario than they were made for.
 * @param context with that other scenario
 * @param made the cells that make policies; others are passed over
 */
export function planEvaluations(
  experiment: Experiment,
  context: PlanContext,
  made: readonly PlannedCell[],
): PlannedCell[] {
  const plan = planner(experiment, context);
  return made.flatMap((cell) => {
    const { key: of } = cell.job;
    if (of.kind !== "training" && of.kind !== "baseline") return [];
    const key = { kind: "evaluation", of } as const;
    const { scenario } = context;
    return [plan({ key, scenario, relevant: "simulation", own: null, weight: 0.02, after: cell })];
  });
}

function planner(experiment: Experiment, context: PlanContext): (plan: CellPlan) => PlannedCell {
  const { trace, algorithmsUrl, engine, isMatrix = false } = context;
  const { window, salts, budget, tuningEpisodes } = experiment;
  const { edgeflock, gitRevision } = provenance();
  // A cell is known by all that its result depends on: whatever changes, it is made anew, and nothing else is.
  const common = { version: edgeflock, trace: trace.map((file) => file.sha256) };
  const code = { edgeflock, gitRevision, engine, algorithmsUrl };
  return ({ key, scenario, relevant, own, weight, after = null }) => {
    const inputs = sha256OfJson({
      ...common,
      scenario: relevantScenario(scenario, relevant),
      key: { ...key, ...(key.kind === "evaluation" ? { of: null } : {}) },
      own,
      after: after?.job.inputs ?? null,
    });
    const forecasterPlace = after?.job.key.kind === "forecaster" ? after.job.key.place : undefined;
    const placed: CellKey = isMatrix ? { ...key, place: inputs.slice(0, placeLength) } : key;
    return {
      name: isMatrix ? `${cellName(placed)} ${placed.place}` : cellName(key),
      after: after?.name ?? null,
      weight,
      job: {
        key: placed,
        outDir: experiment.out,
        scenario,
        files: placesOf(trace),
        algorithmsUrl,
        window,
        salts,
        budget,
        tuningEpisodes,
        seed: Math.min(...experiment.seeds),
        needsForecaster: after?.job.key.kind === "forecaster",
        ...(forecasterPlace === undefined ? {} : { forecasterPlace }),
        inputs,
        code,
        evaluationInputs: sha256OfJson({ inputs, window, salts }),
      },
    };
  };
}

/** Hexadecimal digits of the checksum: two cells of a matrix that are called alike never share so many by chance. */
const placeLength = 12;

/** The algorithm of an entry, and the scenario with the settings that it is to have. */
function variantOf(
  entry: Experiment["algorithms"][number],
  scenario: Scenario,
  algorithms: PlanContext["algorithms"],
) {
  const name = typeof entry === "string" ? entry : entry.algorithm;
  requireKnown("algorithms", [name], algorithms.keys());
  const algorithm = algorithms.get(name)!;
  if (typeof entry === "string") return { algorithm, variant: null, scenario };
  const settings = merged(scenario.training[name] ?? {}, entry.settings);
  try {
    algorithm.configure(settings);
  } catch (error) {
    if (!(error instanceof EdgeflockError)) throw error;
    throw new EdgeflockError(
      error.kind,
      `experiment: settings of ${entry.name}: ${error.message}`,
      error.fix,
    );
  }
  return {
    algorithm,
    variant: entry.name,
    scenario: { ...scenario, training: { ...scenario.training, [name]: settings } },
  };
}

type Settings = Readonly<Record<string, unknown>>;

/** Groups of settings are merged, everything else is replaced. */
function merged(under: Settings, over: Settings): Record<string, unknown> {
  const isGroup = (value: unknown): value is Settings =>
    typeof value === "object" && value !== null && !Array.isArray(value);
  const result: Record<string, unknown> = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const before = result[key];
    result[key] = isGroup(value) && isGroup(before) ? merged(before, value) : value;
  }
  return result;
}

function requireKnown(field: string, names: readonly string[], known: Iterable<string>): void {
  const all = new Set(known);
  for (const name of names) {
    if (all.has(name)) continue;
    throw new EdgeflockError(
      "scenario",
      `experiment: ${field} names "${name}", which does not exist`,
      didYouMean(name, all),
    );
  }
}

function requireOneEach(policies: readonly string[]): void {
  const twice = policies.find((name, k) => policies.indexOf(name) !== k);
  if (twice === undefined) return;
  throw new EdgeflockError(
    "scenario",
    `experiment: two policies are called "${twice}"`,
    "Give a variant of an algorithm a name that no baseline has.",
  );
}
