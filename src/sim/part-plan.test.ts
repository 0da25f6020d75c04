import { describe, expect, it } from "vitest";
import { EdgeflockError } from "../core/errors.ts";
import { Decision } from "./decision.ts";
import { link, network, type PlainDecision, server, setDecision, taskTable } from "./fixtures.test-helper.ts";
import { PartPlan } from "./part-plan.ts";

const net = network({ servers: [server(), server(), server(), server()] });

function plan(decision: PlainDecision, split: "equal" | "weighted" = "equal", home = 1) {
  const result = new PartPlan(net, split);
  result.fill(taskTable([{ home, cycles: 12, bits: 24 }]), 0, setDecision(new Decision(4), decision));
  return result;
}

const parts = (p: PartPlan) =>
  Array.from({ length: p.count }, (_, k) => [p.server[k], p.cycles[k], p.bits[k]] as const);

describe("parts", () => {
  it("puts home first, then the targets in ascending order, whatever order they are named in", () => {
    expect(parts(plan({ targets: [3, 0, 2], offloadRatio: 0.5 }))).toEqual([
      [1, 6, 12],
      [0, 2, 4],
      [2, 2, 4],
      [3, 2, 4],
    ]);
  });

  it("keeps each target's weight, normalises, and gives a zero weight no part", () => {
    const decision = { targets: [3, 0, 2], weights: [1, 0, 3], offloadRatio: 1, dataRatio: 0.5 };
    expect(parts(plan(decision, "weighted"))).toEqual([
      [2, 9, 9],
      [3, 3, 3],
    ]);
    // In an equal split neither weights nor the data ratio matter.
    expect(parts(plan(decision)).map(([, cycles, bits]) => [cycles, bits])).toEqual([
      [4, 8],
      [4, 8],
      [4, 8],
    ]);
  });

  it("takes the offload ratio as 0 without targets", () => {
    expect(parts(plan({ offloadRatio: 0.7 }))).toEqual([[1, 12, 24]]);
  });
});

describe("clipping", () => {
  it("clips each share to its range and counts it", () => {
    const p = plan({
      targets: [0],
      offloadRatio: 1.5,
      computeShare: 0.01,
      bandwidthShare: Number.POSITIVE_INFINITY,
    });
    expect(parts(p)).toEqual([[0, 12, 24]]);
    expect(p.computeFraction).toBe(0.5 * 0.125);
    expect(p.bandwidthFraction).toBe(0.5);
    expect(p.clippedShares).toBe(3);
    expect(plan({ targets: [0], offloadRatio: -1, dataRatio: 2 }, "weighted").clippedShares).toBe(2);
    expect(plan({ targets: [0], offloadRatio: 1, computeShare: 0.125 }).clippedShares).toBe(0);
  });
});

describe("refusals", () => {
  it.each<[PlainDecision, string]>([
    [{ offloadRatio: Number.NaN }, "offloadRatio is NaN"],
    [{ computeShare: Number.NaN }, "computeShare is NaN"],
    [{ bandwidthShare: Number.NaN }, "bandwidthShare is NaN"],
    [{ targets: [1], offloadRatio: 1 }, "target 1 is no neighbour of its home server 1"],
    [{ targets: [7] }, "target 7 is no neighbour"],
    [{ targets: [-1] }, "target -1 is no neighbour"],
    [{ targets: [2, 0, 2] }, "target 2 is named twice"],
    [{ targets: [0, 2, 3, 1] }, "targetCount is 4, but a task may have 0 to 3 targets"],
    [{ targets: [0], weights: [0], offloadRatio: 1 }, "the weights add up to 0"],
    [{ targets: [0], weights: [-1], offloadRatio: 1 }, "a weight is -1"],
    [{ targets: [0], weights: [Number.NaN], offloadRatio: 1 }, "a weight is NaN"],
  ])("%j", (decision, message) => {
    expect(() => plan(decision, "weighted")).toThrow(message);
    expect(() => plan(decision, "weighted")).toThrow(EdgeflockError);
  });

  it("a target that is not linked", () => {
    const line = network({ servers: [server(), server(), server()], links: [link(0, 1), link(1, 2)] });
    const fill = () =>
      new PartPlan(line, "equal").fill(
        taskTable([{}]),
        0,
        setDecision(new Decision(3), { targets: [2], offloadRatio: 1 }),
      );
    expect(fill).toThrow("target 2 is no neighbour of its home server 0");
  });
});
