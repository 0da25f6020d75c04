import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { learningAlgorithms } from "../testing/fake-algorithm.ts";
import { tinyScenario } from "../testing/tiny-scenario.ts";
import { withTrainingSettings } from "./with-training-settings.ts";

const scenario = { ...tinyScenario(), training: { fake: { episodes: 3 }, cto: { episodes: 2 } } };

async function withFile(text: string) {
  const path = join(await mkdtemp(join(tmpdir(), "settings-")), "best.yaml");
  await writeFile(path, text);
  return withTrainingSettings(scenario, path, learningAlgorithms);
}

describe("settings of a file", () => {
  test("take the place of the scenario's, for the algorithms it names", async () => {
    const changed = await withFile("training:\n  fake: { stepSize: 0.1 }\n  cto-tp: { gamma: 0.5 }\n");
    expect(changed).toEqual({
      ...scenario,
      training: { fake: { stepSize: 0.1 }, "cto-tp": { gamma: 0.5 }, cto: { episodes: 2 } },
    });
  });

  test.each([
    ["", /best\.yaml:1: training is missing/],
    ["fake: { stepSize: 1 }", /best\.yaml:1: training is missing/],
    ["training: {}\nother: 1", /best\.yaml:2: other is unknown/],
    ["training:\n  fake: 3", /best\.yaml:2: training\.fake is 3/],
    ["training:\n  cto:\n    gama: 0.5", /best\.yaml:3: training\.cto\.gama is unknown/],
    ["training:\n  ctoo: {}", /best\.yaml:2: training\.ctoo is no algorithm/],
    ["training: [", /best\.yaml:1: not valid YAML/],
  ])("%j are refused", async (text, message) => {
    await expect(withFile(text)).rejects.toMatchObject({
      kind: "scenario",
      message: expect.stringMatching(message),
    });
  });

  test("that are not there are refused", async () => {
    await expect(withTrainingSettings(scenario, "nowhere.yaml")).rejects.toMatchObject({ kind: "usage" });
  });
});
