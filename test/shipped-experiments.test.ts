import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { learningAlgorithms } from "../src/agents/index.ts";
import { loadExperiment } from "../src/experiments/index.ts";

describe.each(readdirSync("experiments"))("experiments/%s", (file) => {
  it("loads, and names algorithms that exist", async () => {
    const experiment = await loadExperiment(`experiments/${file}`, {});
    expect(experiment.algorithms.length).toBeGreaterThan(0);
    for (const entry of experiment.algorithms) {
      const name = typeof entry === "string" ? entry : entry.algorithm;
      expect(learningAlgorithms.has(name), name).toBe(true);
    }
  });
});
