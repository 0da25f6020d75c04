import { describe, expect, it } from "vitest";
import { learningAlgorithms } from "../agents/index.ts";
import {
  adam,
  compileFunction,
  compileUpdate,
  encodeOnnx,
  Graph,
  matmul,
  mean,
  mul,
  type Program,
  relu,
  reshape,
  sgd,
  square,
  sub,
} from "../graph/index.ts";
import { readOnnx } from "../model-file/index.ts";
import { networkOf, parseScenario } from "../scenario/index.ts";
import { Network } from "../sim/network.ts";
import { tinyScenarioYaml } from "../testing/tiny-scenario.ts";
import { countNodes, type GraphView, graphPictureOf, phasesOf, viewOnnx, viewProgram } from "./index.ts";

/** One regression step: `y` from `x`, by Adam or SGD, with a network that follows. */
function regression(optimizer: "adam" | "sgd", withOutput = true): Program {
  const graph = new Graph();
  const [x, y] = [graph.input("x", [8, 3]), graph.input("y", [8, 1])];
  const [w, slow] = [graph.state("w", [3]), graph.state("slow", [3])];
  const difference = sub(matmul(x, reshape(w, [3, 1])), y);
  const loss = mean(square(difference));
  const learningRate = graph.input("rate", [1]);
  return compileUpdate({
    loss,
    parameters: w,
    optimizer: optimizer === "adam" ? adam({ learningRate: mul(learningRate, 0.1) }) : sgd({ learningRate }),
    targets: [{ target: slow, source: w, rate: 0.01 }],
    outputs: withOutput ? { loss, error: mean(difference) } : {},
  });
}

/** Titles of the phases, each with what is in it. */
function content(view: GraphView): Record<string, string[]> {
  const { phases, phaseOf } = phasesOf(view);
  return Object.fromEntries(
    phases.map(({ id, title }) => [
      title,
      view.nodes.filter((node) => phaseOf.get(node.id) === id).map(({ op, name }) => name ?? op),
    ]),
  );
}

describe("phases", () => {
  it("tell forward pass, gradient, optimiser and target update apart", () => {
    const phases = content(viewProgram(regression("adam")));
    expect(Object.keys(phases)).toEqual([
      "Forward: loss",
      "Gradient: w",
      "Optimiser: w",
      "Target update: slow",
    ]);
    expect(phases["Forward: loss"]).toEqual(expect.arrayContaining(["x", "y", "w", "matmul", "sub"]));
    // The other output's mean goes with the pass that it looks at.
    expect(phases["Forward: loss"]!.filter((name) => name === "mean")).toHaveLength(2);
    expect(phases["Gradient: w"]!.filter((name) => name === "matmul")).toHaveLength(1);
    expect(phases["Optimiser: w"]).toEqual(
      expect.arrayContaining(["w/adam.m", "w/adam.v", "rate", "sqrt", "div"]),
    );
    expect(phases["Target update: slow"]).toEqual(expect.arrayContaining(["slow", "mul", "add"]));
  });

  it("are a gradient with its step where an optimiser has no state, and no forward pass where nothing is handed out", () => {
    expect(Object.keys(content(viewProgram(regression("sgd"))))).toEqual([
      "Forward: loss",
      "Gradient and step: w",
      "Target update: slow",
    ]);
    expect(Object.keys(content(viewProgram(regression("adam", false))))).toEqual([
      "Gradient: w",
      "Optimiser: w",
      "Target update: slow",
    ]);
  });

  it("are one for a function", () => {
    const graph = new Graph();
    const program = compileFunction({ y: relu(graph.input("x", [3])) });
    expect(content(viewProgram(program))).toEqual({ Evaluation: ["x", "relu"] });
  });
});

const network = networkOf(parseScenario(tinyScenarioYaml, "tiny.yaml"));
const setup = { network, split: "equal" as const };

describe.each([...learningAlgorithms.values()])("the graphs of $name", (algorithm) => {
  const graphs = algorithm.graphs(algorithm.configure({}), setup);

  it("begin with the update, whose networks each have a gradient, a step and a target", () => {
    expect(graphs[0]?.name).toBe("update");
    const { program } = graphs[0]!;
    const titles = phasesOf(viewProgram(program)).phases.map(({ title }) => title);
    const states = program.states.map(({ name }) => name);
    const trained = states.flatMap((name) => /^(.*)\/adam\.m$/.exec(name)?.[1] ?? []);
    const targets = states.filter((name) => name.endsWith("Target"));
    const losses = program.outputs.map(({ name }) => name).filter((name) => name.endsWith("Loss"));
    expect(trained.length).toBeGreaterThan(0);
    expect(losses.length).toBe(trained.length);
    for (const name of trained) expect(titles).toContain(`Gradient: ${name}`);
    for (const name of trained) expect(titles).toContain(`Optimiser: ${name}`);
    for (const name of targets) expect(titles).toContain(`Target update: ${name}`);
    for (const name of losses) expect(titles).toContain(`Forward: ${name}`);
    // Beside these only forward passes of other outputs, which are statistics.
    const forward = titles.filter((title) => title.startsWith("Forward: "));
    expect(titles).toHaveLength(forward.length + 2 * trained.length + targets.length);
  });

  it.each(graphs)(
    "$name: every node and result is in the picture, in a phase, after its operands",
    ({ program }) => {
      const view = viewProgram(program);
      const picture = graphPictureOf(view, "", "");
      expect(picture.nodes).toHaveLength(program.nodes.length + program.results.length);
      expect(new Set(picture.nodes.map(({ id }) => id)).size).toBe(picture.nodes.length);
      const groups = new Set(picture.groups.map(({ id }) => id));
      for (const { group } of picture.nodes) expect(groups).toContain(group);
      const seen = new Set<string>();
      for (const { id, operands } of view.nodes) {
        for (const operand of operands) expect(seen).toContain(operand);
        seen.add(id);
      }
      const inputs = program.nodes.reduce((sum, node) => sum + node.inputs.length, 0);
      expect(picture.edges).toHaveLength(inputs + program.results.length);
    },
  );
});

describe("an ONNX model", () => {
  it("is shown with the shapes of what it computes, results connected to what makes them", () => {
    const graph = new Graph();
    const weights = graph.constant([1, 2, 3, 4, 5, 6], [2, 3]);
    const product = matmul(graph.input("x", [5, 2]), weights);
    const bytes = encodeOnnx(compileFunction({ y: relu(product), half: mul(product, 0.5) }));
    const view = viewOnnx(readOnnx(bytes, "m.onnx"));
    expect(view.nodes.map(({ op, kind, name, shape }) => [op, kind, name, shape?.join()])).toEqual([
      ["input", "input", "x", "5,2"],
      ["constant", "constant", null, "2,3"],
      ["constant", "constant", "0.5", ""],
      ["Gemm", "product", null, "5,3"],
      ["Relu", "elementwise", null, "5,3"],
      ["Mul", "elementwise", null, "5,3"],
    ]);
    expect(
      view.results.map(({ name, from }) => [name, view.nodes.find(({ id }) => id === from)?.op]),
    ).toEqual([
      ["y", "Relu"],
      ["half", "Mul"],
    ]);
    expect(countNodes(view)[0]).toEqual({ op: "constant", kind: "constant", count: 2 });
  });
});

it("a network whose servers have no neighbours is refused", () => {
  const { spec } = network;
  const alone = new Network({ ...spec, servers: spec.servers.slice(0, 1), links: [] });
  const algorithm = learningAlgorithms.get("cto")!;
  expect(() => algorithm.graphs(algorithm.configure({}), { ...setup, network: alone })).toThrow(
    "no server has any",
  );
});
