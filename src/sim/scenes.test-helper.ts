/** Random scenes for the properties: networks, tasks, decisions and faults, in which as much as possible goes wrong. */
import fc from "fast-check";
import { Rng } from "../core/rng.ts";
import type { FaultModel, FaultyResource, Outage, recoveries } from "./faults.ts";
import { mesh, type PlainDecision, type PlainTask, server } from "./fixtures.test-helper.ts";
import type { LinkSpec, NetworkSpec } from "./network.ts";

/** A fault model that is all schedule, with its recovery by name. */
export interface PlainFaults extends Pick<FaultModel, "outages" | "detectionSeconds" | "maxRestarts"> {
  readonly recovery: keyof typeof recoveries;
}

/** Everything that a simulation depends on. */
export interface Scene {
  readonly spec: NetworkSpec;
  readonly tasks: readonly PlainTask[];
  readonly decisions: readonly PlainDecision[];
  readonly split: "equal" | "weighted";
  readonly faults: PlainFaults;
}

export const noFaults: PlainFaults = { outages: [], detectionSeconds: 0.1, maxRestarts: 3, recovery: "home" };

/** What a scene is drawn from. Fewer tasks or faults leave those before them as they are, so that failures shrink. */
export interface Shape {
  readonly seed: number;
  readonly servers: number;
  readonly tasks: number;
  /** Coarse numbers, so that many events fall on the same instant. */
  readonly coarse: boolean;
  readonly split: "equal" | "weighted";
  /** Queues of servers are limited. */
  readonly limited: boolean;
  /** Some links are missing, in one direction or both. */
  readonly sparse: boolean;
  readonly results: boolean;
  readonly faults: number;
  readonly recovery: PlainFaults["recovery"];
}

/** @param faults the most outages of a scene */
export const shapes = (faults = 0): fc.Arbitrary<Shape> =>
  fc.record({
    seed: fc.integer({ min: 0, max: 2 ** 30 }),
    servers: fc.integer({ min: 1, max: 5 }),
    tasks: fc.integer({ min: 1, max: 60 }),
    coarse: fc.boolean(),
    split: fc.constantFrom("equal", "weighted"),
    limited: fc.boolean(),
    sparse: fc.boolean(),
    results: fc.boolean(),
    faults: fc.integer({ min: Math.min(1, faults), max: faults }),
    recovery: fc.constantFrom("home", "same", "next", "none"),
  });

/** @param single one part a task and no results, so that its whole course can be told from its outcome */
export function scene(shape: Shape, single = false): Scene {
  const { seed, servers, coarse, limited } = shape;
  const rng = Rng.stream(seed, "network");
  const { pick, number } = drawing(rng, coarse);
  const spec: NetworkSpec = {
    servers: Array.from({ length: servers }, (_, m) =>
      server({
        name: `${m}`,
        capacityCyclesPerSecond: coarse ? pick([4, 8, 16]) : 1 + 9 * rng.uniform(),
        energyCoefficient: number([1, 2]),
        idlePowerWatts: pick([0, number([1, 2])]),
        queueLimit: limited ? rng.integer(3) : Number.POSITIVE_INFINITY,
      }),
    ),
    links: mesh(servers)
      .filter(() => !shape.sparse || rng.integer(3) > 0)
      .map((link) => ({
        ...link,
        bandwidthBitsPerSecond: coarse ? pick([0.5, 1, 8]) : 0.2 + 3 * rng.uniform(),
        propagationDelaySeconds: pick([0, 0.5, number([1])]),
        transmitPowerWatts: number([1, 2]),
      })),
    resourceCap: pick([0.5, 1, 1 / 3]),
    shareMin: 0.125,
    maxTargets: 3,
    loadReportSeconds: 0.25,
  };
  const tasks = drawTasks(shape, single);
  const decisions = drawDecisions(shape, spec.links, tasks, single);
  return { spec, tasks, decisions, split: shape.split, faults: drawFaults(shape, spec, tasks) };
}

function drawTasks({ seed, servers, tasks, coarse, results }: Shape, single: boolean): PlainTask[] {
  const rng = Rng.stream(seed, "tasks");
  const { pick, number } = drawing(rng, coarse);
  let arrival = 0;
  return Array.from({ length: tasks }, () => {
    arrival += coarse ? pick([0, 0, 0.5, 1]) : rng.exponential(1);
    return {
      home: rng.integer(servers),
      arrival,
      bits: pick([0, number([2, 4, 8]), number([4, 8])]),
      cycles: number([2, 4, 8, 16]),
      outputRatio: results && !single ? pick([0, 0.5]) : 0,
      upload: pick([0, 0.25]),
      uploadJoules: pick([0, 2]),
    };
  });
}

function drawDecisions(
  { seed, coarse }: Shape,
  links: readonly LinkSpec[],
  tasks: readonly PlainTask[],
  single: boolean,
): PlainDecision[] {
  const rng = Rng.stream(seed, "decisions");
  const { pick, number } = drawing(rng, coarse);
  return tasks.map(({ home, outputRatio = 0 }) => {
    const others = links
      .filter((link) => link.from === home)
      .map((link) => link.to)
      .filter((to) => outputRatio === 0 || links.some((back) => back.from === to && back.to === home));
    const targets: number[] = [];
    const count = Math.min(single ? rng.integer(2) : rng.integer(4), others.length);
    while (targets.length < count) targets.push(...others.splice(rng.integer(others.length), 1));
    return {
      targets,
      weights: targets.map((_, k) => (k === 0 ? 1 : pick([0, 1, 2]))),
      offloadRatio: single ? 1 : pick([0, 0.5, 1, number([1])]),
      computeShare: pick([0.125, 0.25, 0.5, 1, 2, number([1])]),
      bandwidthShare: pick([0.01, 0.25, 0.5, 1, number([1])]),
      ...(rng.integer(2) === 0 ? { dataRatio: pick([0, 0.25, 1]) } : {}),
    };
  });
}

/** Outages, some of which overlap, and some of which never end. */
function drawFaults(shape: Shape, { links }: NetworkSpec, tasks: readonly PlainTask[]): PlainFaults {
  if (shape.faults === 0) return noFaults;
  const rng = Rng.stream(shape.seed, "faults");
  const { pick, number } = drawing(rng, shape.coarse);
  const horizon = tasks.at(-1)!.arrival! + 4;
  const outages = Array.from({ length: shape.faults }, (): Outage => {
    const resource: FaultyResource =
      links.length > 0 && rng.integer(2) === 0
        ? { link: pick(links) }
        : { server: rng.integer(shape.servers) };
    const fromSeconds = shape.coarse ? rng.integer(4 * horizon) / 4 : rng.uniform() * horizon;
    const seconds =
      rng.integer(10) === 0 ? Number.POSITIVE_INFINITY : pick([0.25, number([0.5, 1]), number([2, 4])]);
    return { fromSeconds, toSeconds: fromSeconds + seconds, resource };
  });
  return {
    outages,
    detectionSeconds: pick([0, 0.25, number([0.5, 1])]),
    maxRestarts: pick([0, 1, 3, 3]),
    recovery: shape.recovery,
  };
}

function drawing(rng: Rng, coarse: boolean) {
  const pick = <T>(values: readonly T[]): T => values[rng.integer(values.length)]!;
  const number = (values: readonly number[]) =>
    coarse ? pick(values) : rng.uniform() * Math.max(...values) + 1e-3;
  return { pick, number };
}
