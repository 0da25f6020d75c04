/** Small networks, tasks and decisions for the simulator's tests. */
import { Decision } from "./decision.ts";
import { type FaultModel, recoveries } from "./faults.ts";
import { type LinkSpec, Network, type NetworkSpec, type ServerSpec } from "./network.ts";
import { createSimulator, type Simulator, type SimulatorOptions } from "./simulator.ts";
import type { TaskTable } from "./task-table.ts";

/** A server of 8 cycles/s; energy coefficient 1, no idle power, no queue limit. */
export function server(changes: Partial<ServerSpec> = {}): ServerSpec {
  return {
    name: "server",
    capacityCyclesPerSecond: 8,
    energyCoefficient: 1,
    idlePowerWatts: 0,
    queueLimit: Number.POSITIVE_INFINITY,
    ...changes,
  };
}

/** A link of 4 bit/s, 0.5 s away, at 3 W. */
export function link(from: number, to: number, changes: Partial<LinkSpec> = {}): LinkSpec {
  return {
    from,
    to,
    bandwidthBitsPerSecond: 4,
    propagationDelaySeconds: 0.5,
    transmitPowerWatts: 3,
    ...changes,
  };
}

/** Every server linked to every other. */
export function mesh(servers: number, changes: Partial<LinkSpec> = {}): LinkSpec[] {
  const links: LinkSpec[] = [];
  for (let from = 0; from < servers; from++) {
    for (let to = 0; to < servers; to++) if (from !== to) links.push(link(from, to, changes));
  }
  return links;
}

/** By default two linked servers, where one task may take half of a resource. */
export function network(changes: Partial<NetworkSpec> = {}): Network {
  const servers = changes.servers ?? [server(), server()];
  return new Network({
    servers,
    links: mesh(servers.length),
    resourceCap: 0.5,
    shareMin: 0.125,
    maxTargets: 3,
    ...changes,
  });
}

/** Faults by schedule alone, none by default; parts start again at home. */
export function faultModel(changes: Partial<FaultModel> = {}): FaultModel {
  return {
    outages: [],
    servers: null,
    links: null,
    salt: "1",
    detectionSeconds: 0.25,
    maxRestarts: 3,
    recovery: recoveries.home,
    ...changes,
  };
}

export interface PlainTask {
  readonly home?: number;
  readonly arrival?: number;
  readonly bits?: number;
  readonly cycles?: number;
  readonly deadline?: number;
  readonly outputRatio?: number;
  readonly upload?: number;
  readonly uploadJoules?: number;
}

export function taskTable(tasks: readonly PlainTask[]): TaskTable {
  const column = (value: (task: PlainTask) => number) => Float64Array.from(tasks, value);
  return {
    count: tasks.length,
    home: Int32Array.from(tasks, (task) => task.home ?? 0),
    arrivalSeconds: column((task) => task.arrival ?? 0),
    inputBits: column((task) => task.bits ?? 8),
    cycles: column((task) => task.cycles ?? 8),
    deadlineSeconds: column((task) => task.deadline ?? Number.POSITIVE_INFINITY),
    outputRatio: column((task) => task.outputRatio ?? 0),
    uploadSeconds: column((task) => task.upload ?? 0),
    uploadJoules: column((task) => task.uploadJoules ?? 0),
  };
}

export interface PlainDecision {
  readonly targets?: readonly number[];
  readonly weights?: readonly number[];
  readonly offloadRatio?: number;
  readonly dataRatio?: number;
  readonly computeShare?: number;
  readonly bandwidthShare?: number;
}

/** The rows of a table, of which `taskTable` makes it again. */
export function plainTasks(table: TaskTable): Required<PlainTask>[] {
  return Array.from({ length: table.count }, (_, row) => ({
    home: table.home[row]!,
    arrival: table.arrivalSeconds[row]!,
    bits: table.inputBits[row]!,
    cycles: table.cycles[row]!,
    deadline: table.deadlineSeconds[row]!,
    outputRatio: table.outputRatio[row]!,
    upload: table.uploadSeconds[row]!,
    uploadJoules: table.uploadJoules[row]!,
  }));
}

/** Fills `into` (reset first) from a plain decision. */
export function setDecision(into: Decision, from: PlainDecision): Decision {
  into.reset();
  into.targetCount = from.targets?.length ?? 0;
  into.targets.set(from.targets ?? []);
  into.weights.set(from.weights ?? []);
  into.offloadRatio = from.offloadRatio ?? 0;
  into.dataRatio = from.dataRatio ?? Number.NaN;
  into.computeShare = from.computeShare ?? 1;
  into.bandwidthShare = from.bandwidthShare ?? 1;
  return into;
}

/** Runs every task to completion, row i by `decisions[i]` (all local where absent); `visit` sees each arrival. */
export function simulate(
  net: Network,
  tasks: readonly PlainTask[],
  decisions: readonly PlainDecision[] = [],
  options: SimulatorOptions = {},
  visit: (simulator: Simulator, row: number) => void = () => {},
): Simulator {
  const simulator = createSimulator(net, taskTable(tasks), options);
  const decision = new Decision(net.maxTargets);
  for (let row = simulator.advance(); row >= 0; row = simulator.advance()) {
    visit(simulator, row);
    simulator.decide(setDecision(decision, decisions[row] ?? {}));
    visit(simulator, row);
  }
  return simulator;
}
