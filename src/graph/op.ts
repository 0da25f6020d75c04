/**
 * The closed set of operations of a graph. Shape, gradient, ONNX and interpreter rules are maps over `OpName`, so
 * that an op without one of its rules does not compile.
 */
import type { Graph } from "./graph.ts";
import type { Shape } from "./shape.ts";

/** A float32 value of a graph, of a shape known when the graph is built. */
export interface Tensor {
  readonly graph: Graph;
  readonly id: number;
  readonly shape: Shape;
}

type None = Readonly<Record<never, never>>;
type Leaf<Attributes> = { inputs: readonly []; attributes: Attributes };
type Unary<Attributes = None> = { inputs: readonly [Tensor]; attributes: Attributes };
type Binary<Attributes = None> = { inputs: readonly [Tensor, Tensor]; attributes: Attributes };
type Reduction = Unary<{ readonly axes: readonly number[]; readonly keepDims: boolean }>;

/** Each op's operands and attributes. Axes are non-negative, shapes complete. */
export interface Ops {
  /** Fed with each run. */
  input: Leaf<{ readonly name: string }>;
  /** Lives across runs. */
  state: Leaf<{ readonly name: string }>;
  constant: Leaf<{ readonly values: Float32Array }>;

  add: Binary;
  sub: Binary;
  mul: Binary;
  div: Binary;
  minimum: Binary;
  maximum: Binary;
  /** 1 where the first operand is greater, else 0. */
  greater: Binary;

  neg: Unary;
  abs: Unary;
  /** -1, 0 or 1. */
  sign: Unary;
  exp: Unary;
  log: Unary;
  sqrt: Unary;
  cos: Unary;
  /** The greatest integer that is not greater. No gradient passes. */
  floor: Unary;
  relu: Unary;
  tanh: Unary;
  sigmoid: Unary;
  softplus: Unary;
  clip: Unary<{ readonly low: number; readonly high: number }>;
  /** The value itself; no gradient passes. */
  stopGradient: Unary;
  /** Condition, value where it is not 0, value where it is 0. */
  where: { inputs: readonly [Tensor, Tensor, Tensor]; attributes: None };

  /** Matrix product over the last two axes, each operand optionally transposed first; leading axes broadcast. */
  matmul: Binary<{ readonly transposeA: boolean; readonly transposeB: boolean }>;
  transpose: Unary<{ readonly permutation: readonly number[] }>;
  reshape: Unary<{ readonly shape: Shape }>;
  broadcastTo: Unary<{ readonly shape: Shape }>;
  concat: { inputs: readonly Tensor[]; attributes: { readonly axis: number } };
  slice: Unary<{ readonly axis: number; readonly start: number; readonly end: number }>;

  /** Rows of a table (the first operand, `[rows, ...row]`) by index (the second, any shape): `[...indices, ...row]`. */
  gather: Binary;
  /** Values (the first operand, `[...indices, ...row]`) added to the rows that the second says of a table of zeros. */
  scatterAdd: Binary<{ readonly rows: number }>;

  sum: Reduction;
  mean: Reduction;
  max: Reduction;
  softmax: Unary<{ readonly axis: number }>;
  logSoftmax: Unary<{ readonly axis: number }>;
  /** 1 at the first greatest element of the last axis, 0 elsewhere. */
  oneHotArgmax: Unary;
  /** 0 with probability `rate`, else 1/(1 - rate): a fixed function of the seed (one element) and `stream`. */
  dropoutMask: Unary<{ readonly shape: Shape; readonly rate: number; readonly stream: number }>;
}

export type OpName = keyof Ops;

/** One application of an op in a graph. */
export interface Node<K extends OpName = OpName> extends Tensor {
  readonly op: K;
  readonly inputs: Ops[K]["inputs"];
  readonly attributes: Ops[K]["attributes"];
}

export type AnyNode = { [K in OpName]: Node<K> }[OpName];
