/** Trains one algorithm on one scenario with one seed, into a run folder. */

import type { LearningAlgorithm } from "../agents/learner.ts";
import { EdgeflockError } from "../core/errors.ts";
import type { Engine } from "../runtime/index.ts";
import type { Scenario, Workload } from "../scenario/index.ts";
import { provenance } from "./provenance.ts";
import { RunFolder } from "./run-folder.ts";
import type { RunManifest } from "./run-manifest.ts";
import { fingerprintFiles } from "./trace-fingerprint.ts";
import type { TrainingControls } from "./training-controls.ts";
import { runTrainingLoop } from "./training-loop.ts";

export interface TrainOptions extends TrainingControls {
  readonly scenario: Scenario;
  readonly workload: Workload;
  readonly algorithm: LearningAlgorithm;
  /** Overrides of the algorithm's configuration, over those of the scenario. */
  readonly config?: Readonly<Record<string, unknown>>;
  readonly seed: number;
  /** Training episodes (each is one pass over the training window); the algorithm's own default when absent. */
  readonly budget?: number;
  /** The run folder to create. */
  readonly outDir: string;
  /** Replace a run that is already there. */
  readonly force?: boolean;
  readonly engine: Engine;
}

export interface TrainedRun {
  readonly folder: string;
  readonly manifest: RunManifest;
  /** Validation objective of the best policy (validation.ts says how it is chosen), and the episode it is from. */
  readonly bestObjective: number;
  readonly bestEpisode: number;
}

/** Of algorithms whose configuration does not say how long to train. */
const defaultEpisodes = 100;
/** Validations in a training, but never more than one an episode. */
const validations = 50;

export async function train(options: TrainOptions): Promise<TrainedRun> {
  const { scenario, workload, algorithm, seed, outDir, engine } = options;
  if (!Number.isSafeInteger(seed)) {
    throw new EdgeflockError("usage", `seed is ${seed}`, "Give a whole number.");
  }
  const config = algorithm.configure({ ...scenario.training[algorithm.name], ...options.config });
  const episodes = options.budget ?? ownEpisodes(config);
  if (!Number.isSafeInteger(episodes) || episodes < 1) {
    throw new EdgeflockError("usage", `budget is ${episodes}`, "Give a whole number of episodes, 1 or more.");
  }
  const now = new Date().toISOString();
  const manifest: RunManifest = {
    format: "edgeflock-run",
    version: 1,
    status: "training",
    episodesDone: 0,
    scenario,
    algorithm: { name: algorithm.name, config },
    seed,
    episodes,
    validateEvery: validationInterval(episodes),
    forecaster: null,
    trace: await fingerprintFiles(workload),
    best: null,
    versions: { ...provenance(), engine: engine.name },
    timings: { startedAt: now, updatedAt: now, finishedAt: null, forecasterSeconds: 0, trainingSeconds: 0 },
  };
  const folder = await RunFolder.create(outDir, manifest, options.force === true);
  await runTrainingLoop({ ...options, folder });
  return trainedRun(folder);
}

/** Training episodes of an algorithm that is not told how many. */
export function ownEpisodes(config: unknown): number {
  const own = (config as { readonly episodes?: unknown } | null)?.episodes;
  return typeof own === "number" ? own : defaultEpisodes;
}

/** Training episodes between two validations. */
export function validationInterval(episodes: number): number {
  return Math.max(1, Math.floor(episodes / validations));
}

export function trainedRun({ path, manifest }: RunFolder): TrainedRun {
  const { best } = manifest;
  if (best === null) throw new Error(`${path}: a run without a best policy`);
  return { folder: path, manifest, bestObjective: best.objective, bestEpisode: best.episode };
}
