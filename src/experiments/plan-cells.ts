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
}

/**
 * Longest work first: forecaster, trainings, baselines.
 * @throws EdgeflockError("scenario") on a name that does not exist or a configuration that cannot be used
 */
export function planCells(experiment: Experiment, context: PlanContext): PlannedCell[] {
  const { scenario, trace, algorithms, algorithmsUrl, engine } = context;
  requireKnown("algorithms", experiment.algorithms, algorithms.keys());
  requireKnown("baselines", experiment.baselines, baselines.keys());
  const { window, salts, budget, tuningEpisodes } = experiment;
  const seed = Math.min(...experiment.seeds);
  const { edgeflock, gitRevision } = provenance();
  // A cell is known by all that its result depends on: whatever changes, it is made anew, and nothing else is.
  const common = { version: edgeflock, scenario, trace: trace.map((file) => file.sha256) };
  const code = { edgeflock, gitRevision, engine, algorithmsUrl };
  const plan = (
    key: CellKey,
    own: unknown,
    weight: number,
    after: PlannedCell | null = null,
  ): PlannedCell => {
    const inputs = sha256OfJson({ ...common, key, own, after: after?.job.inputs ?? null });
    return {
      name: cellName(key),
      after: after?.name ?? null,
      weight,
      job: {
        key,
        outDir: experiment.out,
        scenario,
        files: placesOf(trace),
        algorithmsUrl,
        window,
        salts,
        budget,
        tuningEpisodes,
        seed,
        needsForecaster: after !== null,
        inputs,
        code,
        evaluationInputs: sha256OfJson({ inputs, window, salts }),
      },
    };
  };
  const trained = experiment.algorithms.map((name) => algorithms.get(name)!);
  const forecaster = trained.some((algorithm) => algorithm.needsForecaster)
    ? plan({ kind: "forecaster" }, { seed }, 0.3)
    : null;
  const trainings = experiment.seeds.flatMap((seed) =>
    trained.map((algorithm) => {
      const config = algorithm.configure(scenario.training[algorithm.name] ?? {});
      const key = { kind: "training", algorithm: algorithm.name, seed } as const;
      return plan(key, { config, budget }, 1, algorithm.needsForecaster ? forecaster : null);
    }),
  );
  const rest = experiment.baselines.map((name) => {
    const isTuned = baselines.get(name)!.tune !== undefined;
    return plan(
      { kind: "baseline", baseline: name },
      isTuned ? { tuningEpisodes, seed } : { seed },
      isTuned ? 0.2 : 0.02,
    );
  });
  return [
    ...(forecaster === null ? [] : [forecaster]),
    ...trainings,
    ...rest.sort((p, q) => q.weight - p.weight),
  ];
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
