/** A long simulation must neither keep anything of a task that is done, nor make much garbage for it. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { baselines } from "../src/agents/baselines/index.ts";
import { rolloutStream } from "../src/env/rollout-stream.ts";
import { Network } from "../src/sim/network.ts";
import { PoissonSource } from "../src/workload/synthetic/poisson-source.ts";

const serverCount = 25;
const network = new Network({
  servers: Array.from({ length: serverCount }, (_, m) => ({
    name: `server-${m}`,
    capacityCyclesPerSecond: 8e9,
    energyCoefficient: 1e-28,
    idlePowerWatts: 20,
    queueLimit: Number.POSITIVE_INFINITY,
  })),
  // A ring in which everybody knows the three next on each side.
  links: Array.from({ length: serverCount }, (_, from) =>
    [1, 2, 3, -1, -2, -3].map((step) => ({
      from,
      to: (from + step + serverCount) % serverCount,
      bandwidthBitsPerSecond: 1e8,
      propagationDelaySeconds: 0.002,
      transmitPowerWatts: 0.5,
    })),
  ).flat(),
  resourceCap: 0.5,
  shareMin: 0.05,
  maxTargets: 2,
});
const setup = {
  network,
  cost: {
    latencyWeight: 0.5,
    energyWeight: 0.5,
    referenceLatencySeconds: 1,
    referenceEnergyJoules: 1,
    dropCost: 20,
  },
  split: "equal",
} as const;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** What is left of heap and arrays after a collection. */
function liveBytes(): number {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/**
 * Numbers that are handed to functions which the compiler does not inline are boxed, 16 bytes each, in some processes
 * nearly twice as many as in others. With an object for each event `split` makes more than this.
 */
const garbageBytes = { local: 240, split: 440, "least-loaded": 440 };

it.each(["local", "split", "least-loaded"] as const)(
  "%s: nothing is kept of a task that is done, and little is allocated for it",
  async (name) => {
    const source = new PoissonSource({
      seed: 1,
      tasks: 300_000,
      ratePerSecond: 2 * serverCount,
      homeWeights: new Array(serverCount).fill(1),
      cycles: { mean: 1e9, distribution: "exponential" },
      inputBits: { mean: 6e6, distribution: "exponential" },
    });
    let warm = -1;
    let tasks = 0;
    let live = 0;
    let before = 0;
    let allocated = 0;
    await rolloutStream({ ...setup, source }, baselines.get(name)!.create(), {
      onPause({ sums }) {
        tasks = sums.tasks;
        if (tasks < 100_000) return;
        if (warm < 0) {
          warm = tasks;
          live = liveBytes();
        } else {
          // What a collection has taken away since is missing, but it comes only now and then.
          allocated += Math.max(0, process.memoryUsage().heapUsed - before);
        }
        before = process.memoryUsage().heapUsed;
      },
    });
    expect(allocated / (tasks - warm)).toBeLessThan(garbageBytes[name]);
    expect((liveBytes() - live) / (tasks - warm)).toBeLessThan(2);
  },
);
