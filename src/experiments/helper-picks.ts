/**
 * Cascading overload: how often several servers pick the same helper at once, and how often that helper is, or thereby
 * gets, overloaded. Measured on the decisions of a simulated window.
 */
import type { DecisionLog } from "../env/decision-log.ts";
import { readFromLog } from "../env/decision-log.ts";
import type { EpisodeSetup } from "../env/index.ts";
import { startSimulator } from "../env/start-simulator.ts";
import { Decision } from "../sim/decision.ts";
import type { HelperPicks } from "./report/index.ts";

interface PickedTasks {
  /** Ascending [s]. */
  readonly arrivalSeconds: ArrayLike<number>;
  readonly home: ArrayLike<number>;
}

/**
 * Plays the decisions again and watches how much work waits. The time of a usual task (`L0` of model.md, section 4) is the
 * window, and the measure of overload: a server is overloaded when the work that waits for it would keep all of it
 * busy for longer than that.
 */
export function helperPicks(setup: EpisodeSetup, decisions: DecisionLog): HelperPicks {
  const { network, tasks, cost } = setup;
  const usualSeconds = cost.referenceLatencySeconds;
  return countHelperPicks(tasks, decisions, overloadAtArrivals(setup, decisions, usualSeconds), usualSeconds);

  /** `[task * servers + server]`: 1 where the arriving task finds the server overloaded, before its own decision. */
  function overloadAtArrivals(setup: EpisodeSetup, log: DecisionLog, seconds: number): Uint8Array {
    const simulator = startSimulator(setup);
    const decision = new Decision(network.maxTargets);
    const overloaded = new Uint8Array(tasks.count * network.serverCount);
    for (let task = simulator.advance(); task >= 0; task = simulator.advance()) {
      for (let server = 0; server < network.serverCount; server++) {
        const waitingSeconds = simulator.waitingCycles[server]! / network.capacity[server]!;
        if (waitingSeconds > seconds) overloaded[task * network.serverCount + server] = 1;
      }
      simulator.decide(readFromLog(log, task, decision));
    }
    return overloaded;
  }
}

/**
 * @param overloaded `[task * servers + server]`: whether the server is overloaded at the task's arrival
 * @param windowSeconds two picks no further apart are made at once
 */
export function countHelperPicks(
  { arrivalSeconds, home }: PickedTasks,
  { targets, offloadRatio }: Pick<DecisionLog, "targets" | "offloadRatio">,
  overloaded: Uint8Array,
  windowSeconds: number,
): HelperPicks {
  const tasks = offloadRatio.length;
  const most = targets.length / Math.max(1, tasks);
  const servers = overloaded.length / Math.max(1, tasks);
  const byHelper: number[][] = Array.from({ length: servers }, () => []);
  for (let task = 0; task < tasks; task++) {
    for (let k = 0; offloadRatio[task]! > 0 && k < most; k++) {
      const helper = targets[task * most + k]!;
      if (helper >= 0) byHelper[helper]!.push(task);
    }
  }
  let [picks, shared, cascading] = [0, 0, 0];
  for (const [helper, picking] of byHelper.entries()) {
    picks += picking.length;
    const overloadedAt = nextOverload(helper);
    const before = nearestOther(picking, 1);
    const after = nearestOther(picking, -1);
    for (const [k, task] of picking.entries()) {
      const at = arrivalSeconds[task]!;
      const near = (other: number) => other >= 0 && Math.abs(arrivalSeconds[other]! - at) <= windowSeconds;
      if (!near(before[k]!) && !near(after[k]!)) continue;
      shared++;
      if (overloadedAt[task]! <= at + windowSeconds) cascading++;
    }
  }
  return { picks, shared, cascading };

  /** For each task: when one first finds the helper overloaded, itself or a later one [s]; Infinity if none does. */
  function nextOverload(helper: number): Float64Array {
    const next = new Float64Array(tasks);
    let at = Number.POSITIVE_INFINITY;
    for (let task = tasks - 1; task >= 0; task--) {
      if (overloaded[task * servers + helper] === 1) at = arrivalSeconds[task]!;
      next[task] = at;
    }
    return next;
  }

  /** For each pick: the nearest one of another home, before (1) or after it (−1); −1 if there is none. */
  function nearestOther(picking: readonly number[], step: 1 | -1): Int32Array {
    const nearest = new Int32Array(picking.length).fill(-1);
    for (let n = 1; n < picking.length; n++) {
      const k = step === 1 ? n : picking.length - 1 - n;
      const previous = picking[k - step]!;
      nearest[k] = home[previous] === home[picking[k]!] ? nearest[k - step]! : previous;
    }
    return nearest;
  }
}
