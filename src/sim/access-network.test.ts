import { expect, it } from "vitest";
import { Rng } from "../core/rng.ts";
import { type AccessNetworkSpec, drawUploads, uploadRate } from "./access-network.ts";
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

it.each([
  ["bandwidthHertz", 0],
  ["transmitPowerWatts", -1],
  ["noiseWattsPerHertz", Number.NaN],
  ["pathLossDecibels", Number.POSITIVE_INFINITY],
])("refuses %s of %d", (field, value) => {
  const draw = () => drawUploads({ ...access, [field]: value }, taskTable([{}]), Rng.stream(1, "access"));
  expect(draw).toThrow(`${field} is ${value}`);
});
