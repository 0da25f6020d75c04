import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { learningAlgorithms } from "../../testing/fake-algorithm.ts";
import { tinyScenarioYaml } from "../../testing/tiny-scenario.ts";
import { loadExperiment } from "../experiment.ts";
import { openExperiment } from "../open-experiment.ts";
import { expandMatrix } from "./expand-matrix.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "matrix-"));
  await writeFile(join(folder, "tiny.yaml"), tinyScenarioYaml);
});

async function load(text: string) {
  const path = join(folder, "experiment.yaml");
  await writeFile(path, text);
  return loadExperiment(path, { out: join(folder, "out") });
}

async function open(text: string) {
  const common = "name: m\nalgorithms: [fake]\nbaselines: [local]\nseeds: [0]\nsalts: ['0']\n";
  return openExperiment(await load(`${common}${text}`), null, "engine", learningAlgorithms);
}

describe("the points of a matrix", () => {
  test("are the product of its axes; numbers ascend, others keep their order", async () => {
    const { axes, points } = expandMatrix(
      await load(`
name: m
scenario: [quickstart, tiny.yaml]
vary:
  workload.timeScale: [0.4, 0.1]
  sync: { often: { training.cto.syncInterval: 10 }, never: { training.cto.syncInterval: 1000000 } }
evaluateOn: { elsewhere: { scenario: quickstart } }
`),
    );
    expect(
      axes.map(({ name, isNumeric, points }) => [name, isNumeric, points.map(({ label }) => label)]),
    ).toEqual([
      ["scenario", false, ["quickstart", "tiny"]],
      ["workload.timeScale", true, ["0.1", "0.4"]],
      ["sync", false, ["often", "never"]],
      ["evaluated on", false, ["as trained", "elsewhere"]],
    ]);
    expect(points).toHaveLength(16);
    expect(points[6]).toMatchObject({
      labels: ["quickstart", "0.4", "never", "as trained"],
      scenario: "quickstart",
      trainedAt: null,
      changes: [
        { path: ["workload", "timeScale"], value: 0.4, line: 5 },
        { path: ["training", "cto", "syncInterval"], value: 1000000, line: 6 },
      ],
    });
    expect(points[9]).toMatchObject({
      labels: ["tiny", "0.1", "often", "elsewhere"],
      scenario: "quickstart",
      trainedAt: 8,
      changes: [],
    });
  });

  test("of nothing that varies are one, without labels", async () => {
    const { axes, points } = expandMatrix(await load("scenario: quickstart"));
    expect(axes).toEqual([]);
    expect(points).toEqual([{ labels: [], scenario: "quickstart", changes: [], trainedAt: null }]);
  });

  test("have the settings of a file, and what is varied over them", async () => {
    const settings = join(folder, "best.yaml");
    await writeFile(settings, "training:\n  fake: { episodes: 3, stepSize: 0.7 }\n");
    const text = "scenario: tiny.yaml\nvary: { training.fake.stepSize: [0.1, 0.4] }\n";
    const { points } = await open(`${text}settings: ${settings}\n`);
    expect(points.map(({ scenario }) => scenario.training["fake"])).toEqual([
      { episodes: 3, stepSize: 0.1 },
      { episodes: 3, stepSize: 0.4 },
    ]);
  });

  test("share cells, and what differs only in what a cell does not read", async () => {
    const weights = "{ 0.5: {}, 0.9: { objective.latencyWeight: 0.9, objective.energyWeight: 0.1 } }";
    const { cells } = await open(
      `scenario: tiny.yaml\nvary: { weight: ${weights}, training.fake-tp.episodes: [1, 2] }`,
    );
    expect(cells.map(({ name }) => name)).toEqual([
      "fake seed 0 (0.5, 1)",
      "fake seed 0 (0.9, 1)",
      "local (0.5, 1)",
      "local (0.9, 1)",
    ]);
  });
});

describe("what is wrong with a matrix is told by file and line", () => {
  test.each([
    [
      "vary:\n  objective.latencyWeight: [0.5, 2]",
      /experiment\.yaml:8: objective\.latencyWeight is 2; it must be at most 1/,
    ],
    [
      "vary:\n  objective.latencyWeight: [0.9]",
      /experiment\.yaml:8: objective latencyWeight and energyWeight add up to 1\.4/,
    ],
    [
      "vary:\n  workload.timeScal: [1]",
      /experiment\.yaml:8: workload\.timeScal is unknown; did you mean "timeScale"\?/,
    ],
    [
      "vary:\n  servers.7.capacity: [1e9]",
      /experiment\.yaml:8: servers\.7\.capacity is set, and servers has the entries 0 to 2/,
    ],
    ["vary:\n  name.x: [1]", /experiment\.yaml:8: name\.x is set, and name has no parts/],
    ["vary:\n  training.fake.epsodes: [1]", /experiment\.yaml:8: training\.fake\.epsodes is unknown/],
    [
      "evaluateOn:\n  dense:\n    workload.timeScale: -1",
      /experiment\.yaml:9: workload\.timeScale is -1; it must be above 0/,
    ],
    ["vary:\n  maxTargets: [1, 1]", /maxTargets has two points that are called 1/],
    ["vary:\n  maxTargets: 3", /experiment\.yaml:8: vary\.maxTargets is 3: must be a list of values/],
    ["evaluateOn:\n  other: { scenario: 3 }", /experiment\.yaml:8: evaluateOn\.other\.scenario is 3/],
  ])("%j", async (text, message) => {
    await expect(open(`scenario: tiny.yaml\n${text}`)).rejects.toMatchObject({
      kind: "scenario",
      message: expect.stringMatching(message),
    });
  });

  test("variants: wrong settings, a name twice, an algorithm that does not exist", async () => {
    const of = (list: string) =>
      load(`scenario: tiny.yaml\nalgorithms: ${list}\nbaselines: [local]`).then((experiment) =>
        openExperiment(experiment, null, "engine", learningAlgorithms),
      );
    const wrong = "{ name: a, algorithm: fake, settings: { stepsize: 1 } }";
    await expect(of(`[${wrong}]`)).rejects.toThrow(/settings of a: training\.fake\.stepsize is unknown/);
    await expect(of("[fake, { name: fake, algorithm: fake }]")).rejects.toThrow(/:2: algorithms is .*twice/);
    await expect(of("[{ name: local, algorithm: fake }]")).rejects.toThrow(/two policies are called "local"/);
    await expect(of("[{ name: a, algorithm: fak }]")).rejects.toThrow(/names "fak"/);
    await expect(of("[{ name: A b, algorithm: fake }]")).rejects.toThrow(
      /:2: algorithms\[0\]\.name is "A b": must be lower-case/,
    );
    await expect(of("[{ name: a, algorithm: fake, setings: {} }]")).rejects.toThrow(
      /:2: setings is unknown; did you mean "settings"\?/,
    );
  });

  test("a matrix without a name of its own", async () => {
    await expect(load("scenario: [quickstart, tiny.yaml]")).rejects.toThrow(/name is missing/);
  });
});
