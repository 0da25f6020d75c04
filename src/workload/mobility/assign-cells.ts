/** Gives tasks the homes that their users' whereabouts make: whose task it is, where the user is, and which site is nearest. */
import { uniformOfJob, type Workload } from "../workload.ts";
import type { Mobility, Point } from "./mobility.ts";
import type { SiteGrid } from "./site-grid.ts";

/** Columns by row of the window. */
export interface CellAssignment {
  readonly home: Int32Array;
  /** The user whose task it is, below `userCount`. */
  readonly movingUser: Int32Array;
  readonly userCount: number;
  /** From the user to the home's site at the task's arrival [m]. */
  readonly distanceMetres: Float64Array;
  /** How often a user's task had another home than the user's task before it. */
  readonly handovers: number;
}

/**
 * Of the tasks in `[first, end)`. A job belongs to user `⌊u · userCount⌋`, where `u` is the job's draw by `salt`, that of
 * `assignHomes`. A user's first task goes to the nearest site, and later ones to the home of the task before, until
 * another site is nearer by more than `hysteresisMetres`.
 */
export function assignCells(
  workload: Workload,
  salt: string,
  mobility: Mobility,
  sites: SiteGrid,
  hysteresisMetres: number,
  first: number,
  end: number,
): CellAssignment {
  const userOfJob = new Int32Array(workload.jobIds.length).fill(-1);
  const cellOfUser = new Int32Array(mobility.userCount).fill(-1);
  const home = new Int32Array(end - first);
  const movingUser = new Int32Array(end - first);
  const distanceMetres = new Float64Array(end - first);
  const place: Point = { x: 0, y: 0 };
  let handovers = 0;
  for (let row = first; row < end; row++) {
    const job = workload.job[row]!;
    if (userOfJob[job]! < 0) {
      userOfJob[job] = Math.floor(uniformOfJob(salt, workload.jobIds[job]!) * mobility.userCount);
    }
    const user = userOfJob[job]!;
    mobility.locate(user, workload.arrivalSeconds[row]!, place);
    let cell = sites.nearest(place.x, place.y);
    let distance = sites.distance(cell, place.x, place.y);
    const before = cellOfUser[user]!;
    if (before >= 0 && before !== cell) {
      const distanceBefore = sites.distance(before, place.x, place.y);
      if (distanceBefore - distance > hysteresisMetres) {
        handovers++;
      } else {
        cell = before;
        distance = distanceBefore;
      }
    }
    cellOfUser[user] = cell;
    home[row - first] = cell;
    movingUser[row - first] = user;
    distanceMetres[row - first] = distance;
  }
  return { home, movingUser, userCount: mobility.userCount, distanceMetres, handovers };
}
