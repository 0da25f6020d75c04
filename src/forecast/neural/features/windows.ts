/**
 * How much came in the last seconds, against what comes in training in as long. Where the window has not lasted that
 * long yet, what came is set against what comes in the time it has lasted.
 */
import { spansSeconds } from "../recent-work.ts";
import { type FeatureGroup, featureGroup } from "./feature-group.ts";

export const windows: FeatureGroup = featureGroup(
  spansSeconds.flatMap((span) => [
    `log arrivals of the last ${span} s against training`,
    `log work of the last ${span} s against training`,
  ]),
  ({ statistics: { arrivalsPerSecond, cyclesPerSecond } }) => {
    /** A typical task's worth, so that nothing having come is no infinity. */
    const oneTask = arrivalsPerSecond > 0 ? cyclesPerSecond / arrivalsPerSecond : 1;
    return ({ recent }, out, at) => {
      for (let s = 0; s < spansSeconds.length; s++) {
        const lasted = recent.lastedSeconds[s]!;
        out[at + 2 * s] = Math.log(recent.tasks[s]! / (1 + lasted * arrivalsPerSecond));
        out[at + 2 * s + 1] = Math.log(
          (recent.cycles[s]! + oneTask) / (2 * oneTask + lasted * cyclesPerSecond),
        );
      }
    };
  },
);
