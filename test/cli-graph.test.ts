/** What `edgeflock graph` prints and writes. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { svgsToPngs } from "../src/drawing/svg-to-png.ts";
import { compileFunction, encodeOnnx, Graph, matmul, relu } from "../src/graph/index.ts";
import { tinyScenarioYaml } from "../src/testing/tiny-scenario.ts";
import { runCli, runCliJson } from "./support/cli.ts";

const folder = mkdtempSync(join(tmpdir(), "edgeflock-graph-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);

interface Shown {
  readonly written: Readonly<Record<string, number>> | null;
  readonly nodes: {
    readonly all: number;
    readonly computing: number;
    readonly byOp: Record<string, number>;
  } | null;
  readonly onnx: { readonly computing: number; readonly byOp: Record<string, number> };
  readonly graphs: readonly string[];
  readonly leaves: readonly { readonly kind: string; readonly name: string }[];
  readonly results: readonly { readonly name: string }[];
}
const show = async (...args: string[]) => (await runCliJson("graph", ...args)) as unknown as Shown;

/** The graph as it is written to a .json file. */
async function written(...args: string[]) {
  const path = at("graph.json");
  await runCliJson("graph", ...args, "--out", path);
  return JSON.parse(readFileSync(path, "utf8")) as {
    readonly phases: readonly { readonly id: string }[];
    readonly nodes: readonly {
      readonly id: string;
      readonly operands: readonly string[];
      readonly phase: string;
    }[];
    readonly results: readonly { readonly kind: string; readonly name: string; readonly from: string }[];
  };
}

test("counts the nodes of an algorithm's update, as they were written, as they are compiled, and as ONNX Runtime gets them", async () => {
  const { written, nodes, onnx, graphs, leaves, results } = await show("cto-tp");
  expect(graphs).toEqual(["update", "choose-set", "choose-shares", "policy"]);
  expect(nodes!.all).toBe(Object.values(nodes!.byOp).reduce((sum, count) => sum + count, 0));
  expect(nodes!.byOp["matmul"]).toBeGreaterThan(20);
  expect(onnx.byOp["Gemm"]).toBeGreaterThan(20);
  expect(onnx.computing).toBeLessThan(nodes!.computing);
  expect(leaves.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["transitions", "q", "criticTarget"]),
  );
  expect(results.map(({ name }) => name)).toEqual(expect.arrayContaining(["qLoss", "actor"]));
  const writtenInAll = Object.values(written!).reduce((sum, count) => sum + count, 0);
  expect(writtenInAll).toBeGreaterThan(nodes!.computing);
  const { stdout } = await runCli(["graph", "cto-tp"]);
  expect(stdout).toMatch(new RegExp(`^matmul +${written!["matmul"]} +${nodes!.byOp["matmul"]} `, "m"));
  expect(stdout).toMatch(new RegExp(`^all +${writtenInAll} +${nodes!.computing} `, "m"));
});

test("the network is the scenario's: more neighbours, larger graphs of the same kind", async () => {
  const scenario = at("four.yaml");
  const [three, four] = ["- capacity: 6e9\n", "- capacity: 6e9\n  - capacity: 4e9\n"];
  writeFileSync(scenario, tinyScenarioYaml.replace(three, four).replace("0.1]", "0.05, 0.05]"));
  const shapes = async (name: string) =>
    (await show("cto", "--graph", "choose-set", "--scenario", name)).leaves;
  expect(await shapes("quickstart")).toContainEqual({ kind: "input", name: "observation", shape: [1, 14] });
  expect(await shapes(scenario)).toContainEqual({ kind: "input", name: "observation", shape: [1, 18] });
});

describe("pictures", () => {
  test("as SVG: every node and result exactly once, and it can be drawn", async () => {
    const path = at("update.svg");
    const { nodes, results } = await written("cto");
    await runCliJson("graph", "cto", "--out", path);
    const svg = readFileSync(path, "utf8");
    const shown = Array.from(svg.matchAll(/ data-node="([^"]+)"/g), ([, id]) => id);
    const expected = [
      ...nodes.map(({ id }) => id),
      ...results.map(({ kind, name }) => `${kind === "state" ? "next" : "output"}:${name}`),
    ];
    expect(shown.sort()).toEqual(expected.sort());
    const edges = nodes.reduce((sum, { operands }) => sum + operands.length, results.length);
    expect(svg.match(/ data-from="/g)).toHaveLength(edges);
    for (const title of [
      "Forward: qLoss",
      "Gradient: critic",
      "Optimiser: actor",
      "Target update: qTarget",
    ]) {
      expect(svg).toContain(`>${title}</text>`);
    }
    const [png] = await svgsToPngs([svg], 0.2);
    expect(png!.length).toBeGreaterThan(10_000);
  });

  test("as PNG, of a size that can be opened", async () => {
    const path = at("act.png");
    const { exitCode, stdout } = await runCli(["graph", "cto", "--graph", "choose-shares", "--out", path]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`written: ${path}`);
    const png = readFileSync(path);
    expect(png.toString("latin1", 1, 4)).toBe("PNG");
    const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
    expect(width * height).toBeGreaterThan(400_000);
    expect(width * height).toBeLessThan(41e6);
  });

  test("as text for Graphviz", async () => {
    const path = at("policy.DOT");
    const { nodes } = await show("cto", "--graph", "policy", "--out", path);
    const dot = readFileSync(path, "utf8");
    expect(dot).toMatch(/^digraph \{/);
    expect(dot.match(/ \[label=/g)).toHaveLength(nodes!.all + 3);
  });

  test("as JSON, every node after its operands and in a phase", async () => {
    const { phases, nodes, results } = await written("cto-tp-paper");
    const known = new Set(phases.map(({ id }) => id));
    const seen = new Set<string>();
    for (const { id, operands, phase } of nodes) {
      for (const operand of operands) expect(seen).toContain(operand);
      expect(known).toContain(phase);
      seen.add(id);
    }
    for (const { from } of results) expect(seen).toContain(from);
  });
});

describe("an ONNX file", () => {
  const model = (layers: number) => {
    const graph = new Graph();
    let x = graph.input("x", [1, 4]);
    for (let k = 0; k < layers; k++) {
      x = relu(
        matmul(
          x,
          graph.constant(
            Float32Array.from({ length: 16 }, (_, i) => i + k),
            [4, 4],
          ),
        ),
      );
    }
    const path = at(`model-${layers}.onnx`);
    writeFileSync(path, encodeOnnx(compileFunction({ y: x })));
    return path;
  };

  test("is counted and drawn too", async () => {
    const path = at("model.svg");
    const shown = await show(model(2), "--out", path);
    expect(shown).toMatchObject({
      nodes: null,
      onnx: { computing: 4, byOp: { Gemm: 2, Relu: 2, constant: 2, input: 1 } },
    });
    expect(readFileSync(path, "utf8").match(/ data-node="/g)).toHaveLength(4 + 2 + 1 + 1);
  });

  test("that is too large for a picture is still counted, and written for Graphviz", async () => {
    const large = model(400);
    const refused = await runCli(["graph", large, "--out", at("large.svg")]);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain("1202 nodes");
    expect(refused.stderr).toContain(".dot");
    const dot = at("large.dot");
    expect((await show(large, "--out", dot)).onnx.computing).toBe(800);
    expect(readFileSync(dot, "utf8").match(/ \[label=/g)).toHaveLength(1202);
  });
});
