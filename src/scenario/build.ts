/** Builds what the simulator runs on from a scenario: the network, and the tasks and cost of one window. */
import { EdgeflockError } from "../core/errors.ts";
import type { CarbonIntensity } from "../sim/carbon.ts";
import { type CostModel, windowCost } from "../sim/cost.ts";
import { type FaultModel, recoveries } from "../sim/faults.ts";
import { type LinkSpec, Network } from "../sim/network.ts";
import type { TaskShaping } from "../workload/shape-tasks.ts";
import {
  assignHomes,
  tasksOfRows,
  type WindowTasks,
  type Workload,
  windowRows,
} from "../workload/workload.ts";
import { drawAccess } from "./draw-access.ts";
import { placeUsers } from "./place-users.ts";
import type { Scenario } from "./schema.ts";
import { serverIndex, serverNames } from "./sections/servers.ts";

export const windowNames = ["all", "train", "validate", "test"] as const;
export type WindowName = (typeof windowNames)[number];

/** How tasks are simulated, beside the network; as in `EpisodeSetup` of the environment. */
export interface SimulationRules {
  readonly split: "equal" | "weighted";
  readonly faults?: FaultModel;
  readonly carbon?: CarbonIntensity;
}

/** What a policy is run on: `EpisodeSetup` of the environment, with the workload's columns. */
export interface WindowSetup extends SimulationRules {
  readonly network: Network;
  readonly tasks: WindowTasks;
  readonly cost: CostModel;
  /** Where the scenario has users: how many, and how often one's task had another home than the one before it. */
  readonly users?: { readonly count: number; readonly handovers: number };
}

/** The network of a scenario: the mesh, then the listed links in its place or beside it. */
export function networkOf(scenario: Scenario): Network {
  const names = serverNames(scenario);
  const { mesh, list, ...defaults } = scenario.links;
  const links = new Map<string, LinkSpec>();
  const add = (from: number, to: number, link: Omit<typeof defaults, never>) =>
    links.set(`${from}-${to}`, {
      from,
      to,
      bandwidthBitsPerSecond: link.bandwidth,
      propagationDelaySeconds: link.propagationDelay,
      transmitPowerWatts: link.transmitPower,
    });
  if (mesh === "full") {
    for (const from of names.keys()) {
      for (const to of names.keys()) if (from !== to) add(from, to, defaults);
    }
  }
  for (const link of list) {
    add(serverIndex(scenario, link.from), serverIndex(scenario, link.to), {
      bandwidth: link.bandwidth ?? defaults.bandwidth,
      propagationDelay: link.propagationDelay ?? defaults.propagationDelay,
      transmitPower: link.transmitPower ?? defaults.transmitPower,
    });
  }
  return new Network({
    servers: scenario.servers.map((server, index) => ({
      name: names[index] ?? "",
      capacityCyclesPerSecond: server.capacity,
      energyCoefficient: server.energyCoefficient,
      idlePowerWatts: server.idlePower,
      queueLimit: server.queueLimit ?? Number.POSITIVE_INFINITY,
    })),
    links: [...links.values()],
    resourceCap: scenario.resourceCap,
    shareMin: scenario.shareMin,
    maxTargets: scenario.maxTargets,
    loadReportSeconds: scenario.peerLoad.interval,
  });
}

/** How a scenario turns the requests of a trace, or of its stand-in, into tasks. */
export function shapingOf(scenario: Scenario): TaskShaping {
  const { workload } = scenario;
  if ("requests" in workload) throw new Error(`tasks of ${workload.kind} are made as they are`);
  const { perJobLimit, timeScale, cyclesPerUnit, bitsPerUnit } = workload;
  return {
    perJobLimit,
    timeScale,
    cyclesPerUnit,
    bitsPerUnit,
    deadlineSeconds: scenario.deadline ?? Number.POSITIVE_INFINITY,
    outputRatio: scenario.outputRatio,
  };
}

/** Arrival times [s] that belong to a window, from inclusive, to exclusive. */
export function windowBounds(
  scenario: Scenario,
  window: WindowName,
): { readonly fromSeconds: number; readonly toSeconds: number } {
  if (window === "all") return { fromSeconds: 0, toSeconds: Number.POSITIVE_INFINITY };
  const { from, to } = scenario.windows[window];
  return { fromSeconds: from, toSeconds: to ?? Number.POSITIVE_INFINITY };
}

/**
 * One window of the workload, with the homes or users (and, with an access network, the uploads) that `salt` draws. Arrivals stay
 * absolute. The cost's references are the means over the window's tasks.
 *
 * @throws EdgeflockError("scenario") when no task arrives in the window
 */
export function episodeSetup(
  scenario: Scenario,
  workload: Workload,
  window: WindowName,
  salt: string,
): WindowSetup {
  const network = networkOf(scenario);
  const bounds = windowBounds(scenario, window);
  const rows = windowRows(workload, bounds);
  if (rows.first === rows.end) {
    const last = workload.arrivalSeconds.at(-1);
    throw new EdgeflockError(
      "scenario",
      `${scenario.name}: no task arrives in window "${window}", from ${bounds.fromSeconds} s to ${bounds.toSeconds} s` +
        (last === undefined ? "" : `; the last of ${workload.count} tasks arrives at ${last.toFixed(1)} s`),
      "Change `windows` (times after timeScale), or use more parts of the trace.",
    );
  }
  const { users, servers, access } = scenario;
  const cells = users && placeUsers(users, servers, workload, salt, rows);
  const home =
    cells?.home ?? assignHomes(workload, salt, scenario.workload.homeWeights ?? [], rows.first, rows.end);
  const tasks = tasksOfRows(workload, rows.first, rows.end, home);
  if (access !== undefined) drawAccess(access, workload, tasks, salt, cells);
  return {
    network,
    tasks,
    cost: windowCost(network, tasks, scenario.objective),
    ...rulesOf(scenario, salt),
    ...(cells === undefined ? {} : { users: { count: cells.userCount, handovers: cells.handovers } }),
  };
}

/** How a scenario is simulated; its faults are drawn by `salt`. */
export function rulesOf(scenario: Scenario, salt: string): SimulationRules {
  const { split, carbon } = scenario;
  const faults = faultsOf(scenario, salt);
  return {
    split,
    ...(faults === null ? {} : { faults }),
    ...(carbon === undefined
      ? {}
      : { carbon: { gramsPerKilowattHour: carbon.intensity, intervalSeconds: carbon.interval } }),
  };
}

function faultsOf(scenario: Scenario, salt: string): FaultModel | null {
  const { faults } = scenario;
  if (faults === undefined) return null;
  const rates = (given: typeof faults.servers) =>
    given === undefined ? null : { mtbfSeconds: given.mtbf, mttrSeconds: given.mttr };
  return {
    outages: faults.outages.map(({ server, link, from, to }) => ({
      fromSeconds: from,
      toSeconds: to ?? Number.POSITIVE_INFINITY,
      resource:
        link === undefined
          ? { server: serverIndex(scenario, server!) }
          : { link: { from: serverIndex(scenario, link[0]), to: serverIndex(scenario, link[1]) } },
    })),
    servers: rates(faults.servers),
    links: rates(faults.links),
    salt,
    detectionSeconds: faults.detection,
    maxRestarts: faults.maxRestarts,
    recovery: recoveries[faults.recovery],
  };
}
