/** Running means: over about thirty bursts, over about eight and thirty tasks, and the server's own in training. */
import { type FeatureGroup, featureGroup } from "./feature-group.ts";

const burstFactor = 1 / 16;
const taskFactors = [1 / 4, 1 / 16];
const quantities = ["pauses", "work", "input"];

export const means: FeatureGroup = featureGroup(
  [
    ...quantities.map((what) => `running mean of the log ${what} of bursts`),
    ...taskFactors.flatMap((factor) =>
      ["work", "input"].map((what) => `running mean of the log ${what} of tasks, factor 1/${1 / factor}`),
    ),
    "training mean of the server's log pauses between bursts",
  ],
  ({ statistics }) => {
    // Targets 3, 4, 5 are the pause before the next burst, its work and its input.
    const training = statistics.logMean.slice(3, 6);
    const ofBursts = [...training];
    const ofTasks = taskFactors.map(() => training.slice(1));
    return ({ beginsBurst, logGap, logWork, logInput }, out, at) => {
      if (beginsBurst) {
        if (!Number.isNaN(logGap)) ofBursts[0]! += burstFactor * (logGap - ofBursts[0]!);
        ofBursts[1]! += burstFactor * (logWork - ofBursts[1]!);
        ofBursts[2]! += burstFactor * (logInput - ofBursts[2]!);
      }
      for (let k = 0; k < 3; k++) out[at + k] = ofBursts[k]!;
      let to = at + 3;
      for (const [f, running] of ofTasks.entries()) {
        running[0]! += taskFactors[f]! * (logWork - running[0]!);
        running[1]! += taskFactors[f]! * (logInput - running[1]!);
        out[to++] = running[0]!;
        out[to++] = running[1]!;
      }
      out[to] = training[0]!;
    };
  },
);
