import { describe, expect, it } from "vitest";
import { Rng } from "../core/rng.ts";
import { PrioritisedReplay } from "./prioritised-replay.ts";

function filled(alpha: number, values: readonly number[], capacity = 4): PrioritisedReplay {
  const replay = new PrioritisedReplay(capacity, 1, alpha);
  for (const value of values) replay.add(Float32Array.of(value));
  return replay;
}

/** Draws `count` rows and returns them with their places and weights. */
function draw(replay: PrioritisedReplay, count: number, { beta = 1, seed = 1 } = {}) {
  const rows = new Float32Array(count);
  const places = new Int32Array(count);
  const weights = new Float32Array(count);
  replay.sample(Rng.stream(seed, "test"), count, beta, rows, places, weights);
  return { rows, places, weights };
}

/** Tells the replay that the row of value `v` was wrong by `errors[v]`. */
function learn(replay: PrioritisedReplay, errors: Readonly<Record<number, number>>): void {
  const { rows, places } = draw(replay, 400);
  replay.learned(
    places,
    Float32Array.from(rows, (value) => errors[value] ?? 0),
    400,
  );
}

function shareOf(rows: Float32Array, value: number): number {
  return rows.filter((row) => row === value).length / rows.length;
}

describe("PrioritisedReplay", () => {
  it("draws rows in proportion to their errors to the power α", () => {
    const replay = filled(0.5, [1, 2]);
    learn(replay, { 1: 1, 2: 9 });
    expect(shareOf(draw(replay, 4000).rows, 2)).toBeCloseTo(3 / 4, 2);
  });

  it("draws uniformly with α = 0", () => {
    const replay = filled(0, [1, 2]);
    learn(replay, { 1: 1, 2: 9 });
    expect(shareOf(draw(replay, 4000).rows, 2)).toBeCloseTo(1 / 2, 2);
  });

  it("weighs rows by (N·P)^-β, which makes up for the choice", () => {
    const replay = filled(1, [1, 2]);
    learn(replay, { 1: 1, 2: 3 });
    for (const beta of [1, 0.5]) {
      const { rows, weights } = draw(replay, 100, { beta });
      rows.forEach((row, k) => {
        expect(weights[k]).toBeCloseTo((2 * (row === 1 ? 1 / 4 : 3 / 4)) ** -beta, 2);
      });
    }
  });

  it("gives new rows the greatest priority so far, and forgets the oldest", () => {
    const replay = filled(1, [1, 2, 3, 4]);
    learn(replay, { 1: 99, 2: 1, 3: 1, 4: 1 });
    replay.add(Float32Array.of(5));
    const { rows } = draw(replay, 4000);
    expect(shareOf(rows, 1)).toBe(0);
    expect(shareOf(rows, 5)).toBeCloseTo(99 / 102, 2);
  });

  it("goes on after a restore exactly as the replay that was saved", () => {
    const original = filled(0.7, [1, 2, 3, 4, 5, 6]);
    learn(original, { 3: 2, 4: 0.3, 5: 7, 6: 1 });
    original.add(Float32Array.of(7));
    const copy = new PrioritisedReplay(4, 1, 0.7);
    copy.restore(structuredClone(original.snapshot()));
    const results = [original, copy].map((replay) => {
      const before = draw(replay, 50, { beta: 0.4 });
      replay.learned(before.places, before.rows, 50);
      replay.add(Float32Array.of(8));
      return [before, draw(replay, 50, { seed: 2 }), replay.snapshot()];
    });
    expect(results[1]).toEqual(results[0]);
  });
});
