/** One computation for many examples at once. */
import { EdgeflockError } from "../../core/errors.ts";
import { broadcastTo } from "../elementwise.ts";
import { Graph } from "../graph.ts";
import { reshape } from "../linear.ts";
import type { AnyNode, Tensor } from "../op.ts";
import { compileFunction } from "../program.ts";
import { formatShape } from "../shape.ts";
import { applyToValues, type Value } from "./batching-rules.ts";

/**
 * `f`, written for one example, for many: each operand has the examples along its first axis, and so has the result.
 * @param f uses no other tensors than its operands
 * @param operands of the shapes that `f` takes, after a common first axis
 */
export function vmap<Operands extends readonly Tensor[]>(
  f: (...operands: { readonly [I in keyof Operands]: Tensor }) => Tensor,
  operands: Operands,
): Tensor {
  const [first] = operands;
  const count = first?.shape[0];
  if (count === undefined || operands.some(({ shape }) => shape[0] !== count)) {
    const shapes = operands.map(({ shape }) => formatShape(shape)).join(" and ");
    throw new EdgeflockError("graph", `vmap of ${shapes}: the operands share no first axis.`);
  }
  const scratch = new Graph();
  const single = operands.map(({ shape }, index) => scratch.input(`${index}`, shape.slice(1)));
  const result = f(...(single as { readonly [I in keyof Operands]: Tensor }));
  const { graph } = first as Tensor;
  const values = new Map<number, Value>();
  for (const [index, tensor] of operands.entries()) {
    values.set(single[index]?.id ?? -1, { tensor, isBatched: true });
  }
  const { nodes } = compileFunction({ result });
  for (const node of nodes) if (!values.has(node.id)) values.set(node.id, copy(node, values, graph, count));
  return withExamples(valueAt(result, values), count);
}

/** A value with its examples along the first axis, whether they differ or not. */
export function withExamples({ tensor, isBatched }: Value, count: number): Tensor {
  if (isBatched) return tensor;
  return count === 1 ? reshape(tensor, [1, ...tensor.shape]) : broadcastTo(tensor, [count, ...tensor.shape]);
}

/** The value of a node in `graph`, given those of its operands. */
export function copy(node: AnyNode, values: ReadonlyMap<number, Value>, graph: Graph, count: number): Value {
  if (node.op === "constant") {
    return { tensor: graph.constant(node.attributes.values, node.shape), isBatched: false };
  }
  const operands = node.inputs.map((input) => valueAt(input, values));
  return applyToValues(node, operands, count);
}

export function valueAt(tensor: Tensor, values: ReadonlyMap<number, Value>): Value {
  const value = values.get(tensor.id);
  if (value === undefined) throw new Error("an operand comes after its use");
  return value;
}
