/** Where users are: what random waypoints, traces and users that stay have in common. */

/** A rectangle in the plane of the sites [m]; the least and the greatest `x` and `y`. */
export interface Area {
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
}

/** A point in the plane of the sites [m]; filled in by those who are asked for one. */
export interface Point {
  x: number;
  y: number;
}

export interface Mobility {
  readonly userCount: number;
  /**
   * Writes where `user` is at `seconds` of the simulated time into `out`. The times asked for must ascend for each
   * user; users may be asked for in any order.
   */
  locate(user: number, seconds: number, out: Point): void;
}

/** The least area that holds all points, widened by `marginMetres` on each side. */
export function boundingArea(x: ArrayLike<number>, y: ArrayLike<number>, marginMetres: number): Area {
  const area = { minX: Infinity, minY: Infinity, maxX: -Infinity, maxY: -Infinity };
  for (let k = 0; k < x.length; k++) {
    area.minX = Math.min(area.minX, x[k]! - marginMetres);
    area.minY = Math.min(area.minY, y[k]! - marginMetres);
    area.maxX = Math.max(area.maxX, x[k]! + marginMetres);
    area.maxY = Math.max(area.maxY, y[k]! + marginMetres);
  }
  return area;
}
