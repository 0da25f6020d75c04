/** Users as the section `users` of a scenario has them: where they are, and so which server is home to their tasks. */
import { EdgeflockError } from "../core/errors.ts";
import { assignCells, type CellAssignment } from "../workload/mobility/assign-cells.ts";
import { boundingArea, type Mobility } from "../workload/mobility/mobility.ts";
import { randomWaypoint } from "../workload/mobility/random-waypoint.ts";
import { SiteGrid } from "../workload/mobility/site-grid.ts";
import { fixedUsers, followTraces } from "../workload/mobility/user-traces.ts";
import type { Workload } from "../workload/workload.ts";
import type { Servers } from "./sections/servers.ts";
import type { Users } from "./sections/users.ts";

/**
 * The homes of the rows `[first, end)`, for jobs dealt to users by `salt`.
 *
 * @throws EdgeflockError("scenario") when a server has no position
 */
export function placeUsers(
  users: Users,
  servers: Servers,
  workload: Workload,
  salt: string,
  { first, end }: { readonly first: number; readonly end: number },
): CellAssignment {
  const positions = servers.map(({ position }, index) => {
    if (position !== undefined) return position;
    throw new EdgeflockError(
      "scenario",
      `servers[${index}].position is missing; the scenario has users, whose tasks go to the nearest server`,
      "Give every server a position, or leave out users.",
    );
  });
  const x = positions.map(([east]) => east);
  const y = positions.map(([, north]) => north);
  const mobility = mobilityOf(users, x, y, workload);
  return assignCells(workload, salt, mobility, new SiteGrid(x, y), users.hysteresis, first, end);
}

function mobilityOf(
  { count = 0, mobility }: Users,
  x: readonly number[],
  y: readonly number[],
  workload: Workload,
): Mobility {
  if (mobility.kind === "trace") {
    const traces = workload.recordedUsers?.traces;
    if (traces === undefined) throw new Error("the workload of a scenario on recorded ways holds none");
    return followTraces(traces);
  }
  const area =
    mobility.area === undefined
      ? boundingArea(x, y, mobility.margin)
      : {
          minX: mobility.area.x[0],
          maxX: mobility.area.x[1],
          minY: mobility.area.y[0],
          maxY: mobility.area.y[1],
        };
  if (mobility.kind === "fixed") return fixedUsers(count, area, mobility.seed);
  return randomWaypoint({
    userCount: count,
    area,
    speedMetresPerSecond: mobility.speed,
    pauseSeconds: mobility.pause,
    seed: mobility.seed,
  });
}
