import fc from "fast-check";
import { expect, it } from "vitest";
import { secondsToSend, throughputLog } from "./throughput-log.ts";

const constant = throughputLog("constant", [1, 1, 1], [4e6, 4e6, 4e6]);
/** 0 for 2 s, 6 bit/s for 1 s, 0 for 1 s. */
const gaps = throughputLog("gaps", [2, 1, 1], [0, 6, 0]);

it("sends at the log's throughput, times the scale, over its end and from its beginning again", () => {
  expect(secondsToSend(constant, 0, 8e6)).toBeCloseTo(2, 12);
  expect(secondsToSend(constant, 2.5, 80e6)).toBeCloseTo(20, 12);
  expect(secondsToSend(constant, 1e6 + 0.25, 8e6, 0.5)).toBeCloseTo(4, 9);
});

it("waits through samples of 0, and ends with the last bit and not with the sample after it", () => {
  expect(secondsToSend(gaps, 0, 3)).toBe(2.5);
  expect(secondsToSend(gaps, 2.5, 3)).toBe(0.5);
  expect(secondsToSend(gaps, 3, 3)).toBe(3.5);
  expect(secondsToSend(gaps, 0, 6)).toBe(3);
  expect(secondsToSend(gaps, 0, 12)).toBe(7);
  expect(secondsToSend(gaps, 0, 0)).toBe(0);
});

it.each([
  ["a log of zeros", [1, 1], [0, 0], "carries nothing"],
  ["a log without samples", [], [], "carries nothing"],
  ["a sample without length", [1, 0], [1, 1], "sample 1 is 1 bit/s for 0 s"],
  ["a negative throughput", [1], [-1], "sample 0 is -1 bit/s"],
  ["a throughput that is no number", [1], [Number.NaN], "sample 0 is NaN bit/s"],
])("refuses %s", (_, lengths, rates, message) => {
  expect(() => throughputLog("bad", lengths, rates)).toThrow(message);
});

it("agrees with a walk over the samples", () => {
  const sample = fc.tuple(
    fc.double({ min: 0.1, max: 5, noNaN: true }),
    fc.oneof(fc.constant(0), fc.double({ min: 0.1, max: 1e6, noNaN: true })),
  );
  fc.assert(
    fc.property(
      fc
        .array(sample, { minLength: 1, maxLength: 12 })
        .filter((samples) => samples.some(([, rate]) => rate > 0)),
      fc.double({ min: 0, max: 100, noNaN: true }),
      fc.double({ min: 1e-3, max: 1e7, noNaN: true }),
      fc.double({ min: 0.1, max: 10, noNaN: true }),
      (samples, start, bits, scale) => {
        const log = throughputLog(
          "walk",
          samples.map(([length]) => length),
          samples.map(([, rate]) => rate),
        );
        // Before a sample that carries nothing, a rounding of the bits decides on which side of it they end.
        const rounding = 1e-9 * (bits / scale) + 1e-12 * log.endBits.at(-1)!;
        const [least, most] = [-rounding, rounding].map((more) =>
          walk(samples, start, Math.max(0, bits / scale + more)),
        );
        const found = secondsToSend(log, start, bits, scale);
        expect(found).toBeGreaterThanOrEqual(least! - 1e-7 * (1 + start + least!));
        expect(found).toBeLessThanOrEqual(most! + 1e-7 * (1 + start + most!));
      },
    ),
    { numRuns: 1000 },
  );
});

/** Sample by sample: how long `bits` take from `start` on. */
function walk(samples: readonly (readonly [number, number])[], start: number, bits: number): number {
  const cycle = samples.reduce((sum, [length]) => sum + length, 0);
  const cycleBits = samples.reduce((sum, [length, rate]) => sum + length * rate, 0);
  // Whole rounds take whole cycles from wherever they begin.
  const rounds = Math.max(0, Math.floor(bits / cycleBits) - 1);
  let left = bits - rounds * cycleBits;
  let time = rounds * cycle;
  let skip = start % cycle;
  for (let k = 0; ; k = (k + 1) % samples.length) {
    const [length, rate] = samples[k]!;
    const here = Math.max(0, length - skip);
    skip = Math.max(0, skip - length);
    if (rate * here >= left) return time + left / rate;
    left -= rate * here;
    time += here;
  }
}
