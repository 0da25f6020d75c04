/** Runs a scene through the simulator and through the plain one, and compares all that both know. */
import { expect } from "vitest";
import { type FaultModel, recoveries } from "./faults.ts";
import { simulate } from "./fixtures.test-helper.ts";
import { Network } from "./network.ts";
import { oracle } from "./oracle.test-helper.ts";
import type { OracleOutcome, OracleRun } from "./oracle-run.test-helper.ts";
import type { Scene } from "./scenes.test-helper.ts";
import type { NetworkState, Simulation, Simulator, SimulatorOptions } from "./simulator.ts";

type Draws = Pick<FaultModel, "servers" | "links" | "salt">;

/**
 * What the scene asks of a simulator, with every series.
 *
 * @param draws faults to draw in place of those of the scene
 */
export function optionsOf({ split, faults }: Scene, draws?: Draws): SimulatorOptions {
  const scheduled = { outages: faults.outages, servers: null, links: null, salt: "" };
  return {
    split,
    utilisationBinSeconds: 0.75,
    powerBinSeconds: 0.75,
    loadReports: true,
    ...((faults.outages.length > 0 || draws !== undefined) && {
      faults: {
        ...faults,
        recovery: recoveries[faults.recovery],
        ...(draws === undefined ? scheduled : { outages: [], ...draws }),
      },
    }),
  };
}

export const runScene = (s: Scene, visit?: (state: Simulator, row: number) => void, draws?: Draws) =>
  simulate(new Network(s.spec), s.tasks, s.decisions, optionsOf(s, draws), visit);

/** Equal but for rounding, relative to the value. */
export function expectEqual(actual: number, expected: number, what = ""): void {
  const error = Math.abs(actual - expected);
  if (!(error <= 1e-9 * Math.max(1, Math.abs(expected)))) {
    expect(`${what} ${actual}`).toBe(`${what} ${expected}`);
  }
}

function expectColumn(actual: ArrayLike<number>, expected: readonly number[], what: string): void {
  expect(actual.length, what).toBe(expected.length);
  for (const [index, value] of expected.entries()) expectEqual(actual[index]!, value, `${what}[${index}]`);
}

/**
 * Outcomes, order of completion, work, energy by component and over time, faults, and what every policy could see.
 *
 * @param draws what the simulator draws, and the scene has as a schedule
 */
export function expectAgreement(s: Scene, draws?: Draws): void {
  const expected = oracle(s);
  let next = 0;
  const visit = (state: Simulator, row: number) => {
    if (row < next) return;
    expectSight(state, s, expected, row);
    next = row + 1;
  };
  const simulator = runScene(s, visit, draws);
  expect(next).toBe(s.tasks.length);
  const { rows, count } = simulator.takeCompleted();
  expect(Array.from(rows.subarray(0, count))).toEqual(expected.completionOrder);
  expectRun(simulator, s, expected);
}

/** Compares what came of a run; not in which order, nor what was seen on the way. */
export function expectRun(simulator: Simulator, s: Scene, expected: OracleRun): void {
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
  expectColumn(outcomes.recoverySeconds, column("recovery"), "recovery");
  expectColumn(outcomes.restarts, column("restarts"), "restarts");
  expect(Array.from(outcomes.dropped)).toEqual(expected.outcomes.map(({ dropped }) => Number(dropped)));
  expectColumn(simulator.reservedCycles, expected.cyclesDone, "cycles done");
  expectColumn(simulator.reservedBits, expected.bitsDone, "bits done");
  expectEqual(simulator.nowSeconds, expected.endSeconds, "end");
  expectEnergy(simulator, s, expected);
}

function expectSight(state: NetworkState & Simulation, s: Scene, expected: OracleRun, row: number): void {
  const sight = expected.sights[row]!;
  expectColumn(state.freeCompute, sight.freeCompute, `at task ${row}, freeCompute`);
  expectColumn(state.waitingCycles, sight.waitingCycles, `at task ${row}, waitingCycles`);
  expectColumn(state.freeBandwidth, sight.freeBandwidth, `at task ${row}, freeBandwidth`);
  expectColumn(state.waitingBits, sight.waitingBits, `at task ${row}, waitingBits`);
  for (const { from, propagationDelaySeconds: delay } of s.spec.links) {
    const sent = Math.max(0, Math.floor((state.nowSeconds - delay) / s.spec.loadReportSeconds!));
    const report = expected.reports[sent]![from]!;
    const heard = state.loadReports!;
    const what = `at task ${row}, heard of server ${from}`;
    expectEqual(heard.freeCompute(from, delay, state.nowSeconds), report.freeCompute, what);
    expectEqual(heard.waitingCycles(from, delay, state.nowSeconds), report.waitingCycles, what);
  }
}

interface Draw {
  readonly server: number;
  readonly start: number;
  readonly seconds: number;
  readonly joules: number;
}

function expectEnergy(simulator: Simulation, s: Scene, expected: OracleRun): void {
  const sum = (draws: readonly { readonly joules: number }[]) =>
    draws.reduce((total, { joules }) => total + joules, 0);
  const compute = expected.uses.filter(({ kind }) => kind === "compute");
  const links = expected.uses.filter(({ kind }) => kind === "link");
  const first = s.tasks[0]!.arrival!;
  const idle: Draw[] = expected.upTimes.flatMap((times, m) =>
    times.map(({ from, to }) => {
      const start = Math.max(from, first);
      const seconds = Math.max(0, to - start);
      return { server: m, start, seconds, joules: seconds * s.spec.servers[m]!.idlePowerWatts };
    }),
  );
  const totals = simulator.energyTotals;
  expectEqual(totals.computeJoules, sum(compute), "compute energy");
  expectEqual(totals.linkJoules, sum(links), "link energy");
  expectEqual(
    totals.accessJoules,
    sum(s.tasks.map((task) => ({ joules: task.uploadJoules! }))),
    "access energy",
  );
  expectEqual(totals.idleJoules, sum(idle), "idle energy");

  const faults = simulator.faultTotals;
  if (faults !== null) {
    expect(faults).toMatchObject(expected.totals);
    expectEqual(faults.wastedJoules, sum(expected.uses.filter(({ wasted }) => wasted)), "wasted energy");
    for (const [m, seconds] of faults.serverDownSeconds.entries()) {
      const up = idle.filter(({ server }) => server === m).reduce((total, one) => total + one.seconds, 0);
      expectEqual(seconds, expected.endSeconds - first - up, `down time of server ${m}`);
    }
  }

  const series = simulator.powerSeries()!;
  const binned = (draws: readonly Draw[]) => {
    const joules = new Array<number>(series.bins * s.spec.servers.length).fill(0);
    for (const draw of draws) {
      if (draw.joules === 0) continue;
      for (let bin = 0; bin < series.bins; bin++) {
        const from = Math.max(draw.start, bin * series.binSeconds);
        const to = Math.min(draw.start + draw.seconds, (bin + 1) * series.binSeconds);
        if (to > from) {
          joules[bin * s.spec.servers.length + draw.server]! += (draw.joules * (to - from)) / draw.seconds;
        }
      }
    }
    return joules;
  };
  expect(series.bins * series.binSeconds).toBeGreaterThanOrEqual(expected.endSeconds - 1e-9);
  expectColumn(series.computeJoules, binned(compute), "compute energy by bin");
  expectColumn(series.linkJoules, binned(links), "link energy by bin");
  expectColumn(series.idleJoules, binned(idle), "idle energy by bin");
}
