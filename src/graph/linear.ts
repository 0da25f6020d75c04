/** Matrix products and the operations that move elements without changing them. */
import { EdgeflockError } from "../core/errors.ts";
import type { Tensor } from "./op.ts";
import { formatShape, normaliseAxis, type Shape, sameShape, sizeOf } from "./shape.ts";
import { shapeRules } from "./shape-rules.ts";

/**
 * Matrix product of the last two axes; leading axes broadcast. `[m, k] x [k, n]` gives `[m, n]`.
 * A transposed operand costs nothing: it becomes a flag of the product.
 */
export function matmul(
  a: Tensor,
  b: Tensor,
  options: { transposeA?: boolean; transposeB?: boolean } = {},
): Tensor {
  const first = withoutTranspose(a);
  const second = withoutTranspose(b);
  return a.graph.apply("matmul", [first.tensor, second.tensor], {
    transposeA: first.transposed !== (options.transposeA ?? false),
    transposeB: second.transposed !== (options.transposeB ?? false),
  });
}

/** Axis `i` of the result is axis `permutation[i]` of `x`. Without a permutation the last two axes swap. */
export function transpose(x: Tensor, permutation: readonly number[] = swapLast(x.shape.length)): Tensor {
  if (permutation.every((axis, index) => axis === index) && permutation.length === x.shape.length) {
    x.graph.simplified("transpose");
    return x;
  }
  const node = x.graph.node(x);
  if (node.op === "transpose" && permutation.length === x.shape.length) {
    const inner = node.attributes.permutation;
    return transpose(
      node.inputs[0],
      permutation.map((axis) => inner[axis] ?? -1),
    );
  }
  return x.graph.apply("transpose", [x], { permutation: [...permutation] });
}

/** The same elements in another shape. One length may be -1: it is worked out. */
export function reshape(x: Tensor, shape: Shape): Tensor {
  const known = shape.reduce((size, length) => (length === -1 ? size : size * length), 1);
  const full = shape.map((length) => (length === -1 ? sizeOf(x.shape) / known : length));
  if (shape.filter((length) => length === -1).length > 1) {
    throw new EdgeflockError(
      "graph",
      `reshape of ${formatShape(x.shape)} to ${formatShape(shape)}: two lengths are -1.`,
    );
  }
  const node = x.graph.node(x);
  if (sameShape(full, x.shape)) {
    x.graph.simplified("reshape");
    return x;
  }
  if (node.op === "reshape") return reshape(node.inputs[0], full);
  if (node.op === "constant" && sizeOf(x.shape) === 1 && sizeOf(full) === 1) {
    x.graph.simplified("reshape");
    return x.graph.constant(node.attributes.values, full);
  }
  return x.graph.apply("reshape", [x], { shape: full });
}

/** Joins tensors along an axis. */
export function concat(xs: readonly Tensor[], axis: number): Tensor {
  const [first] = xs;
  if (first === undefined) throw new EdgeflockError("graph", "concat of nothing: there is nothing to join.");
  const along = normaliseAxis("concat", first.shape, axis);
  if (xs.length === 1) return first;
  const parts = xs.flatMap((x) => {
    const node = x.graph.node(x);
    return node.op === "concat" && node.attributes.axis === along ? node.inputs : [x];
  });
  return first.graph.apply("concat", parts, { axis: along });
}

/** Elements `start` (included) to `end` (excluded) of an axis. */
export function slice(x: Tensor, axis: number, start: number, end: number): Tensor {
  const along = normaliseAxis("slice", x.shape, axis);
  if (start === 0 && end === x.shape[along]) {
    x.graph.simplified("slice");
    return x;
  }
  const attributes = { axis: along, start, end };
  const node = x.graph.node(x);
  const isAlong = (node.op === "concat" || node.op === "slice") && node.attributes.axis === along;
  if (!isAlong) return x.graph.apply("slice", [x], attributes);
  shapeRules.slice([x], attributes);
  if (node.op === "slice") {
    const offset = node.attributes.start;
    return slice(node.inputs[0], along, offset + start, offset + end);
  }
  let from = 0;
  for (const part of node.inputs) {
    const to = from + (part.shape[along] ?? 0);
    if (start >= from && end <= to) return slice(part, along, start - from, end - from);
    from = to;
  }
  return x.graph.apply("slice", [x], attributes);
}

function swapLast(rank: number): number[] {
  const axes = Array.from({ length: rank }, (_, axis) => axis);
  return rank < 2 ? axes : [...axes.slice(0, -2), rank - 1, rank - 2];
}

function withoutTranspose(x: Tensor): { tensor: Tensor; transposed: boolean } {
  const node = x.graph.node(x);
  const swaps =
    node.op === "transpose" &&
    swapLast(x.shape.length).every((axis, index) => axis === node.attributes.permutation[index]);
  return swaps ? { tensor: node.inputs[0], transposed: true } : { tensor: x, transposed: false };
}
