import { describe, expect, it } from "vitest";
import { agentShape } from "../common/shape.ts";
import { shareLevel } from "../common/share-level.ts";
import { on } from "../fixtures.test-helper.ts";
import { ActionGrid } from "./action-grid.ts";
import { configureMadqn } from "./config.ts";

const madqn = { offloadRatios: [0.5, 1], computeShares: [0.01, 0.3, 1], bandwidthShares: [0.2, 0.8] };
const config = configureMadqn("madqn", { madqn });
const grid = new ActionGrid(agentShape(on, config, "local", false), config);

describe("the grid of actions", () => {
  it("has every combination of shares with every target set", () => {
    expect(grid.combinations).toBe(12);
    expect(grid.count).toBe(4 * 12);
    expect(grid.setOf(11)).toBe(0);
    expect(grid.setOf(12)).toBe(1);
    const all = Array.from({ length: 12 }, (_, k) => [...grid.sharesOf(12 + k)].join());
    expect(new Set(all).size).toBe(12);
  });

  it("asks for no less than the least share", () => {
    expect(grid.levels[1][0]).toBe(Math.fround(on.shareMin));
  });

  it("counts an action once where nobody helps: only the compute share matters then", () => {
    const distinct = [...grid.distinct.subarray(0, 12)];
    expect(distinct.reduce((sum, one) => sum + one, 0)).toBe(3);
    expect(grid.distinct.subarray(12).every((one) => one === 1)).toBe(true);
  });

  it("finds the nearest combination", () => {
    expect([...grid.sharesOf(grid.nearest([0.6, 0.9, 0.1]))]).toEqual([0.5, 1, shareLevel(0.2, 0)]);
  });
});
