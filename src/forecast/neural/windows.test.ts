import { expect, test } from "vitest";
import { Rng } from "../../core/rng.ts";
import { windowOf } from "../../testing/window-of.ts";
import { forecastTargets } from "../targets.ts";
import { basisFor } from "./basis.test-helper.ts";
import { encodeTasks, fitEncoding } from "./encode.ts";
import { tiledWindows, WindowBatch, WindowSampler } from "./windows.ts";

function historyOf(length: number) {
  const tasks = windowOf(Array.from({ length }, (_, i) => ({ arrival: i, job: i })));
  return encodeTasks(tasks, fitEncoding(basisFor([tasks]), [tasks]).encoding, true)[0]!;
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

test("a batch weighs what is known by its group of targets, and is empty where it has no window", () => {
  const encoded = historyOf(5);
  const size = { length: 4, features: encoded.features.length / 5, identities: 0 };
  const batch = new WindowBatch(size, 3, { task: 1, burst: 0.5, horizon: 0 });
  const some = [
    { encoded, start: 0, firstUsed: 0 },
    { encoded, start: 2, firstUsed: 2 },
  ];
  batch.fill(some);
  batch.fillTargets(some);
  // Positions 0 to 3 of the first window; of the second the last task alone, which nothing follows.
  expect(batch.totalWeight).toBe(4 * 3 * 1.5);
  const weightOf = (row: number, target: number) =>
    batch.weights[row * forecastTargets.length + target]! * batch.totalWeight;
  for (let row = 0; row < 12; row++) {
    expect(weightOf(row, 0)).toBeCloseTo(row < 4 ? 1 : 0, 6);
    expect(weightOf(row, 4)).toBeCloseTo(row < 4 ? 0.5 : 0, 6);
    expect(weightOf(row, 8)).toBe(0);
  }
  expect(batch.features.subarray(0, 4 * size.features).some((value) => value !== 0)).toBe(true);
  expect(batch.features.subarray(8 * size.features).every((value) => value === 0)).toBe(true);
  expect(batch.candidateRatios.subarray(8 * 120).every((value) => value === 0)).toBe(true);
});
