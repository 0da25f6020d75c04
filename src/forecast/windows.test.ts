import { expect, test } from "vitest";
import { Rng } from "../core/rng.ts";
import { windowOf } from "../testing/window-of.ts";
import { encodeHistories, fitNormalisation, targetCount } from "./features.ts";
import { tiledWindows, WindowBatch, WindowSampler } from "./windows.ts";

function historyOf(length: number) {
  const tasks = windowOf(Array.from({ length }, (_, i) => ({ arrival: i, job: i })));
  return encodeHistories(tasks, fitNormalisation([tasks]))[0]!;
}

test("tiles use every task once, with half a window of context wherever there is one", () => {
  for (const length of [1, 2, 7, 8, 9, 12, 13, 40]) {
    const used = new Array<number>(length).fill(0);
    for (const { start, firstUsed } of tiledWindows([historyOf(length)], 8)) {
      expect(start % 4).toBe(0);
      expect(firstUsed).toBe(start === 0 ? 0 : 4);
      for (let i = start + firstUsed; i < Math.min(length, start + 8); i++) used[i]!++;
    }
    expect(used).toEqual(new Array<number>(length).fill(1));
  }
});

test("the sampler draws every window of every history, and only whole ones where it can", () => {
  const [long, short, single] = [historyOf(11), historyOf(3), historyOf(1)];
  const sampler = new WindowSampler([single, long, short], 8);
  expect(sampler.count).toBe(4 + 1);
  const rng = Rng.stream(1, "test");
  const seen = new Set<string>();
  for (let i = 0; i < 200; i++) {
    const { encoded, start } = sampler.draw(rng);
    seen.add(`${encoded === long ? "long" : encoded === short ? "short" : "single"} ${start}`);
  }
  expect([...seen].sort()).toEqual(["long 0", "long 1", "long 2", "long 3", "short 0"]);
});

test("a batch weighs known targets alike, and is empty where it has no window", () => {
  const encoded = historyOf(5);
  const batch = new WindowBatch(3, 4);
  batch.fill([
    { encoded, start: 0, firstUsed: 0 },
    { encoded, start: 2, firstUsed: 2 },
  ]);
  // Positions 0 … 3 of the first window; of the second only the last task, which nothing follows.
  const weights = Array.from({ length: 12 }, (_, i) => batch.weights[i * targetCount]!);
  expect(weights.map((weight) => weight > 0)).toEqual(
    [...[1, 1, 1, 1], ...[0, 0, 0, 0], ...[0, 0, 0, 0]].map(Boolean),
  );
  expect(batch.weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(targetCount, 5);
  expect(batch.features.subarray(0, 4 * 5)).not.toEqual(new Float32Array(20));
  expect(batch.features.subarray(batch.features.length - 20)).toEqual(new Float32Array(20));
});
