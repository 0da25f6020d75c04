/** What the task's user did before this burst. */
import { type FeatureGroup, featureGroup } from "./feature-group.ts";

interface Burst {
  endSeconds: number;
  logWork: number;
  logInput: number;
  size: number;
  /** Running mean of the log sizes of this user's bursts up to the one before. */
  meanLogSize: number;
}

export const user: FeatureGroup = featureGroup(
  [
    "same user as the burst before",
    "first burst of the user",
    "log time since the user's burst before",
    "log work of the user's burst before",
    "log input of the user's burst before",
    "log size of the user's burst before",
    "running mean of the log sizes of the user's bursts",
    "log place against the size of the user's burst before",
    "place is the size of the user's burst before",
  ],
  ({ toLogGap }) => {
    const ofUser = new Map<number, Burst>();
    let current: Burst | undefined;
    let last: Burst | undefined;
    let userBefore = -1;
    let sameUser = 0;
    let logPause = Number.NaN;
    return ({ tasks, row, beginsBurst, position, seconds, logWork, logInput }, out, at) => {
      const id = tasks.user[row]!;
      if (beginsBurst) {
        sameUser = position === 1 && current !== undefined && userBefore === id ? 1 : 0;
        last = ofUser.get(id);
        logPause = last === undefined ? Number.NaN : toLogGap(seconds - last.endSeconds);
        const logSize = last === undefined ? Number.NaN : Math.log(last.size);
        const mean = last?.meanLogSize ?? Number.NaN;
        const meanLogSize = Number.isNaN(mean) ? logSize : mean + (logSize - mean) / 4;
        current = { endSeconds: seconds, logWork, logInput, size: 0, meanLogSize };
        ofUser.set(id, current);
        userBefore = id;
      }
      if (current === undefined) throw new Error("a server's first task begins a burst");
      current.endSeconds = seconds;
      current.size = position;
      const logSize = last === undefined ? Number.NaN : Math.log(last.size);
      out[at] = sameUser;
      out[at + 1] = last === undefined ? 1 : 0;
      out[at + 2] = logPause;
      out[at + 3] = last?.logWork ?? Number.NaN;
      out[at + 4] = last?.logInput ?? Number.NaN;
      out[at + 5] = logSize;
      out[at + 6] = current.meanLogSize;
      out[at + 7] = Math.log(position) - logSize;
      out[at + 8] = last?.size === position ? 1 : 0;
    };
  },
);
