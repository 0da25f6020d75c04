/** The stand-in as a stream is the stand-in as a table. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { drained } from "../sources.test-helper.ts";
import { windowTasks } from "../workload.ts";
import { syntheticGoogle } from "./synthetic-google.ts";
import { SyntheticSource } from "./synthetic-source.ts";

const homeWeights = [0.6, 0.3, 0.1];

test("the same tasks, homes and order as the table, bit for bit, in every window", () => {
  const cases = fc.record({
    durationSeconds: fc.double({ min: 1, max: 600, noNaN: true }),
    seed: fc.integer(),
    driftFactor: fc.double({ min: 1, max: 15, noNaN: true }),
    burstGapSeconds: fc.double({ min: 0.05, max: 2, noNaN: true }),
    perJobLimit: fc.integer({ min: 1, max: 5000 }),
    timeScale: fc.constantFrom(0.1, 0.4, 1, 3),
    deadlineSeconds: fc.constantFrom(1.5, Number.POSITIVE_INFINITY),
    salt: fc.string({ maxLength: 5 }),
    window: fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
  });
  fc.assert(
    fc.property(cases, ({ perJobLimit, timeScale, deadlineSeconds, salt, window, ...options }) => {
      const shaping = {
        perJobLimit,
        timeScale,
        deadlineSeconds,
        cyclesPerUnit: 4e10,
        bitsPerUnit: 2e6,
        outputRatio: 0.25,
      };
      const [a, b] = window.map((place) => place * options.durationSeconds * timeScale) as [number, number];
      const bounds = { fromSeconds: Math.min(a, b), toSeconds: Math.max(a, b) };
      const workload = syntheticGoogle(options, shaping);
      for (const { fromSeconds, toSeconds } of [
        bounds,
        { fromSeconds: 0, toSeconds: Number.POSITIVE_INFINITY },
      ]) {
        const source = new SyntheticSource({
          ...options,
          shaping,
          fromSeconds,
          toSeconds,
          salt,
          homeWeights,
        });
        const table = windowTasks(workload, { fromSeconds, toSeconds }, salt, homeWeights);
        const stream = drained(source);
        for (const [name, values] of Object.entries(stream)) {
          const expected = Array.from(table[name as keyof typeof stream]);
          // Compared as a whole first: a million entries are too many for `toEqual` to name.
          const same = values.length === expected.length && values.every((v, k) => Object.is(v, expected[k]));
          if (!same) expect(values, name).toEqual(expected);
        }
        expect(source.next()).toBeNull();
      }
    }),
    { numRuns: 30 },
  );
});
