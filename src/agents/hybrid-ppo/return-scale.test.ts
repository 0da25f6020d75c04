import { describe, expect, it } from "vitest";
import { ReturnScale } from "./return-scale.ts";

describe("ReturnScale", () => {
  it("changes nothing before the first episode, nor divides by 0", () => {
    const scale = new ReturnScale();
    expect([scale.normalised(3), scale.restored(3)]).toEqual([3, 3]);
    scale.note([5, 5]);
    expect(scale.deviation).toBe(1);
    expect(scale.normalised(6)).toBeCloseTo(1, 9);
  });

  it("takes mean and deviation of the first episode whole, later ones by a tenth", () => {
    const scale = new ReturnScale();
    scale.note([1, 3]);
    expect(scale.mean).toBeCloseTo(2, 12);
    expect(scale.deviation).toBeCloseTo(1, 12);
    scale.note([11, 13]);
    // Weights 0.09 and 0.1 of 0.19: means 2 and 12, mean squares 5 and 145.
    const mean = (0.09 * 2 + 0.1 * 12) / 0.19;
    expect(scale.mean).toBeCloseTo(mean, 12);
    expect(scale.deviation).toBeCloseTo(Math.sqrt((0.09 * 5 + 0.1 * 145) / 0.19 - mean ** 2), 12);
    expect(scale.restored(scale.normalised(7))).toBeCloseTo(7, 12);
  });

  it("goes on from its state", () => {
    const scale = new ReturnScale();
    scale.note([1, 2, 4]);
    const other = new ReturnScale();
    other.restore(JSON.parse(JSON.stringify(scale.state())));
    for (const one of [scale, other]) one.note([7, 9]);
    expect(other.state()).toEqual(scale.state());
  });
});
