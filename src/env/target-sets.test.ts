import { describe, expect, it } from "vitest";
import { Decision } from "../sim/decision.ts";
import { mesh, network, server } from "../sim/fixtures.test-helper.ts";
import { TargetSets } from "./target-sets.ts";

const servers = Array.from({ length: 4 }, () => server());

describe("TargetSets", () => {
  it("lists every set of at most maxTargets neighbours, the empty one first", () => {
    const on = network({ servers, links: mesh(4), maxTargets: 2 });
    const sets = new TargetSets(on, 1);
    expect(sets.sets.map((_, k) => sets.servers(k))).toEqual([[], [0], [2], [3], [0, 2], [0, 3], [2, 3]]);
  });

  it("offers no more than there are neighbours", () => {
    expect(new TargetSets(network({ maxTargets: 3 }), 0).sets).toEqual([[], [0]]);
  });

  it("writes a set into a decision", () => {
    const on = network({ servers, links: mesh(4), maxTargets: 3 });
    const sets = new TargetSets(on, 0);
    const decision = new Decision(3);
    sets.choose(5, decision);
    expect([decision.targetCount, ...decision.targets.subarray(0, decision.targetCount)]).toEqual([2, 1, 3]);
  });
});
