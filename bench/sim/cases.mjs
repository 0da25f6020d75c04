/** The networks and tasks of the simulator's benchmark: from 3 servers to a large city, all with the same load a server. */
import { Rng } from "../../dist/core/rng.js";
import { Network } from "../../dist/sim/network.js";
import { sliceTasks } from "../../dist/sim/task-table.js";
import { distanceMetres, generateSites, nearestNeighbours } from "../../dist/topology/index.js";

/** Share of each server's compute that its own tasks take. Low, for `split` sends some servers the work of many. */
const load = 0.2;
const capacityCyclesPerSecond = 8e9;
const meanCycles = 1e9;
const meanInputBits = 6e6;
const neighbours = 6;
const sitesPerSquareKilometre = 55;

/** Three servers that are all linked, or a made-up city in which each is linked to its six nearest. */
export function networkOf(count) {
  const servers = Array.from({ length: count }, (_, m) => ({
    name: `server-${m}`,
    capacityCyclesPerSecond,
    energyCoefficient: 1e-28,
    idlePowerWatts: 20,
    queueLimit: Number.POSITIVE_INFINITY,
  }));
  // Numbered from west to east: `split` asks the neighbours of the lowest numbers, which should not be the same for many.
  const sites = generateSites(count, sitesPerSquareKilometre, 1).sort(([x], [otherX]) => x - otherX);
  const links = nearestNeighbours(sites, neighbours).flatMap((list, from) =>
    list.map((to) => ({
      from,
      to,
      bandwidthBitsPerSecond: 1e8,
      propagationDelaySeconds: 0.001 + distanceMetres(sites[from], sites[to]) / 2e8,
      transmitPowerWatts: 0.5,
    })),
  );
  return new Network({ servers, links, resourceCap: 0.5, shareMin: 0.05, maxTargets: 2 });
}

/**
 * Poisson arrivals of exponential sizes, `count` in all. Drawn in advance, so that drawing them is no part of what is
 * measured: the same tasks come again and again, later each time.
 */
export function tasksOf(count, servers) {
  const table = tableOf(Math.min(count, 1 << 17), servers);
  const period = table.arrivalSeconds.at(-1);
  const rows = 2048;
  let given = 0;
  return {
    next() {
      if (given >= count) return null;
      const from = given % table.count;
      const batch = sliceTasks(table, from, Math.min(from + rows, from + count - given, table.count));
      if (given >= table.count)
        for (let row = 0; row < batch.count; row++) batch.arrivalSeconds[row] += period;
      given += batch.count;
      return batch;
    },
  };
}

/** The same tasks as a table. */
export function tableOf(count, servers) {
  const rng = Rng.stream(1, "tasks");
  const column = (value) => Float64Array.from({ length: count }, value);
  const meanGap = meanCycles / (load * capacityCyclesPerSecond * servers);
  let time = 0;
  return {
    count,
    home: Int32Array.from({ length: count }, () => rng.integer(servers)),
    arrivalSeconds: column(() => {
      time += rng.exponential(meanGap);
      return time;
    }),
    inputBits: column(() => rng.exponential(meanInputBits)),
    cycles: column(() => 1 + rng.exponential(meanCycles)),
    deadlineSeconds: column(() => Number.POSITIVE_INFINITY),
    outputRatio: column(() => 0),
    uploadSeconds: column(() => 0),
    uploadJoules: column(() => 0),
  };
}
