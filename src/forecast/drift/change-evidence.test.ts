import { describe, expect, test } from "vitest";
import { Rng } from "../../core/rng.ts";
import { addEvidence, noEvidence } from "./change-evidence.ts";

describe("evidence of a change", () => {
  test("grows by hand-made bets: a stake of the value over its deviation, at most three quarters of the bound", () => {
    const evidence = noEvidence();
    // Sizes 0.05, 0.1, 0.2, 0.4, 0.8; deviation 1, bound 2: the largest stake is 0.375, so the last two are cut to it.
    const mean = addEvidence(evidence, 1, 2, 1);
    expect(evidence).toEqual([1.05, 1.1, 1.2, 1.375, 1.375]);
    expect(mean).toBeCloseTo((1.05 + 1.1 + 1.2 + 1.375 + 1.375) / 5, 12);
    addEvidence(evidence, -1, 2, 1);
    expect(evidence[0]).toBeCloseTo((1.05 + 1) * 0.95, 12);
  });

  test("a value that cannot be anything but 0 says nothing", () => {
    const evidence = noEvidence();
    expect(addEvidence(evidence, 0, 0, 1)).toBe(0);
  });

  test("stays finite and not negative, whatever comes", () => {
    const evidence = noEvidence();
    for (let k = 0; k < 5000; k++) addEvidence(evidence, 1, 1, 1);
    expect(evidence.every(Number.isFinite)).toBe(true);
    for (let k = 0; k < 5000; k++) addEvidence(evidence, -1, 1, 1);
    expect(evidence.every((capital) => capital >= 0 && capital < 20)).toBe(true);
  });

  test("without a change its mean after n values is at most n, also for values whose deviation is estimated wrongly", () => {
    for (const deviation of [0.2, 1, 5]) {
      let sum = 0;
      const runs = 4000;
      for (let run = 0; run < runs; run++) {
        const rng = Rng.stream(run, "evidence");
        const evidence = noEvidence();
        let mean = 0;
        // Skewed, with mean 0: -1 mostly, 9 in a tenth of the cases.
        for (let k = 0; k < 20; k++) {
          mean = addEvidence(evidence, rng.uniform() < 0.1 ? 9 : -1, 9, deviation);
        }
        sum += mean;
      }
      expect(sum / runs).toBeLessThan(25);
    }
  });

  test("with a change it grows exponentially", () => {
    const rng = Rng.stream(1, "evidence");
    const evidence = noEvidence();
    let mean = 0;
    for (let k = 0; k < 200; k++) mean = addEvidence(evidence, 0.5 + 2 * rng.uniform() - 1, 1.5, 0.6);
    expect(mean).toBeGreaterThan(1e12);
  });
});
