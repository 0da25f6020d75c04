/** Several updates in one run: what is fixed for a call is paid once, and states cross into the engine once. */
import { Graph } from "../graph.ts";
import { concat, reshape, slice } from "../linear.ts";
import type { AnyNode, Tensor } from "../op.ts";
import { assemble, type Program, updatedStates, zeroStates } from "../program.ts";
import { sizeOf } from "../shape.ts";
import type { Value } from "./batching-rules.ts";
import { checkCount, checkNames } from "./checks.ts";
import { copy, valueAt } from "./vmap.ts";

export interface UnrollOptions {
  /** Inputs that all updates share: they keep their shape. */
  readonly shared?: readonly string[];
}

/**
 * The program that runs `program` `count` times, each time on the next of `count` minibatches: inputs and outputs have
 * the minibatches along a new first axis. What no update changes (say, the values of a target network that stays as it
 * is) is computed for all minibatches at once, but for large values.
 */
export function unrollUpdates(program: Program, count: number, { shared = [] }: UnrollOptions = {}): Program {
  checkCount("unrollUpdates: count", count);
  checkNames(program, shared);
  const graph = new Graph();
  const own = ownNodes(program, shared);
  const fixed = new Map<number, Value>();
  for (const node of program.nodes) if (!own.has(node.id)) fixed.set(node.id, fixedValue(node));

  const states = new Map(program.states.map(({ name, shape }) => [name, graph.state(name, shape)]));
  const outputs = new Map<string, Tensor[]>();
  for (let update = 0; update < count; update++) {
    const values = new Map<number, Value>();
    for (const node of program.nodes) values.set(node.id, valueIn(update, node, values));
    for (const { kind, name, tensor: result } of program.results) {
      const { tensor } = valueAt(result, values);
      if (kind === "state") states.set(name, tensor);
      else outputs.set(name, [...(outputs.get(name) ?? []), reshape(tensor, [1, ...tensor.shape])]);
    }
  }
  const updated = updatedStates(program);
  return assemble(
    graph,
    Object.fromEntries([...outputs].map(([name, each]) => [name, concat(each, 0)])),
    new Map([...states].filter(([name]) => updated.has(name))),
    zeroStates(program),
  );

  function fixedValue(node: AnyNode): Value {
    if (node.op === "state") {
      return { tensor: graph.state(node.attributes.name, node.shape), isBatched: false };
    }
    if (node.op !== "input") return copy(node, fixed, graph, count);
    const { name } = node.attributes;
    const isBatched = !shared.includes(name);
    return { tensor: graph.input(name, isBatched ? [count, ...node.shape] : node.shape), isBatched };
  }

  function valueIn(update: number, node: AnyNode, values: ReadonlyMap<number, Value>): Value {
    const known = fixed.get(node.id);
    if (known !== undefined) {
      const { tensor, isBatched } = known;
      if (!isBatched) return known;
      return { tensor: reshape(slice(tensor, 0, update, update + 1), node.shape), isBatched: false };
    }
    if (node.op !== "state") return copy(node, values, graph, 1);
    const tensor = states.get(node.attributes.name);
    if (tensor === undefined) throw new Error(`the state "${node.attributes.name}" is lost`);
    return { tensor, isBatched: false };
  }
}

/** Larger values of a minibatch are computed one minibatch after the other: those of all would leave the caches. */
const LARGEST_HOISTED = 65_536;

/** The nodes that each update computes for itself: those that depend on a state which the program updates, and large ones. */
function ownNodes(program: Program, shared: readonly string[]): ReadonlySet<number> {
  const updated = updatedStates(program);
  const own = new Set<number>();
  /** What differs from minibatch to minibatch. */
  const fed = new Set<number>();
  for (const node of program.nodes) {
    const among = (set: ReadonlySet<number>) => node.inputs.some((input) => set.has(input.id));
    if (node.op === "input" ? !shared.includes(node.attributes.name) : among(fed)) fed.add(node.id);
    const isLarge = node.op !== "input" && fed.has(node.id) && sizeOf(node.shape) > LARGEST_HOISTED;
    if (node.op === "state" ? updated.has(node.attributes.name) : isLarge || among(own)) own.add(node.id);
  }
  return own;
}
