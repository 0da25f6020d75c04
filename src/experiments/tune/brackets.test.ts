import { describe, expect, test } from "vitest";
import { planBrackets, survivors } from "./brackets.ts";
import { searchDecisions, trainingDecisions } from "./budget.ts";

describe("brackets", () => {
  test("random search trains every trial in full", () => {
    expect(planBrackets({ strategy: "random", trials: 5 }, 20, 1)).toEqual([
      { firstTrial: 0, rungs: [{ episodes: 20, trials: 5 }] },
    ]);
  });

  test("halving keeps one of eta at each rung, and trains eta times as long", () => {
    const search = { strategy: "halving", trials: 27, eta: 3, rungs: 3 } as const;
    expect(planBrackets(search, 20, 1)).toEqual([
      {
        firstTrial: 0,
        rungs: [
          { episodes: 3, trials: 27 },
          { episodes: 7, trials: 9 },
          { episodes: 20, trials: 3 },
        ],
      },
    ]);
  });

  test("rungs lie where trainings are validated", () => {
    const search = { strategy: "halving", trials: 9, eta: 3, rungs: 3 } as const;
    expect(planBrackets(search, 200, 4)[0]!.rungs.map(({ episodes }) => episodes)).toEqual([24, 68, 200]);
    expect(planBrackets(search, 103, 2)[0]!.rungs.map(({ episodes }) => episodes)).toEqual([12, 36, 103]);
  });

  test("unless told, there are as many rungs as the episodes allow, at most three", () => {
    const rungs = (episodes: number) =>
      planBrackets({ strategy: "halving", trials: 9, eta: 3, rungs: null }, episodes, 1)[0]!.rungs.map(
        (rung) => rung.episodes,
      );
    expect(rungs(1)).toEqual([1]);
    expect(rungs(3)).toEqual([1, 3]);
    expect(rungs(9)).toEqual([1, 3, 9]);
    expect(rungs(1000)).toEqual([112, 334, 1000]);
  });

  test("too many rungs are refused", () => {
    expect(() => planBrackets({ strategy: "halving", trials: 9, eta: 3, rungs: 3 }, 3, 1)).toThrow(
      "3 rungs with eta 3 would compare trials after 1, 1, 3 episodes",
    );
  });

  test("Hyperband's brackets go from many trials cut early to few trained in full", () => {
    // Li et al. (2018), algorithm 1, with R = 9: n = ⌈3/(s + 1) · 3^s⌉ for s = 2, 1, 0.
    expect(planBrackets({ strategy: "hyperband", eta: 3, rungs: 3 }, 9, 1)).toEqual([
      {
        firstTrial: 0,
        rungs: [
          { episodes: 1, trials: 9 },
          { episodes: 3, trials: 3 },
          { episodes: 9, trials: 1 },
        ],
      },
      {
        firstTrial: 9,
        rungs: [
          { episodes: 3, trials: 5 },
          { episodes: 9, trials: 1 },
        ],
      },
      { firstTrial: 14, rungs: [{ episodes: 9, trials: 3 }] },
    ]);
  });
});

describe("survivors", () => {
  const scores = [0.9, 0.7, Number.POSITIVE_INFINITY, 0.7, 0.5].map((score, trial) => ({ trial, score }));
  test("are the best, of equals the one with the lower number", () => {
    expect(survivors(scores, 2)).toEqual([4, 1]);
    expect(survivors(scores, 3)).toEqual([4, 1, 3]);
  });
  test("are never those that came to nothing", () => {
    expect(survivors(scores, 5)).toEqual([4, 1, 3, 0]);
  });
});

describe("the budget", () => {
  const costs = { episode: 100, validation: 1000, searchWindow: 50 };
  test("counts episodes and validations, that of the untrained policy and the last included", () => {
    expect(trainingDecisions(costs, 0, 20, 1)).toBe(0);
    expect(trainingDecisions(costs, 3, 20, 1)).toBe(300 + 4 * 1000);
    expect(trainingDecisions(costs, 4, 5, 2)).toBe(400 + 3 * 1000);
    expect(trainingDecisions(costs, 5, 5, 2)).toBe(500 + 4 * 1000);
  });
  test("of a search pays for each trial once up to the last rung it gets to", () => {
    const brackets = planBrackets({ strategy: "halving", trials: 4, eta: 2, rungs: 2 }, 4, 1);
    // Four trials to episode 2 with three validations, two of them on to episode 4 with two more; two seeds.
    expect(searchDecisions(brackets, costs, 4, 1, 2)).toBe(2 * (4 * 3200 + 2 * 2200));
  });
});
