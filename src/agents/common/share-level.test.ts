import { describe, expect, it } from "vitest";
import { shareLevel } from "./share-level.ts";

describe("shareLevel", () => {
  it("keeps what a float32 can hold", () => {
    expect([1, 0.5, 0.25, 0.375].map((share) => shareLevel(share, 0))).toEqual([1, 0.5, 0.25, 0.375]);
  });

  it("is never above the share, so that as many parts fit as were meant to", () => {
    for (let parts = 1; parts <= 100; parts++) {
      const level = shareLevel(1 / parts, 0);
      expect(level).toBe(Math.fround(level));
      expect(parts * level).toBeLessThanOrEqual(1);
      expect(parts * level).toBeGreaterThan(1 - 1e-6);
    }
    // Rounded to the nearest, 0.4 would be more than 0.4.
    expect(Math.fround(0.4)).toBeGreaterThan(0.4);
    expect(shareLevel(0.4, 0)).toBeLessThan(0.4);
  });

  it("is no less than the least share", () => {
    expect(shareLevel(0.01, 0.05)).toBe(0.05);
  });
});
