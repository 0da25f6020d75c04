/** When tasks came. */
import { type FeatureGroup, featureGroup } from "./feature-group.ts";

export const gaps: FeatureGroup = featureGroup(
  [
    "log gap to the task before",
    "log pause before this burst",
    "log time since this burst began",
    "first task of the server",
    "running mean of log gaps, factor 1/4",
    "running mean of log gaps, factor 1/16",
  ],
  ({ toLogGap }) => {
    let logPause = Number.NaN;
    let burstSeconds = 0;
    let quick = Number.NaN;
    let slow = Number.NaN;
    return ({ logGap, beginsBurst, before, seconds }, out, at) => {
      if (beginsBurst) {
        logPause = logGap;
        burstSeconds = seconds;
      }
      if (!Number.isNaN(logGap)) {
        quick = Number.isNaN(quick) ? logGap : quick + (logGap - quick) / 4;
        slow = Number.isNaN(slow) ? logGap : slow + (logGap - slow) / 16;
      }
      out[at] = logGap;
      out[at + 1] = logPause;
      out[at + 2] = toLogGap(seconds - burstSeconds);
      out[at + 3] = before < 0 ? 1 : 0;
      out[at + 4] = quick;
      out[at + 5] = slow;
    };
  },
);
