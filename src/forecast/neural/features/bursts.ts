/** How far the burst is, and how long those before were. Sizes of jobs are often round numbers. */
import { type FeatureGroup, featureGroup } from "./feature-group.ts";

const places = 8;
const recent = 4;
const divisors = [5, 10, 25, 100];

export const bursts: FeatureGroup = featureGroup(
  [
    ...Array.from(
      { length: places },
      (_, p) => `task ${p + 1}${p + 1 === places ? " or later" : ""} of its burst`,
    ),
    "log place in its burst",
    ...divisors.map((divisor) => `place divisible by ${divisor}`),
    ...Array.from({ length: recent }, (_, k) => `log size of the burst ${k + 1} before`),
    "running mean of the log sizes of bursts",
    "log place against the size of the burst before",
    "place is the size of the burst before",
  ],
  () => {
    const sizes = new Array<number>(recent).fill(Number.NaN);
    let mean = Number.NaN;
    let size = 0;
    return ({ beginsBurst, position }, out, at) => {
      if (beginsBurst && size > 0) {
        const logSize = Math.log(size);
        sizes.pop();
        sizes.unshift(logSize);
        mean = Number.isNaN(mean) ? logSize : mean + (logSize - mean) / 16;
      }
      size = position;
      const logPlace = Math.log(position);
      out.fill(0, at, at + places);
      out[at + Math.min(position, places) - 1] = 1;
      let to = at + places;
      out[to++] = logPlace;
      for (const divisor of divisors) out[to++] = position % divisor === 0 ? 1 : 0;
      for (const logSize of sizes) out[to++] = logSize;
      out[to++] = mean;
      out[to++] = logPlace - sizes[0]!;
      out[to] = logPlace === sizes[0] ? 1 : 0;
    };
  },
);
