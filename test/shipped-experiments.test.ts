import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { learningAlgorithms } from "../src/agents/index.ts";
import { loadExperiment } from "../src/experiments/index.ts";

const files = readdirSync("experiments").filter((file) => file.endsWith(".yaml"));

describe.each(files)("experiments/%s", (file) => {
  it("loads, and names algorithms that exist", async () => {
    const experiment = await loadExperiment(`experiments/${file}`, {});
    expect(experiment.algorithms.length).toBeGreaterThan(0);
    for (const name of experiment.algorithms) expect(learningAlgorithms.has(name), name).toBe(true);
  });
});
