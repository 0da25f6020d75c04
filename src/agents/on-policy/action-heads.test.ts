import { describe, expect, it } from "vitest";
import { Rng } from "../../core/rng.ts";
import { configureCounterfactualPpo } from "../counterfactual-ppo/config.ts";
import { on } from "../off-policy/fixtures.test-helper.ts";
import { ActionHeads } from "./action-heads.ts";
import { sharedPolicyShape } from "./shared-policy.ts";

const config = configureCounterfactualPpo("counterfactual-ppo", {
  offloadRatios: [0.25, 0.75],
  computeShares: [1, 0.5, 0.01],
  bandwidthShares: [1, 0.5],
});
const heads = new ActionHeads(sharedPolicyShape(on, config, "local"), config);

/** Logits whose greatest are the ones named; the sets of `on` are {}, {0}, {1}, {0, 1}. */
function logits(...highest: number[]): Float32Array {
  const values = new Float32Array(heads.width);
  for (const at of highest) values[at] = 2;
  return values;
}

describe("the heads of a mixed action", () => {
  it("are one for the set, then one of each kind for each number of helpers", () => {
    expect(heads.heads.map(({ kind, helpers, at, count }) => [kind, helpers, at, count])).toEqual([
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
