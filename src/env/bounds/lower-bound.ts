/**
 * What no policy can do better than on a window, whatever it knows.
 *
 * - `isolated`: each task at its least cost alone in an empty network. Others only add waits: they change neither how long a transfer or a
 *   computation takes once it is granted, nor its energy.
 * - `shared`: the tasks also share the servers' capacity. Their summed latency is no less than that of the best schedule on one
 *   server of the summed capacity `R`, and no less than without contention. With any `θ` in [0, 1] the summed cost is therefore at least
 *
 *       θ·λ/L0·R + Σ min over decisions of [(1 − θ)·λ/L0·L + ρ/E0·E]
 *
 *   for the tasks of each busy period of that one server; the best `θ` of a grid is taken, 0 (`isolated`) among them.
 *
 * With queue limits a task may also be dropped, at `dropCost`: it then counts with no more than that, and capacity says nothing.
 */
import { EdgeflockError } from "../../core/errors.ts";
import type { EpisodeSetup } from "../policy.ts";
import { IsolatedCost } from "./isolated-cost.ts";
import { shortestRemainingFirst } from "./shortest-remaining.ts";

/** Lower bounds of the objective: the mean cost `J` of a task. */
export interface LowerBounds {
  readonly isolated: number;
  /** No less than `isolated`. */
  readonly shared: number;
}

const thetas = Array.from({ length: 20 }, (_, k) => (k + 1) / 20);

/** Throws `EdgeflockError("value")` on a setup with faults, after which parts run where no decision puts them. */
export function lowerBounds({ network, tasks, cost, split, faults }: EpisodeSetup): LowerBounds {
  if (faults !== undefined) {
    throw new EdgeflockError(
      "value",
      "there is no lower bound for scenarios with faults: what is lost starts again at servers that no decision names",
      "Leave the section `faults` out.",
    );
  }
  const alone = new IsolatedCost(network, split);
  const perSecond = cost.latencyWeight / cost.referenceLatencySeconds;
  const perJoule = cost.energyWeight / cost.referenceEnergyJoules;
  const mayDrop = network.queueLimit.some((limit) => limit < Number.POSITIVE_INFINITY);
  const sum = (from: number, to: number, theta: number) => {
    const weights = { perSecond: (1 - theta) * perSecond, perJoule };
    let total = 0;
    for (let row = from; row < to; row++) {
      const least = alone.least(tasks, row, weights);
      total += mayDrop ? Math.min(least, cost.dropCost) : least;
    }
    return total;
  };
  const isolated = sum(0, tasks.count, 0) / tasks.count;
  if (mayDrop) return { isolated, shared: isolated };
  const speed = network.capacity.reduce((total, capacity) => total + capacity, 0);
  let shared = 0;
  for (const { from, to, seconds } of shortestRemainingFirst(tasks, speed)) {
    let uploads = 0;
    for (let row = from; row < to; row++) uploads += tasks.uploadSeconds[row]!;
    let best = sum(from, to, 0);
    for (const theta of thetas) {
      const bound = theta * perSecond * (seconds + uploads) + sum(from, to, theta);
      // Concave in θ: behind the best it only falls.
      if (bound <= best) break;
      best = bound;
    }
    shared += best;
  }
  // The same sums in another order may differ in their last digit.
  return { isolated, shared: Math.max(isolated, shared / tasks.count) };
}
