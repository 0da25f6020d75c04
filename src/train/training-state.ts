/** Everything a training is between two episodes, to and from a checkpoint. */

import type { LearnerSnapshot } from "../agents/learner.ts";
import { EdgeflockError } from "../core/errors.ts";
import { Rng, type RngState } from "../core/rng.ts";
import type { DriftMonitorState } from "../forecast/drift/index.ts";
import type { Checkpoint } from "./checkpoint.ts";
import type { RunLogEntry } from "./event-log.ts";
import type { MetricsRow } from "./metrics-log.ts";

export interface BestPolicy {
  /** On the validation window. */
  readonly objective: number;
  /** What it was chosen by: see validation.ts. */
  readonly selection: number;
  /** Training episodes after which it was reached. */
  readonly episode: number;
  /** As `Learner.exportPolicy` gave it: far smaller than a snapshot, which holds the replay buffers too. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

export interface TrainingState {
  /** Training episodes done. */
  episode: number;
  readonly saltRng: Rng;
  best: BestPolicy | null;
  readonly metrics: MetricsRow[];
  readonly events: RunLogEntry[];
  /** Of the monitor that watches the forecasts; null where nobody does. */
  monitor: DriftMonitorState | null;
}

export function newTrainingState(seed: number): TrainingState {
  return {
    episode: 0,
    saltRng: Rng.stream(seed, "salt"),
    best: null,
    metrics: [],
    events: [],
    monitor: null,
  };
}

interface StateJson {
  readonly run: string;
  readonly episode: number;
  readonly saltRng: RngState;
  readonly best: Omit<BestPolicy, "files"> | null;
  readonly metrics: readonly MetricsRow[];
  /** Absent where there is none. */
  readonly events?: readonly RunLogEntry[];
  /** Where forecasts are watched; checkpoints of early versions hold the events here. */
  readonly drift?: { readonly monitor: DriftMonitorState; readonly events?: readonly RunLogEntry[] };
  readonly learner: unknown;
}

const learnerPrefix = "learner/";
const bestPrefix = "best/";

/** @param run what the state belongs to: a checksum of algorithm, configuration, scenario and seed */
export function toCheckpoint(run: string, state: TrainingState, learner: LearnerSnapshot): Checkpoint {
  const { episode, saltRng, best, metrics, events, monitor } = state;
  const json: StateJson = {
    run,
    episode,
    saltRng: saltRng.state(),
    best:
      best === null ? null : { objective: best.objective, selection: best.selection, episode: best.episode },
    metrics,
    ...(events.length === 0 ? {} : { events }),
    ...(monitor === null ? {} : { drift: { monitor } }),
    learner: learner.json,
  };
  const named = <T>(prefix: string, entries: Iterable<readonly [string, T]>) =>
    Array.from(entries, ([name, array]) => [prefix + name, array] as const);
  return {
    json,
    arrays: Object.fromEntries<Float32Array | Uint8Array>([
      ...named<Float32Array | Uint8Array>(learnerPrefix, Object.entries(learner.arrays)),
      ...named<Float32Array | Uint8Array>(bestPrefix, best?.files ?? []),
    ]),
  };
}

/** Throws EdgeflockError("run") when the checkpoint belongs to another run. */
export function fromCheckpoint(
  run: string,
  { json, arrays }: Checkpoint,
): { readonly state: TrainingState; readonly learner: LearnerSnapshot } {
  const { episode, saltRng, best, metrics, events, drift, learner, ...rest } = json as StateJson;
  if (rest.run !== run) {
    throw new EdgeflockError(
      "run",
      "the checkpoints belong to another run than run.json (other scenario, algorithm, configuration or seed)",
      "Put back the run.json that belongs to them, or train anew.",
    );
  }
  const named = <T>(prefix: string, type: new (...none: never) => T) =>
    Object.entries(arrays).flatMap(([name, array]) =>
      name.startsWith(prefix) && array instanceof type ? [[name.slice(prefix.length), array] as const] : [],
    );
  return {
    state: {
      episode,
      saltRng: Rng.fromState(saltRng),
      best: best === null ? null : { ...best, files: new Map(named(bestPrefix, Uint8Array)) },
      metrics: [...metrics],
      events: [...(events ?? drift?.events ?? [])],
      monitor: drift?.monitor ?? null,
    },
    learner: { json: learner, arrays: Object.fromEntries(named(learnerPrefix, Float32Array)) },
  };
}
