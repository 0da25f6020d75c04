/** The view of a compiled program. */
import type { AnyNode, OpName, Program } from "../graph/index.ts";
import { formatValue, type GraphView, type NodeKind } from "./graph-view.ts";

const kindOf: { readonly [K in OpName]: NodeKind } = {
  input: "input",
  state: "state",
  constant: "constant",
  add: "elementwise",
  sub: "elementwise",
  mul: "elementwise",
  div: "elementwise",
  minimum: "elementwise",
  maximum: "elementwise",
  greater: "elementwise",
  neg: "elementwise",
  abs: "elementwise",
  sign: "elementwise",
  exp: "elementwise",
  log: "elementwise",
  sqrt: "elementwise",
  cos: "elementwise",
  floor: "elementwise",
  relu: "elementwise",
  tanh: "elementwise",
  sigmoid: "elementwise",
  softplus: "elementwise",
  clip: "elementwise",
  stopGradient: "elementwise",
  where: "elementwise",
  matmul: "product",
  transpose: "movement",
  reshape: "movement",
  broadcastTo: "movement",
  concat: "movement",
  slice: "movement",
  gather: "movement",
  scatterAdd: "movement",
  sum: "reduction",
  mean: "reduction",
  max: "reduction",
  softmax: "reduction",
  logSoftmax: "reduction",
  oneHotArgmax: "reduction",
  dropoutMask: "random",
};

export function viewProgram(program: Program): GraphView {
  return {
    nodes: program.nodes.map((node) => ({
      id: String(node.id),
      kind: kindOf[node.op],
      op: node.op,
      name: nameOf(node),
      shape: node.shape,
      operands: node.inputs.map(({ id }) => String(id)),
      detail: detailOf(node),
    })),
    results: program.results.map(({ kind, name, shape, tensor }) => ({
      kind,
      name,
      shape,
      from: String(tensor.id),
    })),
    optimizerStates: program.states.filter(({ startsAtZero }) => startsAtZero).map(({ name }) => name),
  };
}

function nameOf(node: AnyNode): string | null {
  if (node.op === "input" || node.op === "state") return node.attributes.name;
  if (node.op !== "constant") return null;
  const { values } = node.attributes;
  const [first = 0] = values;
  return values.every((value) => value === first) ? formatValue(first) : null;
}

/** The attributes that the node's shape does not tell. */
function detailOf(node: AnyNode): string {
  switch (node.op) {
    case "matmul": {
      const { transposeA, transposeB } = node.attributes;
      const transposed = [...(transposeA ? ["first"] : []), ...(transposeB ? ["second"] : [])];
      return transposed.length === 0 ? "" : `${transposed.join(" and ")} transposed`;
    }
    case "slice": {
      const { axis, start, end } = node.attributes;
      return `axis ${axis}, ${start} to ${end}`;
    }
    case "sum":
    case "mean":
    case "max":
      return `axes ${node.attributes.axes.join(", ")}`;
    case "concat":
    case "softmax":
    case "logSoftmax":
      return `axis ${node.attributes.axis}`;
    case "transpose":
      return `axes ${node.attributes.permutation.join(", ")}`;
    case "clip":
      return `${node.attributes.low} to ${node.attributes.high}`;
    case "dropoutMask":
      return `rate ${node.attributes.rate}`;
    default:
      return "";
  }
}
