import { describe, expect, test } from "vitest";
import { learningAlgorithms } from "../../agents/index.ts";
import { defaultSpace } from "./default-space.ts";
import { dimensionSchema, drawSettings, extremesOf, type SearchSpace } from "./search-space.ts";
import { settingAt, withSettings } from "./settings-paths.ts";

const space: SearchSpace = {
  a: { kind: "uniform", low: -1, high: 3 },
  "b.c": { kind: "logUniform", low: 1e-4, high: 1e-2 },
  d: { kind: "integer", low: 2, high: 4 },
  e: { kind: "choice", values: [[64, 64], null, "x"] },
};
const draws = Array.from({ length: 400 }, (_, trial) => drawSettings(space, 7, trial));
const numbers = (path: string) => draws.map((settings) => settings[path] as number);

describe("the settings of a trial", () => {
  test("are these, for ever: a search can be repeated", () => {
    expect(draws.slice(1, 3)).toMatchInlineSnapshot(`
      [
        {
          "a": 2.342,
          "b.c": 0.007886,
          "d": 4,
          "e": null,
        },
        {
          "a": 0.1677,
          "b.c": 0.0001287,
          "d": 2,
          "e": null,
        },
      ]
    `);
  });

  test("fill each range evenly, on its own scale", () => {
    const below = (path: string, bound: number) =>
      numbers(path).filter((value) => value < bound).length / 400;
    expect(Math.min(...numbers("a"))).toBeGreaterThanOrEqual(-1);
    expect(Math.max(...numbers("a"))).toBeLessThanOrEqual(3);
    expect(below("a", 1)).toBeCloseTo(0.5, 1);
    expect(below("b.c", 1e-3)).toBeCloseTo(0.5, 1);
    expect(Math.min(...numbers("b.c"))).toBeGreaterThanOrEqual(1e-4);
    for (const value of [2, 3, 4]) {
      expect(numbers("d").filter((drawn) => drawn === value).length / 400).toBeCloseTo(1 / 3, 1);
    }
    expect(new Set(draws.map(({ e }) => JSON.stringify(e)))).toEqual(new Set(["[64,64]", "null", '"x"']));
  });

  test("do not depend on what else is searched", () => {
    const { a, ...others } = space;
    const { a: _, ...rest } = draws[5]!;
    expect(drawSettings(others, 7, 5)).toEqual(rest);
    expect(drawSettings({ a: a! }, 7, 5)).toEqual({ a: draws[5]!["a"] });
    expect(drawSettings(space, 8, 5)).not.toEqual(draws[5]);
  });
});

describe("a dimension", () => {
  test("is read as a file states it", () => {
    expect(dimensionSchema.parse({ logUniform: [1e-5, 1e-3] })).toEqual({
      kind: "logUniform",
      low: 1e-5,
      high: 1e-3,
    });
    expect(dimensionSchema.parse({ choice: [1, "two"] })).toEqual({ kind: "choice", values: [1, "two"] });
    expect(extremesOf({ kind: "integer", low: 1, high: 9 })).toEqual([1, 9]);
  });
  test.each([
    [{ uniform: [1, 0] }, "the lower one first"],
    [{ logUniform: [0, 1] }, "above 0"],
    [{ integer: [0.5, 2] }, "int"],
    [{ choice: [1] }, "two values or more"],
    [{}, "one of uniform, logUniform, integer, choice"],
    [{ uniform: [0, 1], choice: [1, 2] }, "one of uniform"],
  ])("%j is refused", (stated, message) => {
    expect(dimensionSchema.safeParse(stated).error?.message).toContain(message);
  });
});

describe("settings by path", () => {
  test("go into their groups and leave the rest, and the base, as they are", () => {
    const base = { episodes: 3, maddpg: { noiseStart: 0.1, shareGrids: { compute: 1 } } };
    const set = withSettings(base, { "maddpg.noiseStart": 0.2, "madqn.learningRate": 0.5, batch: 8 });
    expect(set).toEqual({
      episodes: 3,
      batch: 8,
      madqn: { learningRate: 0.5 },
      maddpg: { noiseStart: 0.2, shareGrids: { compute: 1 } },
    });
    expect(base.maddpg.noiseStart).toBe(0.1);
    expect(settingAt(set, "maddpg.shareGrids.compute")).toBe(1);
    expect(settingAt(set, "maddpg.nothing.here")).toBeUndefined();
  });
});

test.each([...learningAlgorithms.values()])(
  "the default space of $name is one that it allows",
  (algorithm) => {
    const own = defaultSpace(algorithm.configure({}));
    expect(Object.keys(own).length).toBeGreaterThan(2);
    for (const [path, dimension] of Object.entries(own)) {
      for (const value of extremesOf(dimension)) {
        expect(settingAt(algorithm.configure(withSettings({}, { [path]: value })), path)).toEqual(value);
      }
    }
  },
);
