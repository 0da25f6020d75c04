import { describe, expect, it } from "vitest";
import { Rng } from "../core/rng.ts";
import { ReplayBuffer } from "./replay-buffer.ts";

const row = (value: number) => Float32Array.of(value, -value);

function filled(capacity: number, values: readonly number[]): ReplayBuffer {
  const buffer = new ReplayBuffer(capacity, 2);
  for (const value of values) buffer.add(row(value));
  return buffer;
}

describe("ReplayBuffer", () => {
  it("keeps the newest rows once it is full", () => {
    const { rows, size } = filled(3, [1, 2, 3, 4]).snapshot();
    expect(size).toBe(3);
    expect([...rows]).toEqual([2, -2, 3, -3, 4, -4]);
  });

  it("samples every row it holds and no other", () => {
    const out = new Float32Array(2 * 400);
    filled(3, [1, 2, 3, 4]).sample(Rng.stream(1, "test"), 400, out);
    expect(new Set(out.filter((_, i) => i % 2 === 0))).toEqual(new Set([2, 3, 4]));
  });

  it("writes samples behind the rows that are there", () => {
    const out = Float32Array.of(9, 9, 0, 0);
    filled(1, [5]).sample(Rng.stream(1, "test"), 1, out, 1);
    expect([...out]).toEqual([9, 9, 5, -5]);
  });

  it("copies its newest rows to another buffer, oldest first", () => {
    const target = new ReplayBuffer(8, 2);
    filled(3, [1, 2, 3, 4]).copyRecent(2, target);
    expect([...target.snapshot().rows]).toEqual([3, -3, 4, -4]);
  });

  it("goes on after a restore exactly as the buffer that was saved", () => {
    const original = filled(3, [1, 2, 3, 4, 5]);
    const copy = new ReplayBuffer(3, 2);
    copy.restore(original.snapshot());
    const samples = [original, copy].map((buffer) => {
      const rng = Rng.stream(7, "test");
      const out = new Float32Array(2 * 20);
      buffer.sample(rng, 10, out);
      buffer.add(row(6));
      buffer.sample(rng, 10, out, 10);
      return [...out, ...buffer.snapshot().rows];
    });
    expect(samples[1]).toEqual(samples[0]);
  });

  it("refuses a snapshot that does not fit", () => {
    expect(() => filled(3, []).restore(filled(4, [1, 2, 3, 4]).snapshot())).toThrow("does not fit");
  });
});
