/**
 * Element-wise operations, with numpy broadcasting. Constants fold, operations that change nothing vanish, and
 * explicit broadcasts of operands are dropped where the operation broadcasts by itself.
 */
import { EdgeflockError } from "../core/errors.ts";
import type { Graph } from "./graph.ts";
import type { Tensor } from "./op.ts";
import { broadcastShapes, type Shape, sameShape } from "./shape.ts";

/** An operand: a tensor, or a number that stands for a scalar constant. */
export type Operand = Tensor | number;

type UnaryOp =
  | "neg"
  | "abs"
  | "sign"
  | "exp"
  | "log"
  | "sqrt"
  | "cos"
  | "floor"
  | "relu"
  | "tanh"
  | "sigmoid"
  | "softplus";
type BinaryOp = "add" | "sub" | "mul" | "div" | "minimum" | "maximum" | "greater";

const folds: { readonly [K in BinaryOp]: (a: number, b: number) => number } = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  minimum: Math.min,
  maximum: Math.max,
  greater: (a, b) => (a > b ? 1 : 0),
};

export const add = (a: Operand, b: Operand): Tensor => binary("add", a, b);
export const sub = (a: Operand, b: Operand): Tensor => binary("sub", a, b);
export const mul = (a: Operand, b: Operand): Tensor => binary("mul", a, b);
export const div = (a: Operand, b: Operand): Tensor => binary("div", a, b);
/** The smaller operand. At a tie the gradient goes to the first one. */
export const minimum = (a: Operand, b: Operand): Tensor => binary("minimum", a, b);
/** The greater operand. At a tie the gradient goes to the first one. */
export const maximum = (a: Operand, b: Operand): Tensor => binary("maximum", a, b);
/** 1 where `a > b`, else 0. Passes no gradient. */
export const greater = (a: Operand, b: Operand): Tensor => binary("greater", a, b);

export const neg = (x: Tensor): Tensor => unary("neg", x);
/** Gradient 0 at 0. */
export const abs = (x: Tensor): Tensor => unary("abs", x);
/** -1, 0 or 1. Passes no gradient. */
export const sign = (x: Tensor): Tensor => unary("sign", x);
export const exp = (x: Tensor): Tensor => unary("exp", x);
export const log = (x: Tensor): Tensor => unary("log", x);
/** Its gradient is infinite at 0: add a small number first. */
export const sqrt = (x: Tensor): Tensor => unary("sqrt", x);
export const cos = (x: Tensor): Tensor => unary("cos", x);
/** The greatest integer that is not greater than `x`. Passes no gradient. */
export const floor = (x: Tensor): Tensor => unary("floor", x);
/** Gradient 0 at 0. */
export const relu = (x: Tensor): Tensor => unary("relu", x);
export const tanh = (x: Tensor): Tensor => unary("tanh", x);
export const sigmoid = (x: Tensor): Tensor => unary("sigmoid", x);
/** `log(1 + exp(x))`. */
export const softplus = (x: Tensor): Tensor => unary("softplus", x);
export const square = (x: Tensor): Tensor => mul(x, x);

/** `x` between `low` and `high`. The gradient passes from `low` to `high`, both included. */
export function clip(x: Tensor, low: number, high: number): Tensor {
  return x.graph.apply("clip", [x], { low: Math.fround(low), high: Math.fround(high) });
}

/** `a` where `condition` is not 0, else `b`. No gradient passes to the condition. */
export function where(condition: Tensor, a: Operand, b: Operand): Tensor {
  const { graph } = condition;
  const operands = [condition, lift(graph, a), lift(graph, b)];
  const shape = broadcastShapes(
    "where",
    operands.map((operand) => operand.shape),
  );
  const [bareCondition = condition, bareA = condition, bareB = condition] = dropBroadcasts(operands, shape);
  return graph.apply("where", [bareCondition, bareA, bareB], {});
}

/** `x` itself, as a constant in the eyes of `gradients`. */
export function stopGradient(x: Tensor): Tensor {
  return x.graph.node(x).op === "stopGradient" ? x : x.graph.apply("stopGradient", [x], {});
}

/** `x` repeated to `shape`, by numpy's rules. */
export function broadcastTo(x: Tensor, shape: Shape): Tensor {
  const node = x.graph.node(x);
  if (sameShape(x.shape, shape)) return x;
  return x.graph.apply("broadcastTo", node.op === "broadcastTo" ? node.inputs : [x], { shape: [...shape] });
}

function unary(op: UnaryOp, x: Tensor): Tensor {
  const node = x.graph.node(x);
  if (op === "neg") {
    const value = uniformValue(x);
    const simple =
      node.op === "neg" ? node.inputs[0] : value === null ? null : x.graph.constant(-value, x.shape);
    if (simple !== null) {
      x.graph.simplified(op);
      return simple;
    }
  }
  return x.graph.apply(op, [x], {});
}

function binary(op: BinaryOp, first: Operand, second: Operand): Tensor {
  const graph = graphOf(op, first, second);
  const operands = [lift(graph, first), lift(graph, second)];
  const shape = broadcastShapes(
    op,
    operands.map((operand) => operand.shape),
  );
  const [a, b] = dropBroadcasts(operands, shape);
  if (a === undefined || b === undefined) throw new Error("a binary op has two operands");
  const simple = simplified(op, a, b, shape);
  if (simple === null) return graph.apply(op, [a, b], {});
  graph.simplified(op);
  return simple;
}

/** The result where constants fold, or where an operand is the other's neutral element; else null. */
function simplified(op: BinaryOp, a: Tensor, b: Tensor, shape: Shape): Tensor | null {
  const valueA = uniformValue(a);
  const valueB = uniformValue(b);
  if (valueA !== null && valueB !== null) return a.graph.constant(folds[op](valueA, valueB), shape);
  if (op === "add" && valueA === 0) return broadcastTo(b, shape);
  if (op === "mul" && valueA === 1) return broadcastTo(b, shape);
  if ((op === "add" || op === "sub") && valueB === 0) return broadcastTo(a, shape);
  if ((op === "mul" || op === "div") && valueB === 1) return broadcastTo(a, shape);
  return null;
}

function graphOf(op: string, a: Operand, b: Operand): Graph {
  if (typeof a !== "number") return a.graph;
  if (typeof b !== "number") return b.graph;
  throw new EdgeflockError("graph", `${op} of ${a} and ${b}: one operand has to be a tensor.`);
}

function lift(graph: Graph, operand: Operand): Tensor {
  return typeof operand === "number" ? graph.constant(operand) : operand;
}

/** The value that all elements of a constant share, or null. */
function uniformValue(x: Tensor): number | null {
  const node = x.graph.node(x);
  if (node.op === "broadcastTo") return uniformValue(node.inputs[0]);
  return node.op === "constant" && node.attributes.values.length === 1
    ? (node.attributes.values[0] ?? null)
    : null;
}

/** The operands without their explicit broadcasts, as far as they still give `shape` together. */
function dropBroadcasts(operands: readonly Tensor[], shape: Shape): Tensor[] {
  const bare = [...operands];
  for (const [index, operand] of operands.entries()) {
    const node = operand.graph.node(operand);
    if (node.op !== "broadcastTo") continue;
    const trial = bare.with(index, node.inputs[0]);
    if (
      sameShape(
        broadcastShapes(
          "broadcastTo",
          trial.map((tensor) => tensor.shape),
        ),
        shape,
      )
    ) {
      bare[index] = node.inputs[0];
    }
  }
  return bare;
}
