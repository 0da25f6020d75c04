/** The simulator against the plain one, and the laws that hold in every run. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { simulate } from "./fixtures.test-helper.ts";
import { Network } from "./network.ts";
import { type OracleOutcome, oracle } from "./oracle.test-helper.ts";
import { type Scene, scene, shapes } from "./scenes.test-helper.ts";

const runScene = (s: Scene, visit?: Parameters<typeof simulate>[4]) =>
  simulate(
    new Network(s.spec),
    s.tasks,
    s.decisions,
    { split: s.split, utilisationBinSeconds: 0.75, loadReports: true },
    visit,
  );

/** Equal but for rounding, relative to the value; both NaN, or neither. */
function expectEqual(actual: number, expected: number, what = ""): void {
  const error = Math.abs(actual - expected);
  if (!(error <= 1e-9 * Math.max(1, Math.abs(expected))))
    expect(`${what} ${actual}`).toBe(`${what} ${expected}`);
}

function expectColumn(actual: ArrayLike<number>, expected: readonly number[], what: string): void {
  expect(actual.length, what).toBe(expected.length);
  for (const [index, value] of expected.entries()) expectEqual(actual[index]!, value, `${what}[${index}]`);
}

/** Runs a scene through both simulators and compares all that both know: outcomes, order, work, and every sight. */
function expectAgreement(s: Scene): void {
  const expected = oracle(s);
  const interval = s.spec.loadReportSeconds!;
  const seen = new Set<number>();
  const simulator = runScene(s, (state, row) => {
    if (seen.has(row)) return;
    seen.add(row);
    const sight = expected.sights[row]!;
    expectColumn(state.freeCompute, sight.freeCompute, `at task ${row}, freeCompute`);
    expectColumn(state.waitingCycles, sight.waitingCycles, `at task ${row}, waitingCycles`);
    expectColumn(state.freeBandwidth, sight.freeBandwidth, `at task ${row}, freeBandwidth`);
    expectColumn(state.waitingBits, sight.waitingBits, `at task ${row}, waitingBits`);
    for (const { from, propagationDelaySeconds: delay } of s.spec.links) {
      const sent = Math.max(0, Math.floor((state.nowSeconds - delay) / interval));
      const report = expected.reports[sent]![from]!;
      const heard = state.loadReports!;
      const what = `at task ${row}, heard of server ${from}`;
      expectEqual(heard.freeCompute(from, delay, state.nowSeconds), report.freeCompute, what);
      expectEqual(heard.waitingCycles(from, delay, state.nowSeconds), report.waitingCycles, what);
    }
  });
  expect(seen.size).toBe(s.tasks.length);
  const { outcomes } = simulator;
  const column = (name: Exclude<keyof OracleOutcome, "dropped">) =>
    expected.outcomes.map((task) => task[name]);
  expectColumn(outcomes.latencySeconds, column("latency"), "latency");
  expectColumn(outcomes.energyJoules, column("energy"), "energy");
  expectColumn(outcomes.uplinkSeconds, column("uplink"), "uplink");
  expectColumn(outcomes.transferSeconds, column("transfer"), "transfer");
  expectColumn(outcomes.linkWaitSeconds, column("linkWait"), "linkWait");
  expectColumn(outcomes.computeWaitSeconds, column("computeWait"), "computeWait");
  expectColumn(outcomes.computeSeconds, column("compute"), "compute");
  expect(Array.from(outcomes.dropped)).toEqual(expected.outcomes.map(({ dropped }) => Number(dropped)));
  const { rows, count } = simulator.takeCompleted();
  expect(Array.from(rows.subarray(0, count))).toEqual(expected.completionOrder);
  expectColumn(simulator.reservedCycles, expected.cyclesDone, "cycles done");
  expectColumn(simulator.reservedBits, expected.bitsDone, "bits done");
  expectEqual(simulator.nowSeconds, expected.endSeconds, "end");
}

describe("against the plain simulator", () => {
  it("gives every task the same outcome, in the same order, and every policy the same sight", () => {
    fc.assert(
      fc.property(shapes(), (shape) => expectAgreement(scene(shape))),
      { numRuns: 3000 },
    );
  });
});

describe("in every run", () => {
  it("no resource is overcommitted, and at the end each is free to its exact capacity", () => {
    fc.assert(
      fc.property(shapes(), (choice) => {
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
      fc.property(shapes(), (choice) => {
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
      fc.property(shapes(), (choice) => {
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
      fc.property(shapes(), (choice) => {
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
      fc.property(shapes(), (choice) => {
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
