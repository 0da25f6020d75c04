/**
 * The one interface between a learning algorithm and whatever trains it. An algorithm is a folder under agents/
 * that exports a `LearningAlgorithm`; the training loop, checkpoints and the command line know no more of it.
 */
import type { EpisodeSetup, Policy } from "../env/index.ts";
import type { Program } from "../graph/index.ts";
import type { TrainingRecord } from "../model-file/index.ts";
import type { Engine } from "../runtime/index.ts";

/** Everything a learner is at the end of an episode: restoring it continues bit for bit. */
export interface LearnerSnapshot {
  /** Counters, RNG states, schedules: any JSON value. */
  readonly json: unknown;
  /** Parameters, optimiser moments, replay rows. */
  readonly arrays: Readonly<Record<string, Float32Array>>;
}

/** What an episode of training says about itself; every value is finite and free of wall-clock time. */
export type EpisodeStatistics = Readonly<Record<string, number>>;

/** A trained policy as files: `name` → bytes, with `policy.json` describing spaces and normalisation. */
export type ExportedPolicy = ReadonlyMap<string, Uint8Array>;

export interface Learner {
  /** Decisions taken in training so far. */
  readonly decisions: number;
  /** Plays one episode, exploring and learning, from an empty network to the last completion. */
  trainEpisode(setup: EpisodeSetup): Promise<EpisodeStatistics>;
  /** The greedy policy (no exploration) of the present parameters: a copy, which later learning does not change. */
  greedyPolicy(): Promise<Policy>;
  snapshot(): LearnerSnapshot;
  restore(snapshot: LearnerSnapshot): void;
  /**
   * The present greedy policy as files that any ONNX runtime can run.
   * @param training how it came about, for the files to say; null outside a training
   */
  exportPolicy(training: TrainingRecord | null): ExportedPolicy;
  release(): Promise<void>;
}

export interface LearnerContext {
  readonly engine: Engine;
  readonly seed: number;
  /** A window of the scenario (its network and dimensions); the learner may look at its sizes, not learn from it. */
  readonly setup: EpisodeSetup;
  /** Episodes the training will have, for schedules. */
  readonly episodes: number;
  /** Forecasts for tasks of a window, when the algorithm declares `needsForecaster`: `[count, 3]`, see `Forecaster.forecast`. */
  readonly forecast: ((setup: EpisodeSetup) => Promise<Float32Array>) | null;
}

/** One of an algorithm's compiled graphs, for people to look at. */
export interface NamedGraph {
  /** e.g. "update" */
  readonly name: string;
  /** What it computes, in one sentence. */
  readonly description: string;
  readonly program: Program;
}

export interface LearningAlgorithm {
  /** The name on the command line, e.g. "cto-tp". */
  readonly name: string;
  /** One sentence for `--help` and the report. */
  readonly description: string;
  readonly needsForecaster: boolean;
  /** Fills in defaults and checks; throws EdgeflockError("scenario") naming the field. Returns a JSON value. */
  configure(overrides: Readonly<Record<string, unknown>>): unknown;
  create(config: unknown, context: LearnerContext): Promise<Learner>;
  /** Loads what `exportPolicy` wrote (a folder's files) as a policy; throws EdgeflockError("run") naming the file. */
  loadPolicy(files: ReadonlyMap<string, Uint8Array>, engine: Engine): Promise<Policy>;
  /** What it compiles for the first agent of a scenario, the update first; may be empty. */
  graphs(config: unknown, setup: Pick<EpisodeSetup, "network" | "split">): readonly NamedGraph[];
}
