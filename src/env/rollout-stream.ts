/** Runs one policy on a stream of tasks: the same decisions as `rollout`, in memory that does not grow with the tasks. */
import { EdgeflockError } from "../core/errors.ts";
import type { SeriesOptions } from "../sim/meter.ts";
import type { TaskStream } from "../sim/simulator.ts";
import { type Policy, sightOf, twinOf } from "./policy.ts";
import { needsOf, type StreamSetup, startStream } from "./start-simulator.ts";
import { Turns } from "./turns.ts";

export interface StreamRolloutOptions extends SeriesOptions {
  /** For policies that draw random numbers. */
  readonly seed?: number;
  /** Whether completed tasks are kept for `takeRecords`. */
  readonly records?: boolean;
  /**
   * Called after every few thousand decisions and at the end: the time to take records, to show progress and to let
   * others run. Throw to stop.
   */
  readonly onPause?: (stream: TaskStream) => void | Promise<void>;
}

const decisionsBetweenPauses = 4096;

export async function rolloutStream(
  setup: StreamSetup,
  policy: Policy,
  { seed = 0, records = false, onPause, ...series }: StreamRolloutOptions = {},
): Promise<TaskStream> {
  if (policy.information === "future" || twinOf(policy.information) !== null) {
    const why =
      policy.information === "future"
        ? "has to know all tasks beforehand, and a stream makes them as they are needed"
        : "asks a digital twin, which a stream does not have";
    throw new EdgeflockError("usage", `policy "${policy.name}" ${why}`, "Simulate it without --stream.");
  }
  const { network } = setup;
  const sight = sightOf(policy.information);
  const stream = startStream(setup, { ...series, ...needsOf(sight), records });
  const turns = new Turns(stream, sight);
  policy.begin({
    network,
    // Looked up only by policies that want it: it may take a pass over all tasks.
    get cost() {
      return setup.cost;
    },
    split: setup.split,
    seed,
  });
  let paused = 0;
  await turns.play(policy, (done) => {
    if (done < paused + decisionsBetweenPauses) return;
    paused = done;
    return onPause?.(stream);
  });
  await onPause?.(stream);
  return stream;
}
