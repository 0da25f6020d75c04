/** Small episodes on networks of all kinds, to try policies and environments on. */
import { Rng } from "../core/rng.ts";
import type { EpisodeSetup } from "../env/index.ts";
import { windowCost } from "../sim/cost.ts";
import { type LinkSpec, Network } from "../sim/network.ts";

export interface MixedSetupOptions {
  /** Decides the network; the default, 0, has two servers. */
  readonly network?: number;
  /** Decides the tasks; the network's number when absent. */
  readonly seed?: number;
  /** How many; default 60. */
  readonly tasks?: number;
}

/**
 * Two to six unlike servers, each linked with some of the others both ways, and tasks in bursts: with or without queue
 * limits, deadlines and results, and up to three helpers. The same options give the same episode.
 */
export function mixedSetup({
  network: number = 0,
  seed = number,
  tasks: count = 60,
}: MixedSetupOptions = {}): EpisodeSetup {
  const network = mixedNetwork(number);
  const rng = Rng.stream(seed, "mixed-setup/tasks");
  const column = (value: () => number) => Float64Array.from({ length: count }, value);
  const hasDeadline = rng.uniform() < 0.5;
  const outputRatio = rng.uniform() < 0.5 ? 0 : 0.2;
  let arrival = 0;
  const tasks = {
    count,
    home: Int32Array.from({ length: count }, () => rng.integer(network.serverCount)),
    arrivalSeconds: column(() => {
      if (rng.uniform() < 0.3) arrival += rng.exponential(0.6);
      return arrival;
    }),
    inputBits: column(() => 1e4 + rng.exponential(4e6)),
    cycles: column(() => 1e8 + rng.exponential(1e9)),
    deadlineSeconds: column(() => (hasDeadline ? 0.2 + rng.exponential(1) : Number.POSITIVE_INFINITY)),
    outputRatio: column(() => outputRatio),
    uploadSeconds: column(() => 0),
    uploadJoules: column(() => 0),
  };
  const weights = { latencyWeight: 0.5, energyWeight: 0.5, dropCost: 20 };
  return { network, tasks, cost: windowCost(network, tasks, weights), split: "equal" };
}

function mixedNetwork(number: number): Network {
  const rng = Rng.stream(number, "mixed-setup/network");
  const servers = number === 0 ? 2 : 2 + rng.integer(5);
  const queueLimit = rng.uniform() < 0.3 ? 4 : Number.POSITIVE_INFINITY;
  const links: LinkSpec[] = [];
  const join = (from: number, to: number) => {
    const link = {
      bandwidthBitsPerSecond: 2e7 * (1 + rng.integer(5)),
      propagationDelaySeconds: 0.005 * rng.integer(5),
      transmitPowerWatts: 0.5,
    };
    links.push({ from, to, ...link }, { from: to, to: from, ...link });
  };
  for (let to = 1; to < servers; to++) {
    // To one of those before it, so that nobody is alone; to the others by chance.
    const one = rng.integer(to);
    for (let from = 0; from < to; from++) if (from === one || rng.uniform() < 0.5) join(from, to);
  }
  return new Network({
    servers: Array.from({ length: servers }, (_, m) => ({
      name: `server ${m}`,
      capacityCyclesPerSecond: 2e9 * (2 + rng.integer(4)),
      energyCoefficient: 1e-28,
      idlePowerWatts: 20,
      queueLimit,
    })),
    links,
    resourceCap: 0.5,
    shareMin: 0.05,
    maxTargets: 1 + rng.integer(3),
  });
}
