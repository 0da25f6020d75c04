/** What the users' uploads cost in one window, by the section `access` of a scenario. */
import { Rng } from "../core/rng.ts";
import { type AccessNetworkSpec, drawUploads } from "../sim/access-network.ts";
import { followLogs } from "../sim/logged-access.ts";
import type { CellAssignment } from "../workload/mobility/assign-cells.ts";
import type { WindowTasks, Workload } from "../workload/workload.ts";
import type { Access } from "./sections/access.ts";

/**
 * Writes the uploads of `tasks`, drawn by `salt`.
 *
 * @param cells whose tasks they are and how far their users are, where the scenario has users; without, each job is a
 *   user of its own, at the reference distance
 */
export function drawAccess(
  access: Access,
  workload: Workload,
  tasks: WindowTasks,
  salt: string,
  cells: CellAssignment | undefined,
): void {
  const rng = Rng.stream(0, `access/${salt}`);
  if (access.kind === "log") {
    const logs = workload.radioLogs?.logs;
    if (logs === undefined) throw new Error("the workload of a scenario on throughput logs holds none");
    const spec = { logs, scale: access.scale, transmitPowerWatts: access.transmitPower };
    if (cells === undefined) followLogs(spec, tasks, tasks.job, workload.jobIds.length, rng);
    else followLogs(spec, tasks, cells.movingUser, cells.userCount, rng);
    return;
  }
  drawUploads(channelOf(access), tasks, rng, cells?.distanceMetres);
}

/** Without users every task is at the reference distance. */
export function channelOf(access: Access & { readonly kind: "channel" }): AccessNetworkSpec {
  return {
    bandwidthHertz: access.bandwidth,
    transmitPowerWatts: access.transmitPower,
    noiseWattsPerHertz: access.noiseDensity,
    pathLossDecibels: access.pathLoss,
    distance: { referenceMetres: access.referenceDistance, exponent: access.pathLossExponent },
  };
}
