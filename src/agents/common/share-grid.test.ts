import { describe, expect, it } from "vitest";
import { roundShare } from "./share-grid.ts";

describe("roundShare", () => {
  it("takes the nearest of the largest share and its halves, by ratio", () => {
    expect([1, 0.72, 0.7, 0.5, 0.36, 0.35, 0.2].map((share) => roundShare(share, 1, 0.05))).toEqual([
      1, 1, 0.5, 0.5, 0.5, 0.25, 0.25,
    ]);
    expect(roundShare(0.4, 0.6, 0.05)).toBe(0.3);
  });

  it("stays between the least share and the largest of the grid", () => {
    expect(roundShare(0.05, 1, 0.05)).toBe(0.0625);
    expect(roundShare(1, 0.6, 0.05)).toBe(0.6);
  });

  it("leaves shares alone without a grid", () => {
    expect(roundShare(0.4321, null, 0.05)).toBe(0.4321);
  });
});
