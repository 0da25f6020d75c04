import { describe, expect, it } from "vitest";
import { Rng } from "../../core/rng.ts";
import { compileFunction, Graph } from "../../graph/index.ts";
import { FunctionRunner } from "../../runtime/index.ts";
import { mesh, network, server } from "../../sim/fixtures.test-helper.ts";
import { configureCounterfactualPpo } from "../counterfactual-ppo/config.ts";
import { on } from "../fixtures.test-helper.ts";
import { ActionHeads } from "./action-heads.ts";
import { greedyDecision, PolicyActor } from "./actor.ts";
import { policyNetwork } from "./policy-network.ts";
import { sharedPolicyShape } from "./policy-shape.ts";

const config = configureCounterfactualPpo("counterfactual-ppo", {
  offloadRatios: [0.25, 0.75],
  computeShares: [1, 0.5, 0.01],
  bandwidthShares: [1, 0.5],
});
const heads = new ActionHeads(sharedPolicyShape({ network: on, split: "equal" }, config, "local"), config);

/** Logits whose greatest are the ones named; the sets of `on` are {}, {0}, {1}, {0, 1}. */
function logits(...highest: number[]): Float32Array {
  const values = new Float32Array(heads.width);
  for (const at of highest) values[at] = 2;
  return values;
}

describe("the heads of a mixed action", () => {
  it("are one for the set, then one of each kind for each number of helpers", () => {
    expect(heads.heads.map(({ kind, helpers, at, levels }) => [kind, helpers, at, levels.length])).toEqual([
      ["set", null, 0, 4],
      ["computeShare", 0, 4, 3],
      ["offloadRatio", 1, 7, 2],
      ["computeShare", 1, 9, 3],
      ["bandwidthShare", 1, 12, 2],
      ["offloadRatio", 2, 14, 2],
      ["computeShare", 2, 16, 3],
      ["bandwidthShare", 2, 19, 2],
    ]);
    expect(heads.width).toBe(21);
  });

  it("know where the levels nearest to usual shares are", () => {
    expect(heads.usualLogits([0.6, 0.6, 0.4])).toEqual([5, 8, 10, 13, 15, 17, 20]);
  });

  it("choose by the heads of the number of helpers", () => {
    const action = new Int32Array(4);
    const shares = new Float32Array(3);
    heads.choose(logits(3, 15, 17, 20, 9), action, null);
    expect([...action]).toEqual([3, 1, 1, 1]);
    heads.writeShares(action, shares);
    expect([...shares]).toEqual([0.75, 0.5, 0.5]);
    heads.choose(logits(2, 15, 11, 13), action, null);
    expect([...action]).toEqual([2, 0, 2, 1]);
    heads.writeShares(action, shares);
    expect([...shares]).toEqual([0.25, Math.fround(on.shareMin), 0.5]);
  });

  it("use the compute share alone without helpers", () => {
    const action = new Int32Array(4);
    const shares = new Float32Array(3);
    heads.choose(logits(0, 5, 15), action, null);
    heads.writeShares(action, shares);
    expect([...shares]).toEqual([0, 0.5, 1]);
    const chosen = new Float32Array(heads.width + 2).fill(7);
    heads.writeChosen(action, chosen, 1);
    expect([...chosen]).toEqual([7, 1, 0, 0, 0, 0, 1, ...Array<number>(15).fill(0), 7]);
  });

  it("draw as often as their probabilities say, and tell the probability of what was drawn", () => {
    const rng = Rng.stream(5, "draws");
    const values = new Float32Array(heads.width);
    values[0] = Math.log(3);
    const action = new Int32Array(4);
    const draws = 20_000;
    let empty = 0;
    for (let k = 0; k < draws; k++) {
      const probability = Math.exp(heads.choose(values, action, rng));
      if (action[0] === 0) {
        empty++;
        expect(probability).toBeCloseTo(1 / 2 / 3, 6);
      } else expect(probability).toBeCloseTo(1 / 6 / 2 / 3 / 2, 6);
    }
    // Five standard deviations.
    expect(Math.abs(empty / draws - 0.5)).toBeLessThan(5 * Math.sqrt(0.25 / draws));
  });
});

describe("the heads with `split: weighted`", () => {
  const crowd = network({
    servers: Array.from({ length: 4 }, () => server()),
    links: mesh(4),
    maxTargets: 3,
  });
  const parts = configureCounterfactualPpo("counterfactual-ppo", {
    offloadRatios: [1],
    computeShares: [1],
    bandwidthShares: [1],
    helperParts: [0.25, 0.5, 0.8],
  });
  const shape = sharedPolicyShape({ network: crowd, split: "weighted" }, parts, "local");
  const weighted = new ActionHeads(shape, parts);

  it("are one more for each helper but the last", () => {
    const kinds = weighted.heads.filter(({ kind }) => kind === "helperPart");
    expect(kinds.map(({ helpers }) => helpers)).toEqual([2, 3, 3]);
    expect(heads.kinds).not.toContain("helperPart");
    // Of one level there is nothing to choose.
    expect(weighted.kinds).toEqual(["set", "helperPart"]);
    expect([weighted.actionWidth, weighted.sharesWidth]).toEqual([6, 6]);
  });

  it("give helpers what those before have left, by 0.5 as much as each of those behind", () => {
    const shares = new Float32Array(6);
    const weights = (set: number, ...levels: number[]) => {
      weighted.writeShares(Int32Array.of(set, 0, 0, 0, ...levels), shares);
      return Array.from(shares.subarray(3), (share) => Math.round(1e6 * share) / 1e6);
    };
    const sizes = shape.sets.map((set) => set.length);
    expect(weights(sizes.indexOf(0), 0, 0)).toEqual([0, 0, 0]);
    expect(weights(sizes.indexOf(1), 0, 0)).toEqual([1, 0, 0]);
    expect(weights(sizes.indexOf(2), 0, 0)).toEqual([0.25, 0.75, 0]);
    expect(weights(sizes.indexOf(2), 2, 0)).toEqual([0.8, 0.2, 0]);
    expect(weights(sizes.indexOf(3), 1, 1)).toEqual([0.333333, 0.333333, 0.333333]);
    // 0.8 to 0.2 for each of two others: two thirds; of the rest a quarter.
    expect(weights(sizes.indexOf(3), 2, 0)).toEqual([0.666667, 0.083333, 0.25]);
  });

  it("prefer equal parts in an untrained policy", () => {
    const usual = new Set(weighted.usualLogits([1, 1, 1]));
    for (const { kind, at } of weighted.heads) if (kind === "helperPart") expect(usual).toContain(at + 1);
  });

  it("are decided on alike by the acting policy and by the exported graph", () => {
    const { policy } = policyNetwork(shape, parts);
    const rng = Rng.stream(3, "parameters");
    for (let run = 0; run < 20; run++) {
      const parameters = policy.init(rng).map((value) => 3 * value);
      const actor = new PolicyActor(shape, parts, parameters);
      const observation = Float32Array.from({ length: actor.observationSize }, () => 5 * rng.uniform());
      const { view } = shape.layout;
      observation.fill(1, view.presenceAt!, view.presenceAt! + view.slots);
      const input = new Graph().input("observation", [1, actor.observationSize]);
      const { set, shares } = greedyDecision(input, shape, parts);
      const runner = FunctionRunner.synchronous(compileFunction({ set, shares }), { policy: parameters });
      const exported = runner.runSync({ observation });
      const acted = new Float32Array(6);
      expect(exported["set"]![actor.act(observation, acted)]).toBe(1);
      for (const [k, share] of exported["shares"]!.entries()) expect(share).toBeCloseTo(acted[k]!, 6);
    }
  });
});
