/** Windows with a rhythm that a network can learn and a mean cannot, and a small network for them. */
import { Rng } from "../../core/rng.ts";
import { windowOf } from "../../testing/window-of.ts";
import type { WindowTasks } from "../../workload/workload.ts";
import type { ForecasterOptions } from "./config.ts";

/**
 * Two servers whose work alternates and whose input runs through three values; the pause after a heavy task is long.
 * None of it shows in a mean, the last value or a moving average.
 */
export function rhythm(seed: number, count: number): WindowTasks {
  const rng = Rng.stream(seed, "rhythm");
  const phase = [rng.integer(6), rng.integer(6)];
  const next = [rng.uniform(), rng.uniform()];
  return windowOf(
    Array.from({ length: count }, (_, job) => {
      const home = next[0]! <= next[1]! ? 0 : 1;
      const step = phase[home]!++;
      const arrival = next[home]!;
      const heavy = step % 2 === 0;
      next[home]! += (heavy ? 2 : 0.2) * (1 + 0.2 * rng.uniform());
      return {
        arrival,
        home,
        job,
        user: rng.integer(5),
        schedulingClass: rng.integer(3),
        cycles: (heavy ? 4e9 : 1e9) * (1 + 0.1 * rng.uniform()),
        bits: [1e5, 1e6, 1e7][step % 3]!,
      };
    }),
  );
}

/** With all that a forecaster can have: tables for ids, and dropout. */
export const small = {
  length: 8,
  width: 16,
  heads: 2,
  layers: 1,
  feedForward: 32,
  dropout: 0.02,
  embeddings: { user: { buckets: 4, width: 2 }, job: { buckets: 8, width: 1 } },
  batch: 16,
  updates: 300,
  validateEvery: 50,
  learningRate: 5e-3,
  warmUp: 20,
} satisfies ForecasterOptions;

export const windows = {
  train: [rhythm(1, 200), rhythm(2, 200)],
  validate: [rhythm(3, 100)],
  held: rhythm(4, 200),
};

/** The first `count` rows of a window. */
export function rowsOf(tasks: WindowTasks, count: number): WindowTasks {
  const columns = Object.entries(tasks).map(([name, column]) => [
    name,
    name === "count" ? count : column.slice(0, count),
  ]);
  return Object.fromEntries(columns) as WindowTasks;
}
