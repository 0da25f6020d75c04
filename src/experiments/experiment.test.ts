import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { tinyScenarioYaml } from "../testing/tiny-scenario.ts";
import { loadExperiment } from "./experiment.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "experiment-"));
  await writeFile(join(folder, "tiny.yaml"), tinyScenarioYaml);
});

async function load(text: string, overrides = {}) {
  const path = join(folder, "experiment.yaml");
  await writeFile(path, text);
  return loadExperiment(path, overrides);
}

describe("the default experiment", () => {
  test.each(["quickstart", "a file"])(
    "of %s is every algorithm and baseline with five seeds",
    async (which) => {
      const scenario = which === "a file" ? join(folder, "tiny.yaml") : which;
      const name = which === "a file" ? "tiny" : which;
      expect(await loadExperiment(scenario)).toMatchObject({
        name,
        scenario,
        algorithms: ["cto-tp", "cto", "cto-tp-paper"],
        seeds: [0, 1, 2, 3, 4],
        window: "test",
        salts: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
        budget: null,
        jobs: null,
        out: join("runs", name),
      });
      expect((await loadExperiment(scenario)).baselines).toHaveLength(8);
    },
  );

  test("takes what the command line says", async () => {
    const experiment = await loadExperiment("quickstart", {
      seeds: 2,
      budget: 7,
      out: "x",
      trace: "t",
      jobs: 3,
    });
    expect(experiment).toMatchObject({ seeds: [0, 1], budget: 7, out: "x", trace: "t", jobs: 3 });
  });
});

describe("an experiment file", () => {
  test("finds its scenario beside itself, and the command line goes over it", async () => {
    await mkdir(join(folder, "deeper"));
    const experiment = await load("scenario: tiny.yaml\nname: mine\nseeds: [3, 9]\nbudget: 4\n", {
      budget: 5,
    });
    expect(experiment).toMatchObject({ name: "mine", seeds: [3, 9], budget: 5, out: join("runs", "mine") });
    expect(experiment.scenario).toBe(join(folder, "tiny.yaml"));
    expect((await load("scenario: quickstart")).scenario).toBe("quickstart");
  });

  test.each([
    ["scenario: quickstart\nbudgte: 1", /experiment\.yaml:2: budgte is unknown; did you mean "budget"\?/],
    ["scenario: quickstart\n\nseeds: [1, 1]", /:3: seeds is .*twice/],
    ["scenario: quickstart\nseeds: []", /:2: seeds is \[\]/],
    ["scenario: quickstart\nseeds: [0.5]", /:2: seeds\[0\] is 0\.5/],
    ["scenario: quickstart\nbudget: 0", /:2: budget is 0/],
    ["scenario: quickstart\nwindow: tset", /:2: window is "tset"/],
    ["scenario: 3", /:1: scenario is 3/],
    ["scenario: quickstart\nname: My Run", /:2: name is "My Run"/],
    ["scenario: quickstart\nsalts: 5\njobs: -1", /:2: salts is 5[\s\S]*:3: jobs is -1/],
  ])("%j is refused", async (text, message) => {
    await expect(load(text)).rejects.toMatchObject({
      kind: "scenario",
      exitCode: 3,
      message: expect.stringMatching(message),
    });
  });

  test("that does not exist, or is no YAML, is the scenario loader's to refuse", async () => {
    await expect(loadExperiment("quikstart")).rejects.toMatchObject({
      kind: "usage",
      fix: expect.stringMatching(/quickstart/),
    });
    await expect(load("scenario: [")).rejects.toMatchObject({ kind: "scenario" });
    await expect(load("")).rejects.toMatchObject({ kind: "scenario" });
  });

  test("that names a scenario which does not exist says so", async () => {
    await expect(load("scenario: nowhere.yaml")).rejects.toMatchObject({ kind: "usage" });
  });
});
