/** The phase of the arrival within periods, such as an hour and a day; counted from the beginning of the trace. */
import type { FeatureGroup } from "./feature-group.ts";

export const time: FeatureGroup = {
  names: (periodsSeconds) =>
    periodsSeconds.flatMap((period) => [
      `sine of the time in ${period} s`,
      `cosine of the time in ${period} s`,
    ]),
  begin: ({ periodsSeconds }) => {
    return ({ seconds }, out, at) => {
      for (const [p, period] of periodsSeconds.entries()) {
        const phase = (2 * Math.PI * (seconds % period)) / period;
        out[at + 2 * p] = Math.sin(phase);
        out[at + 2 * p + 1] = Math.cos(phase);
      }
    };
  },
};
