import { describe, expect, test } from "vitest";
import { rollout } from "../env/index.ts";
import { episodeSetup, loadWorkload, parseScenario } from "../scenario/index.ts";
import { countHelperPicks, helperPicks } from "./helper-picks.ts";

/** Servers 0, 1 and 2; each task as arrival, home, helpers. */
function picksOf(
  tasks: readonly (readonly [number, number, readonly number[]])[],
  overloads: readonly (readonly [task: number, server: number])[],
  { windowSeconds = 1, ratios = tasks.map(() => 0.5) } = {},
) {
  const overloaded = new Uint8Array(tasks.length * 3);
  for (const [task, server] of overloads) overloaded[task * 3 + server] = 1;
  return countHelperPicks(
    { arrivalSeconds: tasks.map(([at]) => at), home: tasks.map(([, home]) => home) },
    {
      targets: Int32Array.from(tasks.flatMap(([, , helpers]) => [helpers[0] ?? -1, helpers[1] ?? -1])),
      offloadRatio: Float64Array.from(ratios),
    },
    overloaded,
    windowSeconds,
  );
}

describe("picks of helpers", () => {
  test("are counted one for each helper of a task that leaves home", () => {
    const tasks = [
      [0, 0, [1, 2]],
      [5, 0, [1]],
      [9, 1, []],
      [9, 2, [1]],
    ] as const;
    expect(picksOf(tasks, [], { ratios: [0.5, 0, 0, 1] })).toEqual({ picks: 3, shared: 0, cascading: 0 });
  });

  test("are shared when another home picks the same server at once, before or after", () => {
    const tasks = [
      [0, 0, [2]],
      [0.5, 0, [2]], // the same home
      [1, 1, [2]], // 1 s after the first, 0.5 s after the second
      [2.1, 0, [2]], // further apart than the window
      [2.2, 1, [0]], // another helper
    ] as const;
    expect(picksOf(tasks, [])).toEqual({ picks: 5, shared: 3, cascading: 0 });
    expect(picksOf(tasks, [], { windowSeconds: 0.5 })).toEqual({ picks: 5, shared: 2, cascading: 0 });
  });

  test("cascade when the helper is overloaded, or gets so within the window", () => {
    const tasks = [
      [0, 0, [2]],
      [0.1, 1, [2]],
      [0.8, 0, []], // finds server 2 overloaded
      [3, 0, [2]], // alone, though server 2 is overloaded again
    ] as const;
    const overloads = [
      [2, 2],
      [3, 2],
    ] as const;
    expect(picksOf(tasks, overloads)).toEqual({ picks: 3, shared: 2, cascading: 2 });
    // Too late for the first pick, in time for the second; and overload of another server is none of theirs.
    expect(picksOf(tasks, overloads, { windowSeconds: 0.75 })).toEqual({ picks: 3, shared: 2, cascading: 1 });
    expect(picksOf(tasks, [[2, 1]])).toEqual({ picks: 3, shared: 2, cascading: 0 });
  });

  test("of nothing are none", () => {
    expect(picksOf([], [])).toEqual({ picks: 0, shared: 0, cascading: 0 });
  });
});

/** Two home servers get `size` tasks each at once, and server 2 none; a task alone takes 1 s at half a server. */
async function burstOf(size: number) {
  const scenario = parseScenario(
    `
name: two-bursts
servers: [{ capacity: 10e9 }, { capacity: 10e9 }, { capacity: 10e9 }]
workload:
  kind: bursts
  durationSeconds: 100
  rate: 0
  burstGapSeconds: 40
  burstSize: { distribution: constant, value: ${size} }
  correlation: 1
  homeWeights: [1, 1, 0]
  requests:
    work: { distribution: constant, mean: 5e9 }
    input: { distribution: constant, mean: 1e5 }
windows:
  train: { from: 0, to: 98 }
  validate: { from: 98, to: 99 }
  test: { from: 99 }
`,
    "two-bursts.yaml",
  );
  return episodeSetup(scenario, await loadWorkload(scenario), "train", "0");
}

describe("a simulated window", () => {
  /** Everything to server 2, at full share. */
  const herd = {
    name: "herd",
    information: "local",
    begin() {},
    decide(_: unknown, decision: { targetCount: number; targets: Int32Array; offloadRatio: number }) {
      decision.targetCount = 1;
      decision.targets[0] = 2;
      decision.offloadRatio = 1;
    },
  } as const;

  test("shows a herd that overloads its helper, and none where bursts are small", async () => {
    const large = await burstOf(8);
    const log = (await rollout(large, herd)).decisions;
    const picks = helperPicks(large, log);
    expect(picks.picks).toBe(large.tasks.count);
    expect(picks.shared).toBe(large.tasks.count);
    expect(picks.cascading).toBeGreaterThan(0);
    const small = await burstOf(1);
    const few = helperPicks(small, (await rollout(small, herd)).decisions);
    expect(few).toEqual({ picks: small.tasks.count, shared: small.tasks.count, cascading: 0 });
  });
});
