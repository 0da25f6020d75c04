/**
 * The batching rule of every op: how it is applied to many examples at once, each example a slice of a new first
 * axis (what JAX calls vmap). Operands that all examples share stay as they are, without that axis.
 */
import { add, broadcastTo } from "../elementwise.ts";
import { gather, scatterAdd } from "../indexing.ts";
import { concat, matmul, reshape, slice, transpose } from "../linear.ts";
import type { AnyNode, Node, OpName, Ops, Tensor } from "../op.ts";
import type { Shape } from "../shape.ts";

/** What a node of one graph is in another: one value for all examples, or one for each along a first axis. */
export interface Value {
  readonly tensor: Tensor;
  readonly isBatched: boolean;
}

interface Operands {
  readonly tensors: readonly Tensor[];
  readonly isBatched: readonly boolean[];
  /** Number of examples. */
  readonly count: number;
}

type BatchingRule<K extends OpName> = (node: Node<K>, operands: Operands) => Tensor;

/** Applies the op of `node` to its operands' values for `count` examples: batched as soon as one of them is. */
export function applyToValues(node: AnyNode, operands: readonly Value[], count: number): Value {
  const tensors = operands.map(({ tensor }) => tensor);
  const isBatched = operands.map((operand) => operand.isBatched);
  if (!isBatched.includes(true)) return { tensor: applyLike(node, tensors), isBatched: false };
  return { tensor: applyBatched(node, { tensors, isBatched, count }), isBatched: true };
}

function applyBatched<K extends OpName>(node: Node<K>, operands: Operands): Tensor {
  return batchingRules[node.op](node, operands);
}

/** The op of `node` on other operands, simplified as when it is written for the first time. */
function applyLike(node: AnyNode, tensors: readonly Tensor[]): Tensor {
  const [x] = tensors;
  if (x === undefined) throw new Error("a node without operands");
  switch (node.op) {
    case "slice":
      return slice(x, node.attributes.axis, node.attributes.start, node.attributes.end);
    case "concat":
      return concat(tensors, node.attributes.axis);
    case "reshape":
      return reshape(x, node.attributes.shape);
    default:
      return withAttributes(node, tensors, node.attributes);
  }
}

function withAttributes<K extends OpName>(
  { op }: Node<K>,
  tensors: readonly Tensor[],
  attributes: Ops[K]["attributes"],
): Tensor {
  const [x] = tensors;
  if (x === undefined) throw new Error("a node without operands");
  return x.graph.apply(op, tensors as Ops[K]["inputs"], attributes);
}

/** Indices up to here are exact in float32. */
const MAX_INDEX = 2 ** 24;

const leaf = (): Tensor => {
  throw new Error("inputs, states and constants have no operands");
};

/** The same op with the same attributes: it works element by element, or from the last axis. */
const same = <K extends OpName>(node: Node<K>, operands: Operands): Tensor =>
  withAttributes(node, alignRanks(node, operands), node.attributes);

type Reduction = "sum" | "mean" | "max";
const reduction = <K extends Reduction>(node: Node<K>, { tensors }: Operands): Tensor => {
  const { axes, keepDims } = node.attributes;
  return withAttributes<Reduction>(node, tensors, { axes: axes.map((axis) => axis + 1), keepDims });
};

type AlongAxis = "softmax" | "logSoftmax";
const alongAxis = <K extends AlongAxis>(node: Node<K>, { tensors }: Operands): Tensor =>
  withAttributes<AlongAxis>(node, tensors, { axis: node.attributes.axis + 1 });

const batchingRules: { readonly [K in OpName]: BatchingRule<K> } = {
  input: leaf,
  state: leaf,
  constant: leaf,

  add: same,
  sub: same,
  mul: same,
  div: same,
  minimum: same,
  maximum: same,
  greater: same,
  where: same,
  neg: same,
  abs: same,
  sign: same,
  exp: same,
  log: same,
  sqrt: same,
  cos: same,
  floor: same,
  relu: same,
  tanh: same,
  sigmoid: same,
  softplus: same,
  clip: same,
  stopGradient: same,
  oneHotArgmax: same,

  matmul: (node, operands) => {
    const [a, b] = alignRanks(node, operands);
    return matmul(only(a), only(b), node.attributes);
  },
  transpose: (node, { tensors: [x] }) =>
    transpose(only(x), [0, ...node.attributes.permutation.map((axis) => axis + 1)]),
  reshape: (node, { tensors: [x], count }) => reshape(only(x), [count, ...node.shape]),
  broadcastTo: (node, operands) => {
    const padded = padRank(only(operands.tensors[0]), node.shape.length + 1);
    return broadcastTo(padded, [operands.count, ...node.shape]);
  },
  concat: (node, { tensors, isBatched, count }) => {
    const each = tensors.map((x, index) =>
      isBatched[index] === true ? x : broadcastTo(x, [count, ...x.shape]),
    );
    return concat(each, node.attributes.axis + 1);
  },
  slice: (node, { tensors: [x] }) => {
    const { axis, start, end } = node.attributes;
    return slice(only(x), axis + 1, start, end);
  },

  gather: (node, operands) => {
    const {
      tensors: [table, indices],
      isBatched,
      count,
    } = operands;
    if (isBatched[0] !== true) return gather(only(table), only(indices));
    const [, rows = 1, ...row] = only(table).shape;
    if (count * rows > MAX_INDEX) return oneByOne(node, operands);
    return gather(
      reshape(only(table), [count * rows, ...row]),
      ownRows(only(indices), isBatched[1] === true, node.inputs[1].shape, count, rows),
    );
  },
  scatterAdd: (node, operands) => {
    const { rows } = node.attributes;
    const {
      tensors: [values, indices],
      isBatched,
      count,
    } = operands;
    if (count * rows > MAX_INDEX) return oneByOne(node, operands);
    const each = broadcastTo(only(values), [count, ...node.inputs[0].shape]);
    const own = ownRows(only(indices), isBatched[1] === true, node.inputs[1].shape, count, rows);
    return reshape(scatterAdd(each, own, count * rows), [count, ...node.shape]);
  },
  dropoutMask: oneByOne,

  sum: reduction,
  mean: reduction,
  max: reduction,
  softmax: alongAxis,
  logSoftmax: alongAxis,
};

/** The op for one example after the other. */
function oneByOne(node: AnyNode, { tensors, isBatched, count }: Operands): Tensor {
  const each = Array.from({ length: count }, (_, example) => {
    const own = node.inputs.map(({ shape }, index) => {
      const x = only(tensors[index]);
      return isBatched[index] === true ? reshape(slice(x, 0, example, example + 1), shape) : x;
    });
    return reshape(applyLike(node, own), [1, ...node.shape]);
  });
  return concat(each, 0);
}

/** Indices of each example into tables that lie one after another, each of `rows` rows. */
function ownRows(indices: Tensor, isBatched: boolean, shape: Shape, count: number, rows: number): Tensor {
  const starts = Float32Array.from({ length: count }, (_, example) => example * rows);
  const each = isBatched ? indices : broadcastTo(indices, [count, ...shape]);
  return add(each, indices.graph.constant(starts, [count, ...shape.map(() => 1)]));
}

/** Operands that broadcast against each other from the last axis, as those of the node do. */
function alignRanks(node: Node, { tensors, isBatched }: Operands): Tensor[] {
  const rank = Math.max(...node.inputs.map((input) => input.shape.length));
  return tensors.map((x, index) => (isBatched[index] === true ? padRank(x, rank + 1) : x));
}

/** A batched tensor with axes of length 1 after its first, up to `rank` axes. */
function padRank(x: Tensor, rank: number): Tensor {
  const [count = 1, ...rest] = x.shape;
  const padding = Array<number>(rank - x.shape.length).fill(1);
  return reshape(x, [count, ...padding, ...rest]);
}

function only(x: Tensor | undefined): Tensor {
  if (x === undefined) throw new Error("an operand is missing");
  return x;
}
