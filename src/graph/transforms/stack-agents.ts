/** Agents of equal shape in one call: what they own is stacked, what they compute runs for all of a group at once. */
import { EdgeflockError } from "../../core/errors.ts";
import { Graph } from "../graph.ts";
import { concat, reshape, slice } from "../linear.ts";
import type { AnyNode, Tensor } from "../op.ts";
import { assemble, type Program, zeroStates } from "../program.ts";
import { formatShape, type Shape, sameShape, sizeOf } from "../shape.ts";
import type { Value } from "./batching-rules.ts";
import { checkCount, checkNames } from "./checks.ts";
import { copy, valueAt, vmap, withExamples } from "./vmap.ts";

/** A value that each agent has its own of. */
interface Own {
  readonly of: (group: Group) => Value;
}

/** What all agents have, for values that they compute for each other. */
export interface AllAgents {
  readonly graph: Graph;
  /** A state of their programs. */
  state(name: string): Own;
  /** An input, of this shape for one agent. */
  input(name: string, shape: Shape): Own;
  /** `f` of each agent's values, with the agents along a new first axis. */
  each(values: readonly Own[], f: (...values: readonly Tensor[]) => Tensor): Tensor;
}

export interface StackOptions {
  /** Inputs that all agents share: they keep their shape. */
  readonly shared?: readonly string[];
  /** Inputs of the agents' programs that are computed from what all agents have, instead of being fed. */
  readonly computed?: Readonly<Record<string, (all: AllAgents) => Tensor>>;
  /** Agents whose ops run together; the groups stand side by side. By default as many as fit into caches. */
  readonly groupSize?: number;
}

interface Group {
  readonly index: number;
  readonly start: number;
  readonly size: number;
}

/**
 * The program of `count` agents that each run `program` on their own, in one call. Inputs and outputs have the agents
 * along a new first axis; so have the states of a group of several; those of group g are named `name/g`.
 */
export function stackAgents(program: Program, count: number, options: StackOptions = {}): Program {
  checkCount("stackAgents: count", count);
  const { shared = [], computed = {}, groupSize = cachedGroupSize(program, count) } = options;
  checkCount("stackAgents: groupSize", groupSize);
  checkNames(program, [...shared, ...Object.keys(computed)]);
  const graph = new Graph();
  const groups = Array.from({ length: Math.ceil(count / groupSize) }, (_, index): Group => {
    const start = index * groupSize;
    return { index, start, size: Math.min(groupSize, count - start) };
  });
  const own = {
    state: (name: string, shape: Shape): Own => ({
      of: ({ index, size }) => ({
        tensor: graph.state(`${name}/${index}`, size === 1 ? shape : [size, ...shape]),
        isBatched: size > 1,
      }),
    }),
    input: (name: string, shape: Shape): Own => ({
      of: ({ start, size }) =>
        ofGroup(slice(graph.input(name, [count, ...shape]), 0, start, start + size), shape, size),
    }),
  };
  const all: AllAgents = {
    graph,
    input: own.input,
    state(name) {
      const state = program.states.find((one) => one.name === name);
      if (state === undefined) throw new EdgeflockError("graph", `The program has no state "${name}".`);
      return own.state(name, state.shape);
    },
    each(values, f) {
      const parts = groups.map((group) => {
        const tensors = values.map((value) => value.of(group).tensor);
        return group.size > 1
          ? vmap(f, tensors)
          : withExamples({ tensor: f(...tensors), isBatched: false }, 1);
      });
      return concat(parts, 0);
    },
  };
  const calculated = new Map(Object.entries(computed).map(([name, f]) => [name, f(all)]));
  for (const { name, shape } of program.inputs) checkComputed(name, shape, calculated.get(name));

  const outputs = new Map<string, Tensor[]>();
  const next = new Map<string, Tensor>();
  for (const group of groups) {
    const values = new Map<number, Value>();
    for (const node of program.nodes) {
      const value = valueFor(node, group, values);
      values.set(node.id, value);
    }
    for (const { kind, name, tensor } of program.results) {
      const value = valueAt(tensor, values);
      const result = kind === "state" && group.size === 1 ? value.tensor : withExamples(value, group.size);
      if (kind === "state") next.set(`${name}/${group.index}`, result);
      else outputs.set(name, [...(outputs.get(name) ?? []), result]);
    }
  }
  const zeros = [...zeroStates(program)];
  return assemble(
    graph,
    Object.fromEntries([...outputs].map(([name, parts]) => [name, concat(parts, 0)])),
    next,
    new Set(zeros.flatMap((name) => groups.map(({ index }) => `${name}/${index}`))),
  );

  function valueFor(node: AnyNode, group: Group, values: ReadonlyMap<number, Value>): Value {
    if (node.op === "state") return own.state(node.attributes.name, node.shape).of(group);
    if (node.op !== "input") return copy(node, values, graph, group.size);
    const { name } = node.attributes;
    const tensor = calculated.get(name) ?? (shared.includes(name) ? graph.input(name, node.shape) : null);
    return tensor === null ? own.input(name, node.shape).of(group) : { tensor, isBatched: false };
  }
}

/** Elements of the states that a group may have: with more, its element-wise passes wait for memory. */
const LARGEST_GROUP_STATE = 4_000_000;

/** The size of equally large groups, each of which stays in a cache of some megabytes. */
function cachedGroupSize({ states }: Program, count: number): number {
  const size = states.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const largest = Math.max(1, Math.floor(LARGEST_GROUP_STATE / Math.max(1, size)));
  return Math.ceil(count / Math.ceil(count / largest));
}

/** A group of one agent needs no axis for its agents. */
function ofGroup(tensor: Tensor, shape: Shape, size: number): Value {
  return size === 1 ? { tensor: reshape(tensor, shape), isBatched: false } : { tensor, isBatched: true };
}

/** A wrong shape could broadcast without a word. */
function checkComputed(name: string, shape: Shape, computed: Tensor | undefined): void {
  if (computed === undefined || sameShape(computed.shape, shape)) return;
  const shapes = `${formatShape(shape)} is computed as ${formatShape(computed.shape)}`;
  throw new EdgeflockError("graph", `The input "${name}" of ${shapes}.`);
}
