/** The shape rule of every op: the shape of the result, or an error that names the op and the shapes. */
import type { OpName, Ops, Tensor } from "./op.ts";
import {
  broadcastShapes,
  broadcastsTo,
  formatShape,
  type Shape,
  sameShape,
  shapeError,
  sizeOf,
} from "./shape.ts";

type ShapeRule<K extends OpName> = (inputs: Ops[K]["inputs"], attributes: Ops[K]["attributes"]) => Shape;

const leaf = (): Shape => {
  throw new Error("inputs, states and constants carry their own shape");
};
const unary = ([x]: readonly [Tensor]): Shape => x.shape;
const elementwise =
  (op: string) =>
  (inputs: readonly Tensor[]): Shape =>
    broadcastShapes(
      op,
      inputs.map((input) => input.shape),
    );
const reduction = (
  [x]: readonly [Tensor],
  { axes, keepDims }: { readonly axes: readonly number[]; readonly keepDims: boolean },
): Shape =>
  keepDims
    ? x.shape.map((length, axis) => (axes.includes(axis) ? 1 : length))
    : x.shape.filter((_, axis) => !axes.includes(axis));

export const shapeRules: { readonly [K in OpName]: ShapeRule<K> } = {
  input: leaf,
  state: leaf,
  constant: leaf,

  add: elementwise("add"),
  sub: elementwise("sub"),
  mul: elementwise("mul"),
  div: elementwise("div"),
  minimum: elementwise("minimum"),
  maximum: elementwise("maximum"),
  greater: elementwise("greater"),
  where: elementwise("where"),

  neg: unary,
  abs: unary,
  sign: unary,
  exp: unary,
  log: unary,
  sqrt: unary,
  cos: unary,
  floor: unary,
  relu: unary,
  tanh: unary,
  sigmoid: unary,
  softplus: unary,
  stopGradient: unary,
  softmax: unary,
  logSoftmax: unary,
  clip: ([x], { low, high }) => {
    if (!Number.isFinite(low) || !Number.isFinite(high) || low > high) {
      throw shapeError("clip", [x.shape], `the bounds ${low} and ${high} have to be finite and in order`);
    }
    return x.shape;
  },
  oneHotArgmax: ([x]) => {
    if (x.shape.length === 0) throw shapeError("oneHotArgmax", [x.shape], "a scalar has no last axis");
    return x.shape;
  },

  dropoutMask: ([seed], { shape, rate, stream }) => {
    if (sizeOf(seed.shape) !== 1) throw shapeError("dropoutMask", [seed.shape], "a seed is one element");
    if (!(rate >= 0 && rate < 1)) {
      throw shapeError("dropoutMask", [shape], `the rate ${rate} is not from 0 (included) to 1 (excluded)`);
    }
    if (shape.some((length) => !Number.isInteger(length) || length < 1)) {
      throw shapeError("dropoutMask", [shape], "lengths are positive integers");
    }
    if (!Number.isInteger(stream)) {
      throw shapeError("dropoutMask", [shape], `the stream ${stream} is no integer`);
    }
    return shape;
  },

  matmul: ([a, b], { transposeA, transposeB }) => {
    const shapes = [a.shape, b.shape];
    if (a.shape.length < 2 || b.shape.length < 2) {
      throw shapeError("matmul", shapes, "both operands need two axes or more");
    }
    const [aRows, aColumns] = lastTwo(a.shape, transposeA);
    const [bRows, bColumns] = lastTwo(b.shape, transposeB);
    if (aColumns !== bRows) {
      const transposed = [transposeA ? "the first transposed" : "", transposeB ? "the second transposed" : ""]
        .filter(Boolean)
        .join(", ");
      throw shapeError(
        "matmul",
        shapes,
        `${transposed === "" ? "" : `${transposed}, `}${aColumns} columns meet ${bRows} rows`,
      );
    }
    return [...broadcastShapes("matmul", [a.shape.slice(0, -2), b.shape.slice(0, -2)]), aRows, bColumns];
  },
  transpose: ([x], { permutation }) => {
    const sorted = [...permutation].sort((p, q) => p - q);
    if (permutation.length !== x.shape.length || sorted.some((axis, index) => axis !== index)) {
      throw shapeError("transpose", [x.shape], `${formatShape(permutation)} is no permutation of its axes`);
    }
    return permutation.map((axis) => x.shape[axis] ?? 1);
  },
  reshape: ([x], { shape }) => {
    if (
      sizeOf(shape) !== sizeOf(x.shape) ||
      shape.some((length) => !Number.isInteger(length) || length < 1)
    ) {
      throw shapeError(
        "reshape",
        [x.shape],
        `its ${sizeOf(x.shape)} elements do not fill ${formatShape(shape)}`,
      );
    }
    return shape;
  },
  broadcastTo: ([x], { shape }) => {
    if (!broadcastsTo(x.shape, shape)) {
      throw shapeError("broadcastTo", [x.shape], `it does not broadcast to ${formatShape(shape)}`);
    }
    return shape;
  },
  concat: (inputs, { axis }) => {
    const shapes = inputs.map((input) => input.shape);
    const [first] = shapes;
    if (first === undefined) throw shapeError("concat", shapes, "there is nothing to join");
    const fits = (shape: Shape) =>
      shape.length === first.length &&
      shape.every((length, other) => other === axis || length === first[other]);
    if (!shapes.every(fits)) {
      throw shapeError("concat", shapes, `they differ beside axis ${axis}`);
    }
    const total = shapes.reduce((sum, shape) => sum + (shape[axis] ?? 0), 0);
    return first.map((length, other) => (other === axis ? total : length));
  },
  slice: ([x], { axis, start, end }) => {
    const length = x.shape[axis] ?? 0;
    if (!Number.isInteger(start) || !Number.isInteger(end) || start < 0 || end > length || start >= end) {
      throw shapeError("slice", [x.shape], `${start} to ${end} is no range of axis ${axis}`);
    }
    return x.shape.map((own, other) => (other === axis ? end - start : own));
  },

  gather: ([table, indices]) => {
    if (table.shape.length === 0) {
      throw shapeError("gather", [table.shape, indices.shape], "a scalar has no rows");
    }
    return [...indices.shape, ...table.shape.slice(1)];
  },
  scatterAdd: ([values, indices], { rows }) => {
    const shapes = [values.shape, indices.shape];
    if (!sameShape(values.shape.slice(0, indices.shape.length), indices.shape)) {
      throw shapeError("scatterAdd", shapes, "there is not one row of values for each index");
    }
    if (!Number.isInteger(rows) || rows < 1) {
      throw shapeError("scatterAdd", shapes, `${rows} is no number of rows`);
    }
    return [rows, ...values.shape.slice(indices.shape.length)];
  },

  sum: reduction,
  mean: reduction,
  max: reduction,
};

function lastTwo(shape: Shape, transposed: boolean): [number, number] {
  const rows = shape.at(-2) ?? 1;
  const columns = shape.at(-1) ?? 1;
  return transposed ? [columns, rows] : [rows, columns];
}
