/** Forks against the simulations that they are copies of: going on as those do gives the same bits. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Rng } from "../core/rng.ts";
import { Decision } from "./decision.ts";
import { mesh, network, server, setDecision, simulate, taskTable } from "./fixtures.test-helper.ts";
import { Network } from "./network.ts";
import { type Scene, scene, shapes } from "./scenes.test-helper.ts";
import { createFork, createSimulator } from "./simulator.ts";

type Played = Pick<Scene, "tasks" | "decisions" | "split">;

/** Plays, and at each of the rows named lets one and the same fork go on to the end; compares what completed since. */
function expectForksAlike(net: Network, { tasks, decisions, split }: Played, rows: ReadonlySet<number>) {
  const table = taskTable(tasks);
  const whole = simulate(net, tasks, decisions, { split }).outcomes;
  const played = createSimulator(net, table, { split });
  const fork = createFork(net, table, split);
  const decision = new Decision(net.maxTargets);
  const decisionOf = (row: number) => setDecision(decision, decisions[row] ?? {});
  let before = 0;
  for (let row = played.advance(); row >= 0; row = played.advance()) {
    before += played.takeCompleted().count;
    if (rows.has(row)) {
      fork.become(played, tasks.length);
      for (let next = row; next >= 0; next = fork.advance()) fork.decide(decisionOf(next));
      const completed = fork.takeCompleted();
      expect(before + completed.count).toBe(tasks.length);
      const rowsDone = completed.rows.slice(0, completed.count);
      for (const column of Object.keys(whole) as (keyof typeof whole)[]) {
        const of = (outcomes: typeof whole) => Array.from(rowsDone, (done) => outcomes[column][done]);
        expect(of(fork.outcomes), column).toEqual(of(whole));
      }
    }
    played.decide(decisionOf(row));
  }
}

describe("a fork", () => {
  it("goes on as the simulation does, whatever it was a copy of before", () => {
    fc.assert(
      fc.property(shapes(), (choice) => {
        const s = scene(choice);
        const { length } = s.tasks;
        expectForksAlike(new Network(s.spec), s, new Set([0, length >> 2, length >> 1, length - 1]));
      }),
      { numRuns: 100 },
    );
  });

  it("copies long queues of events, whose days are laid out", () => {
    const net = network({ servers: Array.from({ length: 12 }, () => server()), links: mesh(12) });
    const rng = Rng.stream(1, "crowd");
    const tasks = Array.from({ length: 600 }, (_, row) => ({
      home: rng.integer(12),
      arrival: row / 40,
      cycles: 1 + 20 * rng.uniform(),
      bits: 1 + 10 * rng.uniform(),
    }));
    const decisions = tasks.map(({ home }) => ({
      targets: [(home + 1) % 12, (home + 2) % 12],
      offloadRatio: rng.uniform(),
      computeShare: 0.125,
      bandwidthShare: 0.125,
    }));
    expectForksAlike(net, { tasks, decisions, split: "equal" }, new Set([5, 100, 150, 300, 40, 599]));
  });

  it("stops arrivals where it is told to", () => {
    const net = network();
    const table = taskTable([{ arrival: 0 }, { arrival: 1 }, { arrival: 2 }]);
    const played = createSimulator(net, table);
    played.advance();
    const fork = createFork(net, table, "equal");
    fork.become(played, 2);
    const decision = new Decision(net.maxTargets);
    fork.decide(decision);
    expect(fork.advance()).toBe(1);
    fork.decide(decision);
    expect(fork.advance()).toBe(-1);
    expect([...fork.takeCompleted().rows.subarray(0, 2)]).toEqual([0, 1]);
  });

  it("lets tasks pass as if they had not arrived", () => {
    const net = network();
    const tasks = [0, 0, 0.5, 1].map((arrival, row) => ({ arrival, cycles: 4 + row }));
    const table = taskTable(tasks);
    const fork = createFork(net, table, "equal");
    fork.become(createSimulator(net, table), tasks.length);
    for (let row = fork.advance(); row >= 0; row = fork.advance()) {
      if (row === 1) fork.pass();
      else fork.decide(new Decision(net.maxTargets));
    }
    const { rows, count } = fork.takeCompleted();
    const known = [0, 2, 3];
    const { outcomes } = simulate(
      net,
      known.map((row) => tasks[row]!),
    );
    expect([...rows.subarray(0, count)].sort()).toEqual(known);
    expect(known.map((row) => fork.outcomes.latencySeconds[row])).toEqual([...outcomes.latencySeconds]);
    expect(() => fork.pass()).toThrow("call advance() first");
  });

  it("leaves the simulation as it was", () => {
    const net = network();
    const table = taskTable([{ arrival: 0 }, { arrival: 0.5 }]);
    const played = createSimulator(net, table);
    played.advance();
    const fork = createFork(net, table, "equal");
    fork.become(played, 2);
    const decision = new Decision(net.maxTargets);
    fork.decide(decision);
    while (fork.advance() >= 0) fork.decide(decision);
    expect(played.nowSeconds).toBe(0);
    expect([...played.freeCompute]).toEqual([8, 8]);
    expect(played.outcomes.latencySeconds[0]).toBeNaN();
  });
});
