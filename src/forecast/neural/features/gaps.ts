/** When tasks came. */
import { type FeatureGroup, featureGroup } from "./feature-group.ts";

/** Gaps longer than these [s] are counted: tasks of one submission are less than 0.1 ms apart, passes of a scheduler more. */
const shortSeconds = 1e-4;
const pausesSeconds = [3e-3, 0.1];
const lags = 3;
const shares = [4, 8];
const factors = [1 / 2, 1 / 4, 1 / 16];

export const gaps: FeatureGroup = featureGroup(
  [
    ...Array.from({ length: lags }, (_, k) => `log gap to the task before${k === 0 ? "" : `, ${k} earlier`}`),
    "log pause before this burst",
    "log time since this burst began",
    "first task of the server",
    ...factors.map((factor) => `running mean of log gaps, factor 1/${1 / factor}`),
    ...shares.map((count) => `share of gaps above 0.1 ms in the last ${count}`),
    ...pausesSeconds.map((pause) => `log number of tasks since a gap above ${1000 * pause} ms`),
  ],
  ({ toLogGap }) => {
    const last = new Array<number>(lags).fill(Number.NaN);
    const means = factors.map(() => Number.NaN);
    const long: number[] = [];
    const since = pausesSeconds.map(() => 0);
    let logPause = Number.NaN;
    let burstSeconds = 0;
    return ({ gapSeconds, logGap, beginsBurst, before, seconds }, out, at) => {
      last.unshift(logGap);
      last.pop();
      if (beginsBurst) {
        logPause = logGap;
        burstSeconds = seconds;
      }
      long.unshift(gapSeconds > shortSeconds ? 1 : 0);
      long.length = Math.min(long.length, Math.max(...shares));
      let to = at;
      for (const gap of last) out[to++] = gap;
      out[to++] = logPause;
      out[to++] = toLogGap(seconds - burstSeconds);
      out[to++] = before < 0 ? 1 : 0;
      for (const [k, factor] of factors.entries()) {
        if (!Number.isNaN(logGap)) {
          means[k] = Number.isNaN(means[k]) ? logGap : means[k]! + (logGap - means[k]!) * factor;
        }
        out[to++] = means[k]!;
      }
      for (const count of shares) {
        const some = long.slice(0, count);
        out[to++] = some.reduce((sum, one) => sum + one, 0) / some.length;
      }
      for (const [k, pause] of pausesSeconds.entries()) {
        since[k] = gapSeconds > pause ? 0 : since[k]! + 1;
        out[to++] = Math.log(1 + since[k]!);
      }
    };
  },
);
