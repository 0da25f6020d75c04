/** Runs one policy on a stream of tasks: the same decisions as `rollout`, in memory that does not grow with the tasks. */
import { Decision } from "../sim/decision.ts";
import { createStream, type TaskStream } from "../sim/simulator.ts";
import type { TaskSource } from "../sim/task-source.ts";
import { LocalObservers } from "./local-observers.ts";
import type { EpisodeSetup, Policy } from "./policy.ts";

/** What a policy is run on; the source is used up. */
export interface StreamSetup extends Omit<EpisodeSetup, "tasks"> {
  readonly source: TaskSource;
}

export interface StreamRolloutOptions {
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
  { seed = 0, records = false, onPause }: StreamRolloutOptions = {},
): Promise<TaskStream> {
  const { network, source, split } = setup;
  const withPeers = policy.information === "peers";
  const stream = createStream(network, source, { split, loadReports: withPeers, records });
  const observers = new LocalObservers(network, withPeers);
  const global = policy.information === "global" ? stream : null;
  const decision = new Decision(network.maxTargets);
  policy.begin({
    network,
    // Looked up only by policies that want it: it may take a pass over all tasks.
    get cost() {
      return setup.cost;
    },
    seed,
  });
  for (let task = stream.advance(); task >= 0; task = stream.advance()) {
    const local = observers.look(stream, stream.arriving, stream.arrivingRow);
    const pending = policy.decide({ local, global }, decision.reset());
    if (pending !== undefined) await pending;
    stream.decide(decision);
    if (task % decisionsBetweenPauses === decisionsBetweenPauses - 1) await onPause?.(stream);
  }
  await onPause?.(stream);
  return stream;
}
