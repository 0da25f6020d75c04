/** Operations that run over whole axes: sums, means, maxima, softmax, argmax. */
import type { Tensor } from "./op.ts";
import { normaliseAxis } from "./shape.ts";

type ReductionOp = "sum" | "mean" | "max";

/** Sum over `axes` (all without), which vanish unless `keepDims`. */
export const sum = (x: Tensor, axes?: readonly number[], keepDims = false): Tensor =>
  reduce("sum", x, axes, keepDims);

/** Mean over `axes` (all without), which vanish unless `keepDims`. */
export const mean = (x: Tensor, axes?: readonly number[], keepDims = false): Tensor =>
  reduce("mean", x, axes, keepDims);

/** Maximum over `axes` (all without), which vanish unless `keepDims`. Tied elements share the gradient evenly. */
export const max = (x: Tensor, axes?: readonly number[], keepDims = false): Tensor =>
  reduce("max", x, axes, keepDims);

/** `exp(x)` over its sum along `axis`. */
export function softmax(x: Tensor, axis = -1): Tensor {
  return x.graph.apply("softmax", [x], { axis: normaliseAxis("softmax", x.shape, axis) });
}

/** Logarithm of `softmax`. */
export function logSoftmax(x: Tensor, axis = -1): Tensor {
  return x.graph.apply("logSoftmax", [x], { axis: normaliseAxis("logSoftmax", x.shape, axis) });
}

/** 1 at the first greatest element of the last axis, 0 elsewhere. Passes no gradient. */
export function oneHotArgmax(x: Tensor): Tensor {
  return x.graph.apply("oneHotArgmax", [x], {});
}

function reduce(op: ReductionOp, x: Tensor, axes: readonly number[] | undefined, keepDims: boolean): Tensor {
  const chosen = (axes ?? x.shape.map((_, axis) => axis)).map((axis) => normaliseAxis(op, x.shape, axis));
  const unique = [...new Set(chosen)].sort((a, b) => a - b);
  return unique.length === 0 ? x : x.graph.apply(op, [x], { axes: unique, keepDims });
}
