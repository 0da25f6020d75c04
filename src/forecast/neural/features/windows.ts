/**
 * How much came in the last seconds, against what comes in training in as long. Where the window has not lasted that
 * long yet, what came is set against what comes in the time it has lasted.
 */
import { type FeatureGroup, featureGroup } from "./feature-group.ts";

const spansSeconds = [1, 5, 30, 120];

export const windows: FeatureGroup = featureGroup(
  spansSeconds.flatMap((span) => [
    `log arrivals of the last ${span} s against training`,
    `log work of the last ${span} s against training`,
  ]),
  ({ statistics, windowStartSeconds }) => {
    const { arrivalsPerSecond, cyclesPerSecond } = statistics;
    /** A typical task's worth, so that nothing having come is no infinity. */
    const oneTask = arrivalsPerSecond > 0 ? cyclesPerSecond / arrivalsPerSecond : 1;
    const times: number[] = [];
    const workUpTo: number[] = [0];
    const first = spansSeconds.map(() => 0);
    return ({ tasks, row, seconds }, out, at) => {
      times.push(seconds);
      workUpTo.push(workUpTo.at(-1)! + tasks.cycles[row]!);
      for (const [s, span] of spansSeconds.entries()) {
        while (times[first[s]!]! < seconds - span) first[s]!++;
        const lasted = Math.min(span, seconds - windowStartSeconds);
        const came = times.length - first[s]!;
        const work = workUpTo.at(-1)! - workUpTo[first[s]!]!;
        out[at + 2 * s] = Math.log(came / (1 + lasted * arrivalsPerSecond));
        out[at + 2 * s + 1] = Math.log((work + oneTask) / (2 * oneTask + lasted * cyclesPerSecond));
      }
    };
  },
);
