/** The simulator against the plain one, and the laws that hold in every run. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectAgreement, expectEqual, runScene } from "./agreement.test-helper.ts";
import { oracle } from "./oracle.test-helper.ts";
import type { OracleOutcome, OracleRun } from "./oracle-run.test-helper.ts";
import { type Shape, scene, shapes } from "./scenes.test-helper.ts";

describe("against the plain simulator", () => {
  it("gives every task the same outcome, in the same order, and every policy the same sight", () => {
    fc.assert(
      fc.property(shapes(), (shape) => expectAgreement(scene(shape))),
      { numRuns: 2000 },
    );
  });

  it("loses and recovers the same parts by faults of servers and links", () => {
    fc.assert(
      fc.property(shapes(12), (shape) => expectAgreement(scene(shape))),
      { numRuns: 2000 },
    );
  });

  it("and in larger scenes", () => {
    const larger = (shape: Shape) =>
      scene({ ...shape, servers: 5 + shape.servers, tasks: 300 + shape.tasks });
    fc.assert(
      fc.property(shapes(40), (shape) => expectAgreement(larger(shape))),
      { numRuns: 40 },
    );
  });
});

describe("scenes", () => {
  it("hold all that can happen, often", () => {
    const runs = fc.sample(shapes(12), { numRuns: 200, seed: 1 }).map((shape) => oracle(scene(shape)));
    const share = (holds: (run: OracleRun) => boolean) => runs.filter(holds).length / runs.length;
    const some = (holds: (task: OracleOutcome) => boolean) => share((run) => run.outcomes.some(holds));
    expect(some((task) => task.computeWait > 0)).toBeGreaterThan(0.5);
    expect(some((task) => task.linkWait > 0)).toBeGreaterThan(0.2);
    expect(some((task) => task.dropped && task.restarts === 0)).toBeGreaterThan(0.3);
    expect(some((task) => !task.dropped && task.restarts > 0)).toBeGreaterThan(0.2);
    expect(some((task) => task.dropped && task.restarts > 1)).toBeGreaterThan(0.05);
    expect(share(({ totals }) => totals.linkFailures > 0)).toBeGreaterThan(0.3);
    expect(share(({ totals }) => totals.lostParts > 10)).toBeGreaterThan(0.2);
    expect(share(({ upTimes }) => upTimes.some((times) => times.length > 2))).toBeGreaterThan(0.2);
  });
});

describe("in every run", () => {
  const resources = (simulator: ReturnType<typeof runScene>) =>
    [
      [simulator.freeCompute, simulator.network.capacity],
      [simulator.freeBandwidth, simulator.network.bandwidth],
    ] as const;

  it("no resource is overcommitted, and at the end each is free to its exact capacity, or down", () => {
    fc.assert(
      fc.property(shapes(6), (choice) => {
        const s = scene(choice);
        const check = (simulator: ReturnType<typeof runScene>) => {
          for (const [free, capacity] of resources(simulator)) {
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
        for (const [free, capacity] of resources(simulator)) {
          for (let r = 0; r < free.length; r++) expect([0, capacity[r]]).toContain(free[r]);
          if (simulator.faultTotals === null) expect([...free]).toEqual([...capacity]);
        }
        expect([...simulator.waitingCycles, ...simulator.waitingBits].every((waiting) => waiting === 0)).toBe(
          true,
        );
      }),
    );
  });

  it("the parts of the latency add up to it, and the energy of tasks to that of the components", () => {
    fc.assert(
      fc.property(shapes(6), (choice) => {
        const { outcomes, tasks, energyTotals } = runScene(scene(choice));
        let energy = 0;
        for (let row = 0; row < tasks.count; row++) {
          energy += outcomes.energyJoules[row]!;
          const sum =
            outcomes.uplinkSeconds[row]! +
            outcomes.transferSeconds[row]! +
            outcomes.linkWaitSeconds[row]! +
            outcomes.computeWaitSeconds[row]! +
            outcomes.computeSeconds[row]! +
            outcomes.recoverySeconds[row]!;
          expect(sum).toBeCloseTo(outcomes.latencySeconds[row]!, 9);
        }
        const { computeJoules, linkJoules, accessJoules } = energyTotals;
        expectEqual(energy, computeJoules + linkJoules + accessJoules);
      }),
    );
  });

  it("nobody is served faster, or at another price, than without contention", () => {
    fc.assert(
      fc.property(shapes(), (choice) => {
        const s = scene(choice);
        const { outcomes } = runScene(s);
        for (const [row, task] of s.tasks.entries()) {
          // A dropped task may end early: the part that would have taken longest can be the rejected one.
          if (outcomes.dropped[row] === 1) continue;
          const alone = runScene({ ...s, tasks: [task], decisions: [s.decisions[row]!] }).outcomes;
          expect(outcomes.latencySeconds[row]).toBeGreaterThanOrEqual(alone.latencySeconds[0]! - 1e-9);
          expectEqual(outcomes.energyJoules[row]!, alone.energyJoules[0]!);
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
      fc.property(shapes(6), (choice) => {
        const s = scene(choice);
        const quiet = runScene(s);
        const watched = runScene(s, (simulator) => {
          simulator.takeCompleted();
          simulator.utilisationSeries();
          simulator.powerSeries();
          expect(simulator.reservedCycles.length + simulator.reservedBits.length).toBeGreaterThan(0);
          expect(simulator.energyTotals.idleJoules).toBeGreaterThanOrEqual(0);
          expect(simulator.faultTotals?.lostParts ?? 0).toBeGreaterThanOrEqual(0);
        });
        expect(watched.outcomes).toEqual(quiet.outcomes);
        expect(watched.nowSeconds).toBe(quiet.nowSeconds);
      }),
    );
  });
});
