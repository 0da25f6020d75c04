/** One computation for many examples at once. */
import { EdgeflockError } from "../../core/errors.ts";
import { broadcastTo } from "../elementwise.ts";
import { Graph } from "../graph.ts";
import { concat, reshape, slice } from "../linear.ts";
import type { AnyNode, Tensor } from "../op.ts";
import { compileFunction } from "../program.ts";
import { formatShape, sizeOf } from "../shape.ts";
import { applyToValues, type Value } from "./batching-rules.ts";

/** Elements of a value of examples that are computed together. */
const LARGEST_TOGETHER = 65_536;

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
  // Refuses a result that is of another graph.
  scratch.node(result);
  const { nodes } = compileFunction({ result });
  const together = (tensors: readonly Tensor[], examples: number) => {
    const values = new Map<number, Value>();
    for (const [index, tensor] of tensors.entries()) {
      values.set(single[index]?.id ?? -1, { tensor, isBatched: true });
    }
    const { graph } = tensors[0] as Tensor;
    for (const node of nodes) {
      if (!values.has(node.id)) values.set(node.id, copy(node, values, graph, examples));
    }
    return withExamples(valueAt(result, values), examples);
  };
  // Where the values of all examples would not fit into a cache, a few at a time are quicker.
  const largest = Math.max(1, ...nodes.filter(({ op }) => op !== "input").map(({ shape }) => sizeOf(shape)));
  const atATime = Math.max(2, Math.floor(LARGEST_TOGETHER / largest));
  if (count <= atATime) return together(operands, count);
  const parts: Tensor[] = [];
  for (let start = 0; start < count; start += atATime) {
    const end = Math.min(count, start + atATime);
    parts.push(
      together(
        operands.map((operand) => slice(operand, 0, start, end)),
        end - start,
      ),
    );
  }
  return concat(parts, 0);
}

/** A value with its examples along the first axis, whether they differ or not. */
export function withExamples({ tensor, isBatched }: Value, count: number): Tensor {
  if (isBatched) return tensor;
  return count === 1 ? reshape(tensor, [1, ...tensor.shape]) : broadcastTo(tensor, [count, ...tensor.shape]);
}

/** The value of a node in `graph`, given those of its operands. */
export function copy(node: AnyNode, values: ReadonlyMap<number, Value>, graph: Graph, count: number): Value {
  if (node.op === "constant") return { tensor: graph.copied(node), isBatched: false };
  const operands = node.inputs.map((input) => valueAt(input, values));
  return applyToValues(node, operands, count);
}

export function valueAt(tensor: Tensor, values: ReadonlyMap<number, Value>): Value {
  const value = values.get(tensor.id);
  if (value === undefined) throw new Error("an operand comes after its use");
  return value;
}
