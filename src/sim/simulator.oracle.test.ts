/** The simulator against the plain one, and the laws that hold in every run. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Rng } from "../core/rng.ts";
import { mesh, type PlainDecision, type PlainTask, server, simulate } from "./fixtures.test-helper.ts";
import { Network, type NetworkSpec } from "./network.ts";
import { oracle } from "./oracle.test-helper.ts";

interface Scene {
  readonly spec: NetworkSpec;
  readonly tasks: PlainTask[];
  readonly decisions: PlainDecision[];
  readonly split: "equal" | "weighted";
}

const shape = fc.record({
  seed: fc.integer({ min: 0, max: 2 ** 30 }),
  servers: fc.integer({ min: 1, max: 5 }),
  tasks: fc.integer({ min: 1, max: 60 }),
  /** Coarse numbers, so that many events fall on the same instant. */
  coarse: fc.boolean(),
  split: fc.constantFrom("equal", "weighted"),
  limited: fc.boolean(),
});
type Shape = typeof shape extends fc.Arbitrary<infer T> ? T : never;

/** @param single one part a task and no results, so that its whole course can be told from its outcome */
function scene({ seed, servers, tasks, coarse, split, limited }: Shape, single = false): Scene {
  const rng = Rng.stream(seed, "scene");
  const pick = <T>(values: readonly T[]): T => values[rng.integer(values.length)]!;
  const number = (values: readonly number[]) =>
    coarse ? pick(values) : rng.uniform() * Math.max(...values) + 1e-3;
  const spec: NetworkSpec = {
    servers: Array.from({ length: servers }, (_, m) =>
      server({
        name: `${m}`,
        capacityCyclesPerSecond: coarse ? pick([4, 8, 16]) : 1 + 9 * rng.uniform(),
        energyCoefficient: number([1, 2]),
        queueLimit: limited ? rng.integer(3) : Number.POSITIVE_INFINITY,
      }),
    ),
    links: mesh(servers).map((link) => ({
      ...link,
      bandwidthBitsPerSecond: coarse ? pick([4, 8]) : 1 + 9 * rng.uniform(),
      propagationDelaySeconds: pick([0, 0.5, number([1])]),
      transmitPowerWatts: number([1, 2]),
    })),
    resourceCap: pick([0.5, 1]),
    shareMin: 0.125,
    maxTargets: 3,
  };
  let arrival = 0;
  const plainTasks: PlainTask[] = [];
  const decisions: PlainDecision[] = [];
  for (let row = 0; row < tasks; row++) {
    arrival += coarse ? pick([0, 0, 0.5, 1]) : rng.exponential(1);
    const home = rng.integer(servers);
    plainTasks.push({
      home,
      arrival,
      bits: pick([0, number([2, 4, 8])]),
      cycles: number([2, 4, 8, 16]),
      outputRatio: single ? 0 : pick([0, 0, 0.5]),
      upload: pick([0, 0.25]),
      uploadJoules: pick([0, 2]),
    });
    const others = Array.from({ length: servers }, (_, m) => m).filter((m) => m !== home);
    const targets: number[] = [];
    const count = Math.min(single ? rng.integer(2) : rng.integer(4), others.length);
    while (targets.length < count) targets.push(...others.splice(rng.integer(others.length), 1));
    decisions.push({
      targets,
      weights: targets.map((_, k) => (k === 0 ? 1 : pick([0, 1, 2]))),
      offloadRatio: single ? 1 : pick([0, 0.5, 1, number([1])]),
      computeShare: pick([0.125, 0.25, 0.5, 1, 2, number([1])]),
      bandwidthShare: pick([0.01, 0.25, 0.5, 1, number([1])]),
      ...(rng.integer(2) === 0 ? { dataRatio: pick([0, 0.25, 1]) } : {}),
    });
  }
  return { spec, tasks: plainTasks, decisions, split: split as Scene["split"] };
}

const runScene = (s: Scene, visit?: Parameters<typeof simulate>[4]) =>
  simulate(new Network(s.spec), s.tasks, s.decisions, { split: s.split, utilisationBinSeconds: 0.75 }, visit);

/** Equal but for rounding, relative to the value. */
function expectEqual(actual: number, expected: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(expected)));
}

describe("against the plain simulator", () => {
  it("gives every task the same outcome, and the tasks in the same order of completion", () => {
    fc.assert(
      fc.property(shape, (choice) => {
        const s = scene(choice);
        const expected = oracle(s.spec, s.tasks, s.decisions, s.split);
        const simulator = runScene(s);
        const { outcomes } = simulator;
        for (const [row, task] of expected.outcomes.entries()) {
          expect(outcomes.latencySeconds[row]).toBeCloseTo(task.latency, 9);
          expectEqual(outcomes.energyJoules[row]!, task.energy);
          expect(outcomes.uplinkSeconds[row]).toBe(task.uplink);
          expect(outcomes.transferSeconds[row]).toBeCloseTo(task.transfer, 9);
          expect(outcomes.linkWaitSeconds[row]).toBeCloseTo(task.linkWait, 9);
          expect(outcomes.computeWaitSeconds[row]).toBeCloseTo(task.computeWait, 9);
          expect(outcomes.computeSeconds[row]).toBeCloseTo(task.compute, 9);
          expect(outcomes.dropped[row]).toBe(Number(task.dropped));
        }
        const { rows, count } = simulator.takeCompleted();
        expect(Array.from(rows.subarray(0, count))).toEqual(expected.completionOrder);
        for (const [m, cycles] of expected.cyclesDone.entries()) {
          expect(simulator.reservedCycles[m]).toBeCloseTo(cycles, 6);
        }
      }),
      { numRuns: 400 },
    );
  });
});

describe("in every run", () => {
  it("no resource is overcommitted, and at the end each is free to its exact capacity", () => {
    fc.assert(
      fc.property(shape, (choice) => {
        const s = scene(choice);
        const check = (simulator: ReturnType<typeof runScene>) => {
          for (const [free, capacity] of [
            [simulator.freeCompute, simulator.network.capacity],
            [simulator.freeBandwidth, simulator.network.bandwidth],
          ] as const) {
            for (let r = 0; r < free.length; r++) {
              expect(free[r]).toBeGreaterThanOrEqual(-1e-8 * capacity[r]!);
              expect(free[r]).toBeLessThanOrEqual(capacity[r]! * (1 + 1e-12));
            }
          }
          for (const waiting of [...simulator.waitingCycles, ...simulator.waitingBits]) {
            expect(waiting).toBeGreaterThanOrEqual(-1e-9);
          }
        };
        const simulator = runScene(s, check);
        expect([...simulator.freeCompute]).toEqual([...simulator.network.capacity]);
        expect([...simulator.freeBandwidth]).toEqual([...simulator.network.bandwidth]);
        expect([...simulator.waitingCycles, ...simulator.waitingBits].every((waiting) => waiting === 0)).toBe(
          true,
        );
      }),
    );
  });

  it("the five parts add up to the latency, which is never below the time without contention", () => {
    fc.assert(
      fc.property(shape, (choice) => {
        const s = scene(choice);
        const { outcomes, tasks } = runScene(s);
        const alone = s.tasks.map((task, row) =>
          runScene({ ...s, tasks: [task], decisions: [s.decisions[row]!] }),
        );
        for (let row = 0; row < tasks.count; row++) {
          const sum =
            outcomes.uplinkSeconds[row]! +
            outcomes.transferSeconds[row]! +
            outcomes.linkWaitSeconds[row]! +
            outcomes.computeWaitSeconds[row]! +
            outcomes.computeSeconds[row]!;
          expect(sum).toBeCloseTo(outcomes.latencySeconds[row]!, 9);
          // A dropped task may end early: the part that would have taken longest can be the rejected one.
          if (outcomes.dropped[row] === 0) {
            expect(outcomes.latencySeconds[row]).toBeGreaterThanOrEqual(
              alone[row]!.outcomes.latencySeconds[0]! - 1e-9,
            );
            expectEqual(outcomes.energyJoules[row]!, alone[row]!.outcomes.energyJoules[0]!);
          }
        }
      }),
    );
  });

  it("work is conserved: servers reserve exactly the work of the tasks, and the series adds up to it", () => {
    fc.assert(
      fc.property(shape, (choice) => {
        const s = scene({ ...choice, limited: false });
        const simulator = runScene(s);
        const work = simulator.tasks.cycles.reduce((sum, cycles) => sum + cycles, 0);
        const reserved = simulator.reservedCycles.reduce((sum, cycles) => sum + cycles, 0);
        expect(reserved / work).toBeCloseTo(1, 9);
        const { bins, binSeconds, series } = simulator.utilisationSeries()!;
        const servers = simulator.network.serverCount;
        for (let m = 0; m < servers; m++) {
          let sum = 0;
          for (let bin = 0; bin < bins; bin++) sum += series[bin * servers + m]!;
          expect(sum * binSeconds * simulator.network.capacity[m]!).toBeCloseTo(
            simulator.reservedCycles[m]!,
            6,
          );
        }
        for (const value of series) expect(value).toBeLessThanOrEqual(1 + 1e-9);
      }),
    );
  });

  it("each resource serves in the order of the requests and holds no more than it has", () => {
    fc.assert(
      fc.property(shape, (choice) => {
        const s = scene({ ...choice, coarse: false, limited: false }, true);
        const { outcomes, tasks, network } = runScene(s);
        const uses = new Map<string, { asked: number; start: number; end: number; amount: number }[]>();
        const use = (key: string, asked: number, start: number, seconds: number, amount: number) => {
          uses.set(key, [...(uses.get(key) ?? []), { asked, start, end: start + seconds, amount }]);
        };
        for (let row = 0; row < tasks.count; row++) {
          const home = tasks.home[row]!;
          const target = s.decisions[row]!.targets![0] ?? home;
          const share = (value: number) => Math.min(1, Math.max(s.spec.shareMin, value)) * s.spec.resourceCap;
          let asked = tasks.arrivalSeconds[row]!;
          if (target !== home) {
            const link = network.linkBetween(home, target);
            const start = asked + outcomes.linkWaitSeconds[row]!;
            const seconds = outcomes.transferSeconds[row]! - network.propagationDelay[link]!;
            use(
              `link ${link}`,
              asked,
              start,
              seconds,
              share(s.decisions[row]!.bandwidthShare!) * network.bandwidth[link]!,
            );
            asked = start + outcomes.transferSeconds[row]!;
          }
          const start = asked + outcomes.computeWaitSeconds[row]!;
          use(
            `server ${target}`,
            asked,
            start,
            outcomes.computeSeconds[row]!,
            share(s.decisions[row]!.computeShare!) * network.capacity[target]!,
          );
        }
        for (const [key, list] of uses) {
          const index = Number(key.split(" ")[1]);
          const capacity = (key.startsWith("link") ? network.bandwidth : network.capacity)[index]!;
          for (const one of list) {
            const held = list.filter(
              (other) => other.start <= one.start + 1e-9 && other.end > one.start + 1e-9,
            );
            expect(held.reduce((sum, other) => sum + other.amount, 0)).toBeLessThanOrEqual(
              capacity * (1 + 1e-8),
            );
            for (const other of list) {
              if (other.asked < one.asked - 1e-9) expect(other.start).toBeLessThanOrEqual(one.start + 1e-9);
            }
          }
        }
      }),
    );
  });

  it("the same run gives the same bits, whether or not somebody looks", () => {
    fc.assert(
      fc.property(shape, (choice) => {
        const s = scene(choice);
        const quiet = runScene(s);
        const watched = runScene(s, (simulator) => {
          simulator.takeCompleted();
          simulator.utilisationSeries();
          expect(simulator.reservedCycles.length + simulator.reservedBits.length).toBeGreaterThan(0);
        });
        expect(watched.outcomes).toEqual(quiet.outcomes);
        expect(watched.nowSeconds).toBe(quiet.nowSeconds);
      }),
    );
  });
});
