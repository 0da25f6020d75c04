import { expect, test } from "vitest";
import { network, taskTable } from "../sim/fixtures.test-helper.ts";
import type { NetworkState } from "../sim/simulator.ts";
import { GlobalObserver, globalStateSize } from "./global-observer.ts";

const on = network();
const tasks = taskTable([{ home: 0, arrival: 2, cycles: 8 }]);
const state: NetworkState = {
  nowSeconds: 3,
  freeCompute: Float64Array.from(on.capacity),
  waitingCycles: new Float64Array(on.serverCount),
  freeBandwidth: Float64Array.from(on.bandwidth),
  waitingBits: new Float64Array(on.linkCount),
};

/** What the agent of server 0 is shown of its own server's forecast: after the seven numbers of its load and task. */
function shown(forecast: readonly number[], arrived: boolean): number[] {
  const observer = new GlobalObserver(on, tasks, Float32Array.from(forecast));
  if (arrived) observer.noteArrival(0, 2);
  const out = new Float32Array(observer.size);
  observer.write(state, 0, out);
  expect(out.length).toBe(globalStateSize(on, true));
  return [...out.subarray(7, 10)];
}

test("a forecast: the time that is left of it, work and input in the units of the network", () => {
  const [left, cycles, bits] = shown([5, 16, 40], true);
  expect(left).toBe(4);
  expect(cycles).toBeCloseTo(16 / on.capacity[0]!, 6);
  expect(bits).toBeCloseTo(40 / (on.bandwidth.reduce((sum, b) => sum + b, 0) / on.linkCount), 6);
});

test("a masked forecast looks as where there is none yet, each number by itself", () => {
  const none = shown([5, 16, 40], false);
  const seen = shown([5, 16, 40], true);
  const masked = (columns: readonly number[]) =>
    shown(
      [5, 16, 40].map((value, k) => (columns.includes(k) ? Number.NaN : value)),
      true,
    );
  expect(masked([0, 1, 2])).toEqual(none);
  expect(masked([0])).toEqual([none[0], seen[1], seen[2]]);
  expect(masked([1])).toEqual([seen[0], none[1], seen[2]]);
  expect(masked([2])).toEqual([seen[0], seen[1], none[2]]);
});
