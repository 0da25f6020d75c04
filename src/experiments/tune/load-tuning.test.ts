import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { tinyScenarioYaml } from "../../testing/tiny-scenario.ts";
import { loadTuning } from "./load-tuning.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tuning-"));
  await writeFile(join(folder, "tiny.yaml"), tinyScenarioYaml);
});

async function load(text: string, overrides = {}) {
  const path = join(folder, "tuning.yaml");
  await writeFile(path, text);
  return loadTuning(path, overrides);
}
const head = "scenario: quickstart\nsearch: { strategy: random, trials: 4 }\n";

describe("a tuning", () => {
  test("of a scenario is successive halving of its usual algorithms", async () => {
    expect(await loadTuning("quickstart")).toMatchObject({
      name: "quickstart",
      scenario: "quickstart",
      search: { strategy: "halving", trials: 27, episodes: null, eta: 3, rungs: null },
      algorithms: { "cto-tp": null, cto: null },
      seeds: [0],
      seed: 0,
      out: join("runs", "tune-quickstart"),
      file: null,
    });
    expect((await loadTuning(join(folder, "tiny.yaml"))).name).toBe("tiny");
  });

  test("is read from a file, and the command line goes over it", async () => {
    const text = `name: mine\nscenario: tiny.yaml\nsearch: { strategy: random, trials: 4, episodes: 6 }
algorithms:
  cto-tp:
  cto: { madqn.learningRate: { logUniform: [1e-4, 1e-2] } }\n`;
    const space = { "madqn.learningRate": { kind: "logUniform", low: 1e-4, high: 1e-2 } };
    expect(await load(text)).toMatchObject({
      name: "mine",
      scenario: join(folder, "tiny.yaml"),
      algorithms: { "cto-tp": null, cto: space },
      out: join("runs", "tune-mine"),
    });
    const said = { algorithms: ["cto"], search: { trials: 5 }, seeds: 2, out: "x", baselines: [] };
    const changed = await load(text, said);
    expect(changed).toMatchObject({ seeds: [0, 1], out: "x", baselines: [] });
    expect(changed.algorithms).toEqual({ cto: space });
    expect(changed.search).toEqual({ strategy: "random", trials: 5, episodes: 6 });
    const other = await load(text, { search: { strategy: "hyperband" } });
    expect(other.search).toEqual({ strategy: "hyperband", episodes: 6, eta: 3, rungs: null });
    expect((await load(`${head}algorithms: [cto, cto-tp]`)).algorithms).toEqual({
      cto: null,
      "cto-tp": null,
    });
  });

  test.each([
    [`${head}sed: 3`, /tuning\.yaml:3: sed is unknown; did you mean "seed"\?/],
    [`${head}seeds: [1, 1]`, /:3: seeds is .*twice/],
    ["scenario: quickstart\nsearch: { strategy: rundom }", /:2: search.* is .*random, halving, hyperband/],
    [
      "scenario: quickstart\nsearch:\n  strategy: random\n  eta: 3",
      /:4: search\.eta is unknown; known are: strategy, trials, episodes/,
    ],
    ["search:\n  strategy: random", /scenario is missing/],
    [
      `${head}algorithms:\n  cto:\n    gamma: { unifrom: [0, 1] }`,
      /:5: algorithms\.cto\.gamma\.unifrom is unknown; did you mean "uniform"\?/,
    ],
    [
      `${head}algorithms:\n  cto:\n    gamma: { uniform: [1, 0] }`,
      /:5: algorithms\.cto\.gamma\.uniform is \[1,0\]/,
    ],
    [`${head}algorithms:\n  cto:\n    gamma: 0.9`, /:5: algorithms\.cto\.gamma is 0\.9/],
    ["scenario: [", /:1: not valid YAML/],
    ["scenario: quickstart\nseeds: [0]", /is an experiment, not a tuning/],
  ])("%j is refused", async (text, message) => {
    await expect(load(text)).rejects.toMatchObject({
      kind: "scenario",
      message: expect.stringMatching(message),
    });
  });

  test("with options that do not fit the search is refused", async () => {
    await expect(
      loadTuning("quickstart", { search: { strategy: "hyperband", trials: 3 } }),
    ).rejects.toMatchObject({
      kind: "usage",
      message: expect.stringContaining("search.trials is unknown"),
    });
  });
});
