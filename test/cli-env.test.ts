/** `edgeflock env check`: a scenario's environments, and modules of one's own. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { tinyScenarioYaml } from "../src/testing/tiny-scenario.ts";
import { runCli, runCliJson } from "./support/cli.ts";

const folder = mkdtempSync(join(tmpdir(), "edgeflock-env-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** One agent, three turns, a reward of 1 each; `level` is what it sees, `clock` the time of turn `n`. */
const module = (level: string, clock = "n") => `
export function createEnvironment() {
  let n = 0, told = 0, credits = [];
  const turn = (nowSeconds, agent, ending) => Object.assign(environment, { nowSeconds, agent, ending });
  const environment = {
    agents: [{
      name: "one",
      observation: { kind: "box", entries: [{ name: "level", meaning: "", unit: "", low: 0, high: 1 }] },
      choice: { kind: "discrete", choices: ["stay"] },
      values: { kind: "box", entries: [] },
    }],
    agent: -1, ending: null, nowSeconds: 0, info: {},
    reset() { n = told = 0; credits = []; turn(0, 0, null); },
    observe(out, offset = 0) { out[offset] = ${level}; },
    writeChoiceMask(out, offset = 0) { out[offset] = 1; },
    step(choice) {
      if (environment.agent < 0 || choice !== 0) throw new Error("no");
      credits = [n++];
      told = 1;
      turn(${clock}, n < 3 ? 0 : -1, n < 3 ? null : "terminated");
    },
    reward: () => told,
    takeCredits(_, take) { for (const decision of credits.splice(0)) take(decision, 1); },
  };
  return environment;
}
`;

test("finds nothing wrong with a scenario's environments", async () => {
  const result = await runCliJson("env", "check", write("tiny.yaml", tinyScenarioYaml));
  expect(result).toMatchObject({ ok: true, environments: [{ findings: [] }, { findings: [] }] });
  const { stdout, exitCode } = await runCli(["env", "check", join(folder, "tiny.yaml"), "--window", "test"]);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^tiny \(own rewards\): nothing is wrong with it \(8 episodes, [\d,]+ turns\)$/m);
});

test("finds nothing wrong with a sound module", async () => {
  const { stdout, stderr, exitCode } = await runCli(["env", "check", write("sound.mjs", module("n / 3"))]);
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  expect(stdout).toContain("sound.mjs: nothing is wrong with it (8 episodes, 23 turns)");
});

test("says what is wrong, where, and what to do", async () => {
  const path = write("wrong.mjs", module("2 * n", "-n"));
  const { stdout, stderr, exitCode } = await runCli(["env", "check", path]);
  expect(exitCode).toBe(3);
  expect(stdout).toMatch(
    /^ {2}observation-range \(episode of seed 1, turn 1, agent 0, the first of \d+\): /m,
  );
  expect(stdout).toContain('"level" is 2, outside 0 to 1\n    fix: Correct the entry');
  expect(stdout).toMatch(/^ {2}time-backwards .*: `nowSeconds` is -1 after 0$/m);
  expect(stderr).toContain("wrong.mjs breaks 2 rules");
  const json = await runCli(["env", "check", path, "--json"]);
  expect(json.exitCode).toBe(3);
  expect(JSON.parse(json.stdout)).toMatchObject({
    ok: false,
    environments: [
      {
        findings: [
          { rule: "time-backwards", step: 1 },
          { rule: "observation-range", seed: 1 },
        ],
      },
    ],
  });
});
