import { existsSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { baselines } from "../src/agents/baselines/index.ts";
import { loadTuning } from "../src/experiments/index.ts";
import { openTuning } from "../src/experiments/tune/open-tuning.ts";

const trace = "../shared/data/google-2011";

describe.each(readdirSync("experiments/tuning"))("experiments/tuning/%s", (file) => {
  it("loads, and names baselines that exist", async () => {
    const tuning = await loadTuning(`experiments/tuning/${file}`);
    expect(Object.keys(tuning.algorithms).length).toBeGreaterThan(0);
    for (const name of tuning.baselines) expect(baselines.has(name), name).toBe(true);
  });

  it.skipIf(!existsSync(trace))("has spaces that its algorithms allow, and a budget for all", async () => {
    const opened = await openTuning(await loadTuning(`experiments/tuning/${file}`, { trace }), null, "any");
    expect(opened.brackets[0]!.rungs).toEqual([
      { episodes: 3, trials: 27 },
      { episodes: 7, trials: 9 },
      { episodes: 20, trials: 3 },
    ]);
    for (const { settings } of opened.algorithms) expect(settings).toHaveLength(27);
    expect(opened.searchWindows * opened.costs.searchWindow).toBeLessThanOrEqual(opened.budget);
  });
});
