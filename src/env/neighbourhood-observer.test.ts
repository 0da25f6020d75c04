import { expect, it } from "vitest";
import { Decision } from "../sim/decision.ts";
import { mesh, network, server, taskTable } from "../sim/fixtures.test-helper.ts";
import type { NetworkState } from "../sim/simulator.ts";
import { NeighbourhoodObserver, tokenCount, tokenWidth } from "./neighbourhood-observer.ts";

function sceneOf(servers: number) {
  const on = network({ servers: Array.from({ length: servers }, () => server()), links: mesh(servers) });
  const state: NetworkState = {
    nowSeconds: 1,
    freeCompute: Float64Array.from(on.capacity, (capacity, m) => capacity / (m + 1)),
    waitingCycles: new Float64Array(servers),
    freeBandwidth: Float64Array.from(on.bandwidth),
    waitingBits: new Float64Array(on.linkCount),
  };
  const tasks = taskTable([{ home: 0, arrival: 0, cycles: 8 }]);
  return { on, state, tasks };
}

/** The tokens, each as its numbers. */
function tokensSeen(observer: NeighbourhoodObserver, state: NetworkState, from: number): number[][] {
  const out = new Float32Array(observer.size).fill(Number.NaN);
  observer.write(state, from, out);
  const width = tokenWidth(false);
  return Array.from({ length: out.length / width }, (_, k) => [...out.subarray(k * width, (k + 1) * width)]);
}

it("shows the deciding server, its neighbours and the mean of all, as wide in a large network as in a small one", () => {
  const [small, large] = [sceneOf(3), sceneOf(9)].map(
    ({ on, tasks }) => new NeighbourhoodObserver(on, tasks, null, 2),
  );
  expect(small!.size).toBe(tokenCount(2) * tokenWidth(false));
  expect(large!.size).toBe(small!.size);
  const { on, state, tasks } = sceneOf(3);
  const tokens = tokensSeen(new NeighbourhoodObserver(on, tasks, null, 2), state, 1);
  // Whether there is such a server, its capacity over the mean, its free compute.
  expect(tokens.map((token) => token.slice(0, 3))).toEqual([
    [1, 1, 0.5],
    [1, 1, 1],
    [1, 1, Math.fround(1 / 3)],
    [1, 1, expect.closeTo((1 + 1 / 2 + 1 / 3) / 3, 6)],
  ]);
});

it("shows nothing where there is no neighbour", () => {
  const { on, state, tasks } = sceneOf(2);
  const tokens = tokensSeen(new NeighbourhoodObserver(on, tasks, null, 3), state, 0);
  expect(tokens[2]!.every((value) => value === 0)).toBe(true);
  expect(tokens[3]!.every((value) => value === 0)).toBe(true);
});

it("shows others' latest decisions, and whether they went to the one who looks", () => {
  const { on, state, tasks } = sceneOf(3);
  const observer = new NeighbourhoodObserver(on, tasks, null, 2);
  const decision = new Decision(on.maxTargets);
  decision.targetCount = 1;
  decision.targets[0] = 1;
  Object.assign(decision, { offloadRatio: 0.5, computeShare: 0.25, bandwidthShare: 1 });
  observer.noteDecision(0, decision);
  const actionOf = (token: number[]) => token.slice(-7, -2);
  expect(actionOf(tokensSeen(observer, state, 1)[1]!)).toEqual([0.5, 0.25, 1, 1, 1]);
  expect(actionOf(tokensSeen(observer, state, 2)[1]!)).toEqual([0.5, 0.25, 1, 1, 0]);
  // One's own does not say how good the next one is.
  expect(actionOf(tokensSeen(observer, state, 0)[0]!)).toEqual([0, 0, 0, 0, 0]);
});
