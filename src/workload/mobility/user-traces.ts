/** Users on recorded ways: straight and even between two samples, at rest before the first and after the last. */
import { Rng } from "../../core/rng.ts";
import type { SideReport } from "../side-report.ts";
import type { Area, Mobility } from "./mobility.ts";

/** Samples of all users; those of user `u` are `first[u] … first[u + 1] − 1`, by ascending time. */
export interface UserTraces {
  /** One entry more than there are users. */
  readonly first: Int32Array;
  /** Simulated time [s]. */
  readonly timeSeconds: Float64Array;
  /** Place in the plane of the sites [m]. */
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Ways as they were read, and what was read. */
export interface RecordedUsers {
  /** Users are numbered by their first row. */
  readonly traces: UserTraces;
  /** Where `x` holds longitudes and `y` latitudes [°]: not yet on the plane of the sites. */
  readonly geographic: boolean;
  readonly report: SideReport;
}

/** Users who follow their samples; times may be asked for in any order. */
export function followTraces({ first, timeSeconds, x, y }: UserTraces): Mobility {
  return {
    userCount: first.length - 1,
    locate(user, seconds, out) {
      // The first sample after `seconds`.
      let low = first[user]!;
      let high = first[user + 1]!;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (timeSeconds[middle]! > seconds) high = middle;
        else low = middle + 1;
      }
      const after = Math.min(low, first[user + 1]! - 1);
      const before = Math.max(low - 1, first[user]!);
      const gap = timeSeconds[after]! - timeSeconds[before]!;
      const done = gap > 0 ? (seconds - timeSeconds[before]!) / gap : 0;
      out.x = x[before]! + (x[after]! - x[before]!) * done;
      out.y = y[before]! + (y[after]! - y[before]!) * done;
    },
  };
}

/** Users who stay where they are, drawn uniformly from the area. */
export function fixedUsers(userCount: number, area: Area, seed: number): Mobility {
  const rng = Rng.stream(seed, "users/fixed");
  const x = new Float64Array(userCount);
  const y = new Float64Array(userCount);
  for (let user = 0; user < userCount; user++) {
    x[user] = area.minX + (area.maxX - area.minX) * rng.uniform();
    y[user] = area.minY + (area.maxY - area.minY) * rng.uniform();
  }
  return {
    userCount,
    locate(user, _seconds, out) {
      out.x = x[user]!;
      out.y = y[user]!;
    },
  };
}
