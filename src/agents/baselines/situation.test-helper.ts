/** Hand-made situations for the baselines' tests. */
import { LocalObserver } from "../../env/local-observer.ts";
import type { EpisodeInfo, EpisodeSetup, Policy } from "../../env/policy.ts";
import { windowCost } from "../../sim/cost.ts";
import { Decision } from "../../sim/decision.ts";
import { mesh, type PlainTask, server, taskTable } from "../../sim/fixtures.test-helper.ts";
import { Network } from "../../sim/network.ts";

/** Servers of 10, 8 and 6 Gcycle/s, all linked with 100 Mbit/s, 5 ms away, as in the paper scenario. */
export function network(maxTargets = 2, capacities = [10e9, 8e9, 6e9]): Network {
  return new Network({
    servers: capacities.map((capacityCyclesPerSecond) =>
      server({ capacityCyclesPerSecond, energyCoefficient: 1e-28 }),
    ),
    links: mesh(capacities.length, {
      bandwidthBitsPerSecond: 1e8,
      propagationDelaySeconds: 0.005,
      transmitPowerWatts: 0.5,
    }),
    resourceCap: 0.5,
    shareMin: 0.05,
    maxTargets,
  });
}

export function episode(on: Network, seed = 0): EpisodeInfo {
  const cost = {
    latencyWeight: 0.5,
    energyWeight: 0.5,
    referenceLatencySeconds: 0.2,
    referenceEnergyJoules: 2.5,
    dropCost: 20,
  };
  return { network: on, cost, split: "equal", seed };
}

export interface Load {
  /** Fraction of a server's compute that is reserved, and work that waits there [cycles]; 0 where not given. */
  readonly reserved?: readonly number[];
  readonly waitingCycles?: readonly number[];
  /** Data that waits for link `from-to` [bit]; such a link has no free bandwidth. */
  readonly waitingBits?: Readonly<Record<string, number>>;
}

/** The decision of `policy` (begun before) on a task of 1 Gcycle and 1 Mbit at `home`, with this load. */
export function decisionOf(
  policy: Policy,
  on: Network,
  home: number,
  load: Load = {},
  task: PlainTask = {},
): Decision {
  const state = {
    nowSeconds: 0,
    freeCompute: on.capacity.map((capacity, m) => capacity * (1 - (load.reserved?.[m] ?? 0))),
    waitingCycles: Float64Array.from(on.capacity, (_, m) => load.waitingCycles?.[m] ?? 0),
    freeBandwidth: on.bandwidth.slice(),
    waitingBits: new Float64Array(on.linkCount),
    loadReports: null,
    releaseTimes: null,
  };
  for (const [ends, bits] of Object.entries(load.waitingBits ?? {})) {
    const [from, to] = ends.split("-").map(Number);
    const link = on.linkBetween(from!, to!);
    state.waitingBits[link] = bits;
    state.freeBandwidth[link] = 0;
  }
  const local = new LocalObserver(on, home, "local");
  local.look(state, taskTable([{ home, cycles: 1e9, bits: 1e6, ...task }]), 0, Number.POSITIVE_INFINITY);
  const decision = new Decision(on.maxTargets);
  policy.decide({ local, global: policy.information === "global" ? state : null, twin: null }, decision);
  return decision;
}

export function targetsOf(decision: Decision): number[] {
  return [...decision.targets.subarray(0, decision.targetCount)];
}

/** Bursts of six tasks, most of them at server 0. */
export function burstyWindow(on: Network, bursts = 40): EpisodeSetup {
  const rows = Array.from({ length: 6 * bursts }, (_, row) => {
    const burst = Math.floor(row / 6);
    return {
      arrival: 0.8 * burst,
      home: [0, 0, 1, 0, 2][burst % 5]!,
      cycles: 0.5e9 * (1 + (burst % 3)),
      bits: 1e6 * (1 + (burst % 4)),
    };
  });
  const tasks = taskTable(rows);
  const weights = { latencyWeight: 0.5, energyWeight: 0.5, dropCost: 20 };
  return { network: on, tasks, cost: windowCost(on, tasks, weights), split: "equal" };
}
