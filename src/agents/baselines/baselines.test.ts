/** What each baseline decides in situations made by hand. */

import { describe, expect, it } from "vitest";
import { twinOf } from "../../env/policy.ts";
import { rollout } from "../../env/rollout.ts";
import type { TunedParameters } from "./baseline.ts";
import { baselines } from "./index.ts";
import { burstyWindow, decisionOf, episode, network, targetsOf } from "./situation.test-helper.ts";

const three = network();

function begun(name: string, parameters: TunedParameters = {}, on = three, seed = 0) {
  const definition = baselines.get(name)!;
  const policy = definition.create({ ...definition.parameters, ...parameters });
  policy.begin(episode(on, seed));
  return policy;
}

/** Those that know the future or ask a twin have tests of their own. */
const played = [...baselines.values()].filter(
  ({ information }) => information !== "future" && twinOf(information) === null,
);

describe.each(played)("baseline $name", (definition) => {
  it("keeps its name and what it sees", () => {
    const policy = definition.create();
    expect(policy.name).toBe(definition.name);
    expect(policy.information).toBe(definition.information);
  });

  it("keeps tasks at home when no server may help", async () => {
    for (const on of [network(0), network(2, [10e9])]) {
      const policy = begun(definition.name, {}, on);
      expect(decisionOf(policy, on, 0, { waitingCycles: [9e9] }).targetCount).toBe(0);
    }
  });

  it("finishes a window, without a clipped share, twice alike", async () => {
    const setup = burstyWindow(three, 10);
    const first = await rollout(setup, definition.create(), { seed: 7 });
    const second = await rollout(setup, definition.create(), { seed: 7 });
    expect(first.simulator.clippedShares).toBe(0);
    expect(first.simulator.outcomes.latencySeconds.every((seconds) => seconds > 0)).toBe(true);
    expect(second.simulator.outcomes.energyJoules).toEqual(first.simulator.outcomes.energyJoules);
  });
});

describe("local, split, round-robin", () => {
  it("local keeps everything at home at full share", () => {
    const decision = decisionOf(begun("local"), three, 0, { waitingCycles: [9e9, 0, 0] });
    expect(decision).toMatchObject({ targetCount: 0, offloadRatio: 0, computeShare: 1, bandwidthShare: 1 });
  });

  it.each([
    [1, 1 / 2, [0]],
    [2, 2 / 3, [0, 2]],
    [5, 2 / 3, [0, 2]],
  ])("split with %i helpers sends %d", (maxTargets, ratio, targets) => {
    const on = network(maxTargets);
    const decision = decisionOf(begun("split", {}, on), on, 1);
    expect(decision.offloadRatio).toBeCloseTo(ratio, 12);
    expect(targetsOf(decision)).toEqual(targets);
  });

  it("round-robin goes round the neighbours, each home server by itself, and starts again with an episode", () => {
    const policy = begun("round-robin");
    const next = (home: number) => targetsOf(decisionOf(policy, three, home));
    expect([next(1), next(1), next(0), next(1), next(0), next(2)].flat()).toEqual([2, 0, 1, 2, 2, 0]);
    policy.begin(episode(three));
    expect(next(1)).toEqual([2]);
    expect(decisionOf(policy, three, 0).offloadRatio).toBe(0.5);
  });
});

describe("random", () => {
  it("draws every target set equally often and shares over their whole range", () => {
    const policy = begun("random");
    const counts = new Map<string, number>();
    const shares: number[] = [];
    for (let i = 0; i < 4000; i++) {
      const decision = decisionOf(policy, three, 0);
      const key = targetsOf(decision).join();
      counts.set(key, (counts.get(key) ?? 0) + 1);
      shares.push(decision.computeShare);
      expect(decision.offloadRatio === 0).toBe(key === "");
    }
    expect([...counts.keys()].sort()).toEqual(["", "1", "1,2", "2"]);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(120); // 4 σ
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(0.05);
    expect(Math.min(...shares)).toBeLessThan(0.07);
    expect(Math.max(...shares)).toBeGreaterThan(0.98);
  });

  it("draws anew with another seed, and the same after begin", () => {
    const draw = (seed: number) => decisionOf(begun("random", {}, three, seed), three, 0).computeShare;
    expect(draw(1)).toBe(draw(1));
    expect(draw(1)).not.toBe(draw(2));
  });
});

describe("least-loaded", () => {
  it("ranks neighbours by waiting and reserved work for their capacity", () => {
    // Loads [s]: home 3; server 1: 4e9/8e9 = 0.5; server 2: 1e9/6e9 + 1·0.5 = 0.67.
    const load = { waitingCycles: [30e9, 4e9, 1e9], reserved: [0, 0, 0.5] };
    const one = decisionOf(begun("least-loaded", { helpers: 1 }), three, 0, load);
    expect(targetsOf(one)).toEqual([1]);
    expect(one.offloadRatio).toBe(0.5);
    const both = decisionOf(begun("least-loaded", { homeParts: 3 }), three, 0, load);
    expect(targetsOf(both)).toEqual([1, 2]);
    expect(both.offloadRatio).toBeCloseTo(2 / 5, 12);
    const waitingOnly = begun("least-loaded", { helpers: 1, residualSeconds: 0 });
    expect(targetsOf(decisionOf(waitingOnly, three, 0, load))).toEqual([2]);
  });

  it("asks only servers that have less load than home plus the margin", () => {
    const load = { waitingCycles: [5e9, 8e9, 1e9] }; // 0.5, 1 and 0.17 s
    expect(targetsOf(decisionOf(begun("least-loaded"), three, 0, load))).toEqual([2]);
    const wide = begun("least-loaded", { marginSeconds: 0.6 });
    expect(targetsOf(decisionOf(wide, three, 0, load))).toEqual([2, 1]);
    expect(decisionOf(begun("least-loaded"), three, 0).targetCount).toBe(0);
  });
});

describe("static-tuned", () => {
  const servers = [
    { targets: [2], offloadRatio: 0.3, computeShare: 0.5, bandwidthShare: 1 },
    { targets: [], offloadRatio: 0, computeShare: 0.4, bandwidthShare: 1 },
    { targets: [0, 1], offloadRatio: 0.8, computeShare: 0.2, bandwidthShare: 0.5 },
  ];

  it("takes each server's own decision", () => {
    const policy = begun("static-tuned", { servers });
    for (const [home, expected] of servers.entries()) {
      const decision = decisionOf(policy, three, home, { waitingCycles: [9e9, 0, 0] });
      expect({
        targets: targetsOf(decision),
        offloadRatio: decision.offloadRatio,
        computeShare: decision.computeShare,
        bandwidthShare: decision.bandwidthShare,
      }).toEqual(expected);
    }
  });

  it("refuses decisions of another network, and anything that is not a list of decisions", () => {
    expect(() => begun("static-tuned", { servers: servers.slice(1) })).toThrow(/2 decisions.*of 3 servers/);
    const foreign = [servers[0]!, { ...servers[1]!, targets: [1] }, servers[2]!];
    expect(() => begun("static-tuned", { servers: foreign })).toThrow(/another network/);
    expect(() => begun("static-tuned", { servers }, network(1))).toThrow(/another network/);
    expect(() => begun("static-tuned", { servers: [{ ...servers[0]!, computeShare: 2 }] })).toThrow(
      /"static-tuned" cannot be used: servers\.0\.computeShare/,
    );
  });
});

describe("myopic-local and myopic-global", () => {
  it.each(["myopic-local", "myopic-global"])(
    "%s takes the cheapest of its grid in an empty network",
    (name) => {
      const policy = begun(name, { computeShares: [1, 0.5], offloadRatios: [0.5, 2 / 3] });
      const decision = decisionOf(policy, three, 0);
      // By hand, with 1 Gcycle at home and L0 = 0.2 s, E0 = 2.5 J: half at home at 2.5 Gcycle/s, 0.25 Gcycle each at 2 and 1.5:
      // L = 0.2 s, E = 0.3125 + 0.1 + 0.05625 + 2·0.5·0.005 J, J = 0.595. Two thirds: L = 0.005 + 0.0067 + 0.222 s, J = 0.665.
      // At full shares L is halved, E four times as large: J = 0.625 and 0.602.
      expect(targetsOf(decision)).toEqual([1, 2]);
      expect(decision.computeShare).toBe(0.5);
      expect(decision.offloadRatio).toBe(0.5);
    },
  );

  it("waits less elsewhere: myopic-global sends the work to the idle server", () => {
    const load = { waitingCycles: [20e9, 20e9, 0], reserved: [1, 1, 0] };
    const decision = decisionOf(begun("myopic-global"), three, 0, load);
    expect(targetsOf(decision)).toEqual([2]);
    expect(decision.offloadRatio).toBe(1);
  });

  it("myopic-local expects its constants at other servers, whatever their load is", () => {
    const load = { waitingCycles: [20e9, 20e9, 0], reserved: [1, 1, 0] };
    const costly = begun("myopic-local", { neighbourWaitSeconds: [0, 0, 5] });
    expect(targetsOf(decisionOf(costly, three, 0, load))).toEqual([1]);
    const allCostly = begun("myopic-local", { neighbourWaitSeconds: [0, 9, 9] });
    expect(targetsOf(decisionOf(allCostly, three, 0, load))).toEqual([]);
  });

  it.each(["myopic-local", "myopic-global"])("%s avoids a link with a queue", (name) => {
    const load = { waitingBits: { "0-1": 200e6 } };
    expect(targetsOf(decisionOf(begun(name), three, 0, load))).toEqual([2]);
  });

  it("counts work that waits for a link as work at its head", () => {
    // 1 Mbit waits: 10 ms for the link, but 1 Gcycle at server 1, 0.125 s there for each unit of θ.
    const load = { waitingBits: { "0-1": 1e6 }, waitingCycles: [9e9], reserved: [1] };
    const with1 = begun("myopic-global", { transitWeight: 0 });
    const without1 = begun("myopic-global", { transitWeight: 8 });
    expect(targetsOf(decisionOf(with1, three, 0, load))).toContain(1);
    expect(targetsOf(decisionOf(without1, three, 0, load))).not.toContain(1);
  });

  it("waits for what lacks to a request that does not fit", () => {
    // 40 % of home is free: half of it (a_c = 1) does not fit, a quarter (a_c = 0.5) does.
    const alone = network(2, [10e9]);
    const policy = begun("myopic-local", { computeShares: [1, 0.5], waitMultiplier: 100 }, alone);
    expect(decisionOf(policy, alone, 0).computeShare).toBe(1);
    expect(decisionOf(policy, alone, 0, { reserved: [0.6] }).computeShare).toBe(0.5);
  });
});
