/** Finds the graph that a command line names: one of an algorithm's, or that of an ONNX file. */
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import type { NamedGraph } from "../../agents/learner.ts";
import { didYouMean } from "../../core/did-you-mean.ts";
import { EdgeflockError } from "../../core/errors.ts";
import { encodeOnnx } from "../../graph/index.ts";
import { type GraphView, viewOnnx, viewProgram } from "../../graph-view/index.ts";
import { readOnnx } from "../../model-file/index.ts";
import { learningAlgorithm } from "../algorithms.ts";

export interface FoundGraph {
  readonly title: string;
  readonly description: string;
  readonly view: GraphView;
  /** The same as ONNX Runtime gets it. */
  readonly onnx: GraphView;
  /** How often each op was written, before the graph was optimised; null for a file. */
  readonly written: ReadonlyMap<string, number> | null;
  /** Names of the algorithm's graphs, this one among them; empty for a file. */
  readonly names: readonly string[];
}

/** @throws EdgeflockError("run") that names the file */
export async function graphOfFile(path: string): Promise<FoundGraph> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT" && error.code !== "EISDIR" && error.code !== "ENOTDIR") throw error;
    throw new EdgeflockError("run", `${path}: there is no such file`, "Name an .onnx file, or an algorithm.");
  });
  const model = readOnnx(bytes, path);
  const view = viewOnnx(model);
  const opset = model.opsets.find(({ domain }) => domain === "")?.version ?? "?";
  return {
    title: basename(path),
    description: `an ONNX model, opset ${opset}`,
    view,
    onnx: view,
    written: null,
    names: [],
  };
}

interface AlgorithmGraph {
  /** Name or path of the scenario whose network the graph is for. */
  readonly scenario: string;
  /** List of sites, where the scenario needs one. */
  readonly sites?: string;
  /** One of the algorithm's graphs; its first when absent. */
  readonly graph?: string;
}

/** @throws EdgeflockError("usage") when there is no such algorithm or graph */
export async function graphOfAlgorithm(name: string, wanted: AlgorithmGraph): Promise<FoundGraph> {
  const algorithm = await learningAlgorithm(name);
  const { networkOf } = await import("../../scenario/index.ts");
  const { loadCheckedScenario } = await import("../open-scenario.ts");
  const scenario = await loadCheckedScenario(wanted.scenario, wanted.sites);
  const config = algorithm.configure(scenario.training[name] ?? {});
  const graphs = algorithm.graphs(config, { network: networkOf(scenario), split: scenario.split });
  const { program, description, ...chosen } = choose(graphs, name, wanted.graph);
  return {
    title: `${name}: ${chosen.name}`,
    description: `${description}; first agent of scenario ${scenario.name}`,
    view: viewProgram(program),
    written: program.written,
    onnx: viewOnnx(readOnnx(encodeOnnx(program), chosen.name)),
    names: graphs.map((one) => one.name),
  };
}

function choose(graphs: readonly NamedGraph[], algorithm: string, name: string | undefined): NamedGraph {
  const found = name === undefined ? graphs[0] : graphs.find((graph) => graph.name === name);
  if (found !== undefined) return found;
  const names = graphs.map((graph) => graph.name);
  throw new EdgeflockError(
    "usage",
    name === undefined ? `${algorithm} shows no graphs` : `${algorithm} has no graph "${name}"`,
    names.length === 0 ? undefined : didYouMean(name ?? "", names, "Its graphs are"),
  );
}
