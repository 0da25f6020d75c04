/** Runs one policy on one window, from an empty network to the completion of its last task. */
import { EdgeflockError } from "../core/errors.ts";
import { Decision } from "../sim/decision.ts";
import { createSimulator, type Simulator } from "../sim/simulator.ts";
import { createDecisionLog, type DecisionLog, writeToLog } from "./decision-log.ts";
import { LocalObserver } from "./local-observer.ts";
import type { EpisodeSetup, Policy } from "./policy.ts";

export interface Rollout {
  readonly simulator: Simulator;
  readonly decisions: DecisionLog;
}

export interface RolloutOptions {
  /** For policies that draw random numbers. */
  readonly seed?: number;
  readonly utilisationBinSeconds?: number;
  /** Called every few hundred decisions with the fraction done; throw to stop. */
  readonly onProgress?: (fraction: number) => void;
}

export async function rollout(
  setup: EpisodeSetup,
  policy: Policy,
  options: RolloutOptions = {},
): Promise<Rollout> {
  const { network, tasks, cost, split } = setup;
  const withPeers = policy.information === "peers";
  const simulator = createSimulator(network, tasks, {
    split,
    loadReports: withPeers,
    ...(options.utilisationBinSeconds === undefined
      ? {}
      : { utilisationBinSeconds: options.utilisationBinSeconds }),
  });
  const observers = Array.from(
    { length: network.serverCount },
    (_, m) => new LocalObserver(network, m, withPeers),
  );
  const lastDecision = new Float64Array(network.serverCount).fill(Number.NEGATIVE_INFINITY);
  const global = policy.information === "global" ? simulator : null;
  const decision = new Decision(network.maxTargets);
  const log = createDecisionLog(tasks.count, network.maxTargets);
  policy.begin({ network, cost, seed: options.seed ?? 0 });
  for (let task = simulator.advance(), done = 0; task >= 0; task = simulator.advance(), done++) {
    const server = tasks.home[task]!;
    const local = observers[server];
    if (local === undefined) {
      throw new EdgeflockError(
        "value",
        `task ${task} has home server ${server}, but there are ${network.serverCount}`,
      );
    }
    local.look(simulator, tasks, task, simulator.nowSeconds - lastDecision[server]!);
    lastDecision[server] = simulator.nowSeconds;
    const pending = policy.decide({ local, global }, decision.reset());
    if (pending !== undefined) await pending;
    simulator.decide(decision);
    writeToLog(log, task, decision);
    if (done % 512 === 0) options.onProgress?.(done / tasks.count);
  }
  return { simulator, decisions: log };
}
