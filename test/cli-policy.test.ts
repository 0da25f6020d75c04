/** What `edgeflock policy inspect` says of policies and of other models. */
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compileFunction, encodeOnnx, Graph, matmul, relu } from "../src/graph/index.ts";
import { tinyScenarioYaml } from "../src/testing/tiny-scenario.ts";
import { runCli, runCliJson } from "./support/cli.ts";

const folder = mkdtempSync(join(tmpdir(), "edgeflock-policy-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const out = join(folder, "run");

beforeAll(async () => {
  const scenario = join(folder, "tiny.yaml");
  writeFileSync(scenario, tinyScenarioYaml);
  const words = ["train", scenario, "--algorithm", "cto", "--seed", "6", "--budget", "1", "--out", out];
  const { exitCode, stderr } = await runCli(words);
  expect(exitCode, stderr).toBe(0);
});

interface Manifest {
  readonly best: { readonly objective: number };
  readonly versions: Readonly<Record<string, string>>;
  readonly timings: Readonly<Record<string, string>>;
}
const manifestOf = (run: string) => JSON.parse(readFileSync(join(run, "run.json"), "utf8")) as Manifest;

interface Entry {
  readonly name: string;
  readonly meaning: string;
  readonly unit: string;
  readonly low: number | null;
  readonly high: number | null;
}
interface Value {
  readonly name: string;
  readonly shape: readonly number[];
  readonly entries: readonly Entry[];
}
interface Model {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly parameters: number;
  readonly multiplyAccumulates: number;
  readonly nodes: number;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly policy: Record<string, unknown> | null;
  readonly training: Record<string, unknown> | null;
  readonly run: Record<string, unknown> | null;
}
const inspect = async (path: string) => (await runCliJson("policy", "inspect", path)) as unknown as Model;

describe("a policy's file, alone in a folder", () => {
  const alone = join(folder, "elsewhere", "policy-of-the-second.onnx");
  let model: Model;
  beforeAll(async () => {
    mkdirSync(join(folder, "elsewhere"));
    copyFileSync(join(out, "policy", "agent-1.onnx"), alone);
    model = await inspect(alone);
  });

  test("says whose it is and how it was trained", () => {
    const manifest = manifestOf(out);
    expect(model.policy).toMatchObject({ algorithm: "cto", server: "mec-1", agent: 1, agents: 3 });
    expect(model.training).toMatchObject({
      scenario: { name: "tiny", sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      workload: { kind: "synthetic-google", files: 0 },
      algorithm: { name: "cto", settings: { peerLoad: true } },
      seed: 6,
      episodes: 1,
      objective: { validation: manifest.best.objective },
      versions: manifest.versions,
    });
    expect(model.run).toBeNull();
  });

  test("tells every number that goes in and comes out, with unit and range", () => {
    const [observation] = model.inputs;
    expect(model.inputs).toHaveLength(1);
    expect(observation).toMatchObject({ name: "observation", shape: [1, 14] });
    expect(observation!.entries).toHaveLength(14);
    expect(observation!.entries[0]).toMatchObject({
      name: "freeCompute(mec-1)",
      unit: "cycles/s",
      low: 0,
      high: 8e9,
    });
    expect(observation!.entries[3]).toMatchObject({
      name: "waitingBits(mec-1 → mec-0)",
      unit: "bit",
      high: null,
    });
    expect(model.outputs.map(({ name, shape }) => [name, ...shape])).toEqual([
      ["values", 1, 4],
      ["set", 1, 4],
      ["shares", 1, 3],
    ]);
    expect(model.outputs[1]!.entries.map(({ name }) => name)).toEqual([
      "nobody",
      "mec-0",
      "mec-2",
      "mec-0 + mec-2",
    ]);
    expect(model.outputs[2]!.entries[1]).toMatchObject({ name: "computeShare", low: 0.05, high: 1 });
  });

  test("tells its size", () => {
    // Two networks of hidden layers 64, 64: 14 → 8 values (the Q-network) and 14 + 2 → 3 shares (the actor).
    const weights = 14 * 64 + 64 * 64 + 64 * 8 + (16 * 64 + 64 * 64 + 64 * 3);
    expect(model.parameters).toBe(weights + 2 * (64 + 64) + 8 + 3);
    // Beside them, the chosen set times the matrix of sets.
    expect(model.multiplyAccumulates).toBe(weights + 4 * 2);
    expect(model.bytes).toBe(readFileSync(alone).length);
    expect(model.nodes).toBeGreaterThan(10);
  });

  test("says all of it as text too", async () => {
    const { stdout } = await runCli(["policy", "inspect", alone]);
    for (const piece of [
      "the policy of mec-1, agent 2 of 3, by cto",
      "scenario tiny (",
      "normalisation",
      "11,083 parameters",
      "10,824 a decision",
      "opset 18",
      "freeBandwidth(mec-1 → mec-2)  bit/s     0 … 1e8   x / 1e8",
      model.sha256,
    ]) {
      expect(stdout).toContain(piece);
    }
  });
});

test("a run's folder, its policy's folder and policy.json all stand for the whole policy", async () => {
  const whole = await runCliJson("policy", "inspect", out);
  expect(whole).toMatchObject({ algorithm: "cto", training: { seed: 6 } });
  expect(whole["agents"]).toHaveLength(3);
  expect(await runCliJson("policy", "inspect", join(out, "policy"))).toEqual(whole);
  expect(await runCliJson("policy", "inspect", join(out, "policy", "policy.json"))).toEqual(whole);
  const { startedAt, finishedAt } = manifestOf(out).timings;
  expect(whole["run"]).toEqual({ startedAt, finishedAt });
  const first = (whole["agents"] as Model[])[0]!;
  expect(await inspect(first.file)).toEqual({ ...first, run: whole["run"] });
  const { stdout } = await runCli(["policy", "inspect", out]);
  for (const name of ["mec-0", "mec-1", "mec-2"])
    expect(stdout).toMatch(new RegExp(`^${name}  agent-\\d.onnx`, "m"));
});

test("the checksum is that of the file", async () => {
  const path = join(out, "policy", "agent-0.onnx");
  const checksum = createHash("sha256").update(readFileSync(path)).digest("hex");
  expect((await inspect(path)).sha256).toBe(checksum);
});

test("another ONNX model is described as far as it can be, and said to be no policy", async () => {
  const graph = new Graph();
  const weights = graph.constant(new Float32Array(12).fill(1), [3, 4]);
  const program = compileFunction({ y: relu(matmul(graph.input("x", [2, 3]), weights)) });
  const path = join(folder, "other.onnx");
  writeFileSync(path, encodeOnnx(program));
  expect(await inspect(path)).toMatchObject({
    policy: null,
    training: null,
    inputs: [{ name: "x", type: "float32", shape: [2, 3], meaning: null, entries: [] }],
    outputs: [{ name: "y", shape: [2, 4] }],
    nodes: 2,
    nodesByOp: { Gemm: 1, Relu: 1 },
    parameters: 12,
    multiplyAccumulates: 24,
    onnx: { irVersion: 8, opsets: [{ domain: "", version: 18 }] },
  });
  const { stdout } = await runCli(["policy", "inspect", path]);
  expect(stdout).toContain("an ONNX model, not an Edgeflock policy");
  expect(stdout).toContain("input x [2 × 3] float32");
});
