/**
 * The gradient rule of every op: given the gradient of some scalar with respect to the op's result, the gradients
 * with respect to its operands; null where none passes.
 */
import {
  abs,
  broadcastTo,
  cos,
  div,
  exp,
  greater,
  mul,
  neg,
  sigmoid,
  sign,
  sub,
  where,
} from "./elementwise.ts";
import { gather, scatterAdd } from "./indexing.ts";
import { matmul, reshape, slice, transpose } from "./linear.ts";
import type { Node, OpName, Ops, Tensor } from "./op.ts";
import { sum } from "./reductions.ts";
import { type Shape, sizeOf } from "./shape.ts";

/** The gradient of a slice: known on a range of one axis, zero elsewhere. Pieces are joined, not summed. */
export interface Piece {
  readonly axis: number;
  readonly start: number;
  readonly gradient: Tensor;
}

export type OperandGradient = Tensor | Piece | null;

type GradientRule<K extends OpName> = (
  node: Node<K>,
  inputs: Ops[K]["inputs"],
  gradient: Tensor,
) => readonly OperandGradient[];

const none = (): readonly OperandGradient[] => [];

export const gradientRules: { readonly [K in OpName]: GradientRule<K> } = {
  input: none,
  state: none,
  constant: none,
  stopGradient: none,
  greater: none,
  sign: none,
  floor: none,
  dropoutMask: none,
  oneHotArgmax: none,

  add: (_, [a, b], gradient) => [reduceTo(gradient, a), reduceTo(gradient, b)],
  sub: (_, [a, b], gradient) => [reduceTo(gradient, a), reduceTo(neg(gradient), b)],
  mul: (_, [a, b], gradient) => [reduceTo(mul(gradient, b), a), reduceTo(mul(gradient, a), b)],
  div: (node, [a, b], gradient) => {
    const overB = div(gradient, b);
    return [reduceTo(overB, a), reduceTo(neg(mul(overB, node)), b)];
  },
  minimum: (node, [a, b], gradient) => choose(greater(a, b), a, b, spread(gradient, node)),
  maximum: (node, [a, b], gradient) => choose(greater(b, a), a, b, spread(gradient, node)),
  where: (_, [condition, a, b], gradient) => [
    null,
    reduceTo(where(condition, gradient, 0), a),
    reduceTo(where(condition, 0, gradient), b),
  ],

  neg: (_, __, gradient) => [neg(gradient)],
  abs: (_, [x], gradient) => [mul(gradient, sign(x))],
  exp: (node, _, gradient) => [mul(gradient, node)],
  log: (_, [x], gradient) => [div(gradient, x)],
  sqrt: (node, _, gradient) => [div(mul(gradient, 0.5), node)],
  cos: (_, [x], gradient) => [neg(mul(gradient, cos(sub(x, Math.PI / 2))))],
  relu: (node, _, gradient) => [mul(gradient, greater(node, 0))],
  tanh: (node, _, gradient) => [mul(gradient, sub(1, mul(node, node)))],
  sigmoid: (node, _, gradient) => [mul(gradient, mul(node, sub(1, node)))],
  softplus: (_, [x], gradient) => [mul(gradient, sigmoid(x))],
  clip: (node, [x], gradient) => [where(abs(sub(x, node)), 0, gradient)],

  matmul: (node, [a, b], gradient) => {
    const { transposeA, transposeB } = node.attributes;
    const ofA = transposeA
      ? matmul(b, gradient, { transposeA: transposeB, transposeB: true })
      : matmul(gradient, b, { transposeB: !transposeB });
    const ofB = transposeB
      ? matmul(gradient, a, { transposeA: true, transposeB: transposeA })
      : matmul(a, gradient, { transposeA: !transposeA });
    return [reduceTo(ofA, a), reduceTo(ofB, b)];
  },
  transpose: (node, _, gradient) => {
    const inverse: number[] = [];
    for (const [to, from] of node.attributes.permutation.entries()) inverse[from] = to;
    return [transpose(gradient, inverse)];
  },
  reshape: (_, [x], gradient) => [reshape(gradient, x.shape)],
  broadcastTo: (_, [x], gradient) => [reduceTo(gradient, x)],
  concat: (node, inputs, gradient) => {
    const { axis } = node.attributes;
    let start = 0;
    return inputs.map((input) => {
      const end = start + (input.shape[axis] ?? 0);
      const part = slice(gradient, axis, start, end);
      start = end;
      return part;
    });
  },
  slice: (node, _, gradient) => [{ axis: node.attributes.axis, start: node.attributes.start, gradient }],

  gather: (_, [table, indices], gradient) => [scatterAdd(gradient, indices, table.shape[0] ?? 1), null],
  scatterAdd: (_, [__, indices], gradient) => [gather(gradient, indices), null],

  sum: (node, [x], gradient) => [
    broadcastTo(withReducedAxes(gradient, x.shape, node.attributes.axes), x.shape),
  ],
  mean: (node, [x], gradient) => {
    const share = mul(gradient, sizeOf(node.shape) / sizeOf(x.shape));
    return [broadcastTo(withReducedAxes(share, x.shape, node.attributes.axes), x.shape)];
  },
  max: (node, [x], gradient) => {
    const { axes } = node.attributes;
    const attained = sub(1, greater(withReducedAxes(node, x.shape, axes), x));
    const share = div(withReducedAxes(gradient, x.shape, axes), sum(attained, axes, true));
    return [mul(attained, share)];
  },
  softmax: (node, _, gradient) => {
    const weighted = mul(node, gradient);
    return [sub(weighted, mul(node, sum(weighted, [node.attributes.axis], true)))];
  },
  logSoftmax: (node, _, gradient) => [
    sub(gradient, mul(exp(node), sum(spread(gradient, node), [node.attributes.axis], true))),
  ],
};

/** Undoes broadcasting: sums `gradient` down to the shape of `operand` (and spreads it where it is smaller). */
function reduceTo(gradient: Tensor, operand: Tensor): Tensor {
  const { shape } = operand;
  const lead = gradient.shape.length - shape.length;
  const axes = gradient.shape.map((_, axis) => axis);
  const widened = axes.filter(
    (axis) => axis >= lead && shape[axis - lead] === 1 && gradient.shape[axis] !== 1,
  );
  const narrow = widened.length === 0 ? gradient : sum(gradient, widened, true);
  return spread(lead > 0 ? sumLeading(narrow, lead) : narrow, operand);
}

/** The sum over the first `count` axes, as that of the columns of a matrix. */
function sumLeading(x: Tensor, count: number): Tensor {
  const rest = x.shape.slice(count);
  return reshape(sum(reshape(x, [-1, sizeOf(rest)]), [0]), rest);
}

function spread(gradient: Tensor, like: Tensor): Tensor {
  return broadcastTo(gradient, like.shape);
}

/** Splits a gradient between the operands of minimum and maximum: to the second where `second` is 1. */
function choose(second: Tensor, a: Tensor, b: Tensor, gradient: Tensor): readonly Tensor[] {
  return [reduceTo(where(second, 0, gradient), a), reduceTo(where(second, gradient, 0), b)];
}

/** A reduced tensor with its reduced axes back, as axes of length 1. */
function withReducedAxes(reduced: Tensor, shape: Shape, axes: readonly number[]): Tensor {
  return reshape(
    reduced,
    shape.map((length, axis) => (axes.includes(axis) ? 1 : length)),
  );
}
