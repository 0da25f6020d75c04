import { expect, it } from "vitest";
import { Rng } from "../core/rng.ts";
import { type AccessNetworkSpec, drawUploads, pathLossAt, uploadRate } from "./access-network.ts";
import { taskTable } from "./fixtures.test-helper.ts";

const access: AccessNetworkSpec = {
  bandwidthHertz: 1e6,
  transmitPowerWatts: 0.1,
  noiseWattsPerHertz: 1e-15,
  pathLossDecibels: 70,
};

it("follows Shannon: at a signal to noise ratio of 3, two bits a hertz", () => {
  // p·g = 3·N0·W
  expect(uploadRate(access, (3 * 1e-15 * 1e6) / 0.1)).toBeCloseTo(2e6, 6);
});

it("draws a Rayleigh gain with the path loss as its mean for each task, and charges p·time", () => {
  const tasks = taskTable(Array.from({ length: 20_000 }, () => ({ bits: 1e6 })));
  drawUploads(access, tasks, Rng.stream(1, "access"));
  const gains = Array.from(
    tasks.uploadSeconds,
    (seconds) => (2 ** (1e6 / seconds / 1e6) - 1) * 1e-15 * 1e6 * 10,
  );
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
  expect(mean / 1e-7).toBeCloseTo(1, 1);
  // An exponential variate exceeds its mean with probability 1/e.
  expect(gains.filter((gain) => gain > 1e-7).length / gains.length).toBeCloseTo(Math.exp(-1), 1);
  for (let row = 0; row < 100; row++) expect(tasks.uploadJoules[row]).toBe(0.1 * tasks.uploadSeconds[row]!);
  const again = taskTable(Array.from({ length: 20_000 }, () => ({ bits: 1e6 })));
  drawUploads(access, again, Rng.stream(1, "access"));
  expect(again.uploadSeconds).toEqual(tasks.uploadSeconds);
});

it("loses 10·n dB more at ten times the reference distance, and no less than at it", () => {
  const byDistance = { ...access, distance: { referenceMetres: 100, exponent: 3.5 } };
  expect(pathLossAt(access, 1e4)).toBe(70);
  expect(pathLossAt(byDistance, 0)).toBe(70);
  expect(pathLossAt(byDistance, 100)).toBe(70);
  expect(pathLossAt(byDistance, 1000)).toBeCloseTo(105, 12);
  const near = taskTable([{ bits: 1e6 }, { bits: 1e6 }]);
  const far = taskTable([{ bits: 1e6 }, { bits: 1e6 }]);
  const plain = taskTable([{ bits: 1e6 }, { bits: 1e6 }]);
  drawUploads(byDistance, near, Rng.stream(1, "access"), Float64Array.of(5, 5));
  drawUploads(byDistance, far, Rng.stream(1, "access"), Float64Array.of(5, 500));
  drawUploads(access, plain, Rng.stream(1, "access"));
  expect(near.uploadSeconds).toEqual(plain.uploadSeconds);
  expect(far.uploadSeconds[0]).toBe(near.uploadSeconds[0]);
  expect(far.uploadSeconds[1]).toBeGreaterThan(near.uploadSeconds[1]!);
});

it("refuses a path loss that falls with the distance", () => {
  const distance = { referenceMetres: 100, exponent: -1 };
  expect(() => drawUploads({ ...access, distance }, taskTable([{}]), Rng.stream(1, "access"))).toThrow(
    "exponent -1",
  );
});

it.each([
  ["bandwidthHertz", 0],
  ["transmitPowerWatts", -1],
  ["noiseWattsPerHertz", Number.NaN],
  ["pathLossDecibels", Number.POSITIVE_INFINITY],
])("refuses %s of %d", (field, value) => {
  const draw = () => drawUploads({ ...access, [field]: value }, taskTable([{}]), Rng.stream(1, "access"));
  expect(draw).toThrow(`${field} is ${value}`);
});
