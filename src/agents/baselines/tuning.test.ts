import { describe, expect, it } from "vitest";
import { twinOf } from "../../env/policy.ts";
import { rollout } from "../../env/rollout.ts";
import { summarise } from "../../sim/metrics.ts";
import { baselines } from "./index.ts";
import { burstyWindow, network } from "./situation.test-helper.ts";
import { nearby, packingShares } from "./tuning.ts";

const setups = [burstyWindow(network(), 40), burstyWindow(network(), 25)];
/** References that know the future are tested in their own folder. */
const tunable = [...baselines.values()].flatMap(({ tune, ...rest }) =>
  tune && rest.information !== "future" ? [{ ...rest, tune }] : [],
);

async function objective(name: string, parameters?: Parameters<(typeof tunable)[number]["create"]>[0]) {
  let sum = 0;
  for (const setup of setups) {
    const { simulator } = await rollout(setup, baselines.get(name)!.create(parameters));
    sum += summarise(simulator, setup.cost).objective;
  }
  return sum / setups.length;
}

it("tunes the five baselines that have constants", () => {
  expect(tunable.map(({ name }) => name).sort()).toEqual([
    "least-loaded",
    "lookahead",
    "lookahead-late",
    "myopic-global",
    "myopic-local",
    "static-tuned",
  ]);
});

describe.each(tunable)("tuning $name", ({ name, tune, information }) => {
  // Windows are a hundred times as long for policies that ask a twin.
  const budgetEpisodes = twinOf(information) === null ? 300 : 20;

  it("beats the defaults, keeps to its budget, and gives the same again, through JSON", async () => {
    const fractions: number[] = [];
    const options = {
      budgetEpisodes,
      seed: 3,
      onProgress: (fraction: number) => fractions.push(fraction),
    };
    const tuned = await tune(setups, options);
    const [after, before] = [await objective(name, tuned), await objective(name)];
    // Its defaults are what suits this window.
    if (name.startsWith("lookahead")) expect(after).toBeLessThanOrEqual(before);
    else expect(after).toBeLessThan(before);
    expect(Math.max(...fractions)).toBeLessThanOrEqual(1);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    const again = await tune(setups, { budgetEpisodes, seed: 3 });
    expect(again).toEqual(tuned);
    expect(await objective(name, JSON.parse(JSON.stringify(tuned)))).toBe(await objective(name, tuned));
  });

  it("makes do with the smallest budget", async () => {
    const tuned = await tune(setups, { budgetEpisodes: 1, seed: 0 });
    expect(await objective(name, tuned)).toBeGreaterThan(0);
  });
});

describe("scales", () => {
  it("offers one step up and down, then two, and no more than there are", () => {
    expect(nearby([1, 2, 3, 4, 5], 3)).toEqual([4, 2, 5, 1]);
    expect(nearby([1, 2, 3], 0.7)).toEqual([2, 3]);
  });

  it("knows the shares of which a whole number fills a server", () => {
    const shares = packingShares(network());
    expect(shares.slice(-3)).toEqual([0.5, expect.closeTo(2 / 3, 12), 1]);
    for (const share of shares) expect(1 / (0.5 * share)).toBeCloseTo(Math.round(1 / (0.5 * share)), 9);
    expect(shares.every((share) => share >= 0.05)).toBe(true);
  });
});
