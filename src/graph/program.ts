/**
 * A program: the part of a graph that given results need, in order of computation. `compileUpdate` makes a learner's
 * whole update step, `compileFunction` a pure evaluation.
 */
import { EdgeflockError } from "../core/errors.ts";
import { add, mul, type Operand, sub } from "./elementwise.ts";
import { gradients } from "./gradients.ts";
import type { Graph } from "./graph.ts";
import { reshape } from "./linear.ts";
import type { AnyNode, Node, OpName, Tensor } from "./op.ts";
import type { Optimizer } from "./optimizers/optimizer.ts";
import { formatShape, type Shape, sameShape, sizeOf } from "./shape.ts";

export interface TensorSpec {
  readonly name: string;
  readonly shape: Shape;
}

export interface StateSpec extends TensorSpec {
  /** An optimiser's own state: zeros at the start. All others need an initial value. */
  readonly startsAtZero: boolean;
}

/** A value a program hands out: an output, or the next value of the state of that name. */
export interface Result extends TensorSpec {
  readonly kind: "output" | "state";
  readonly tensor: Tensor;
}

export interface Program {
  readonly graph: Graph;
  readonly inputs: readonly TensorSpec[];
  readonly states: readonly StateSpec[];
  readonly outputs: readonly TensorSpec[];
  readonly results: readonly Result[];
  /** Every node the results need, operands first. */
  readonly nodes: readonly AnyNode[];
  readonly nodeCount: number;
  /**
   * How often each op had been written in the graph when the program was made, losses, gradients and optimisers
   * together: what its nodes would be if equal ones were kept apart, constants were not folded and dead ones stayed.
   */
  readonly written: ReadonlyMap<OpName, number>;
}

/** A loss (one element), lowered by an optimiser in the parameters of one state. */
export interface Objective {
  readonly loss: Tensor;
  readonly parameters: Tensor;
  readonly optimizer: Optimizer;
}

/** `target ← rate·source + (1 - rate)·target`, for a pair of states: Polyak averaging; a rate of 1 copies. */
export interface TargetUpdate {
  readonly target: Tensor;
  readonly source: Tensor;
  readonly rate: Operand;
}

/** One objective, or several that take their step together. */
export type UpdateSpec = (Objective | { readonly minimise: readonly Objective[] }) & {
  readonly targets?: readonly TargetUpdate[];
  /** What each run hands out. The loss, if left out of a single objective. */
  readonly outputs?: Readonly<Record<string, Tensor>>;
};

/**
 * One update step. All losses, gradients and outputs are evaluated with the parameters as they were before the step;
 * target updates use the new value of their source. Optimisers bring their own states, which start at zero.
 */
export function compileUpdate(spec: UpdateSpec): Program {
  const objectives = "minimise" in spec ? spec.minimise : [spec];
  const graph = (objectives[0]?.loss ?? spec.targets?.[0]?.target)?.graph;
  if (graph === undefined) throw new EdgeflockError("graph", "compileUpdate: there is nothing to update.");
  const outputs = spec.outputs ?? ("loss" in spec ? { loss: spec.loss } : {});
  const next = new Map<string, Tensor>();
  const startingAtZero = new Set<string>();
  const setNext = (state: Tensor, value: Tensor) => {
    const { name } = stateNode(graph, state).attributes;
    if (next.has(name))
      throw new EdgeflockError("graph", `The state "${name}" is updated twice in one step.`);
    next.set(name, inShapeOf(state, name, value));
  };
  for (const { loss, parameters, optimizer } of objectives) {
    const { name } = stateNode(graph, parameters).attributes;
    const [gradient] = gradients(loss, [parameters]);
    if (gradient === undefined) throw new Error("one gradient was asked for");
    const update = optimizer.update(name, parameters, gradient);
    setNext(parameters, update.parameters);
    for (const { state, next: value } of update.states) {
      setNext(state, value);
      startingAtZero.add(stateNode(graph, state).attributes.name);
    }
  }
  const moved = (spec.targets ?? []).map(({ target, source, rate }) => {
    if (!sameShape(target.shape, source.shape)) {
      throw new EdgeflockError(
        "graph",
        `A target update of ${formatShape(target.shape)} towards ${formatShape(source.shape)}: the shapes differ.`,
      );
    }
    const updated = next.get(stateNode(graph, source).attributes.name) ?? source;
    const keep = typeof rate === "number" ? 1 - rate : sub(1, rate);
    // Written so that a rate of 1 copies exactly and a rate of 0 changes nothing.
    return { target, value: add(mul(updated, rate), mul(target, keep)) };
  });
  for (const { target, value } of moved) setNext(target, value);
  return checked(assemble(graph, outputs, next, startingAtZero));
}

/** The evaluation of `outputs`; states are only read. */
export function compileFunction(outputs: Readonly<Record<string, Tensor>>): Program {
  const graph = Object.values(outputs)[0]?.graph;
  if (graph === undefined) throw new EdgeflockError("graph", "compileFunction: there is no output.");
  return checked(assemble(graph, outputs, new Map(), new Set()));
}

/** Names of the states that a program gives a next value. */
export function updatedStates({ results }: Program): ReadonlySet<string> {
  return new Set(results.filter(({ kind }) => kind === "state").map(({ name }) => name));
}

/** Names of the states that start at zero. */
export function zeroStates({ states }: Program): ReadonlySet<string> {
  return new Set(states.filter(({ startsAtZero }) => startsAtZero).map(({ name }) => name));
}

/** The program that hands out `outputs` and gives states their next values. Both are by name. */
export function assemble(
  graph: Graph,
  outputs: Readonly<Record<string, Tensor>>,
  nextStates: ReadonlyMap<string, Tensor>,
  startingAtZero: ReadonlySet<string>,
): Program {
  const results: Result[] = [
    ...Object.entries(outputs).map(([name, tensor]) => result("output", name, tensor)),
    ...[...nextStates].map(([name, tensor]) => result("state", name, tensor)),
  ];
  const nodes = liveNodes(graph, results);
  const specs = (op: "input" | "state") =>
    nodes
      .filter((node): node is Node<"input"> | Node<"state"> => node.op === op)
      .map((node) => ({ name: node.attributes.name, shape: node.shape }));
  const states = specs("state");
  for (const name of nextStates.keys()) {
    if (states.every((state) => state.name !== name)) {
      const { shape } = results.find((one) => one.kind === "state" && one.name === name) ?? { shape: [] };
      states.push({ name, shape });
    }
  }
  const inputs = specs("input");
  for (const { name } of [...inputs, ...states]) {
    if (Object.hasOwn(outputs, name)) {
      throw new EdgeflockError("graph", `The output "${name}" has the name of an input or a state.`);
    }
  }
  return {
    graph,
    inputs,
    states: states.map((state) => ({ ...state, startsAtZero: startingAtZero.has(state.name) })),
    outputs: results.filter((one) => one.kind === "output").map(({ name, shape }) => ({ name, shape })),
    results,
    nodes,
    nodeCount: nodes.length,
    written: new Map(graph.written),
  };
}

/** Refuses names that could be those of a transformed program or of ONNX values. */
function checked(program: Program): Program {
  for (const { name } of [...program.inputs, ...program.states, ...program.outputs]) {
    if (/^#|^next:/.test(name)) {
      throw new EdgeflockError(
        "graph",
        `The name "${name}" starts as internal names do.`,
        "Name it otherwise.",
      );
    }
  }
  return program;
}

/** The next value of a state. One element may be `[]` or `[1]`; any other shape would later broadcast unseen. */
function inShapeOf({ shape }: Tensor, name: string, value: Tensor): Tensor {
  if (sameShape(value.shape, shape)) return value;
  if (sizeOf(value.shape) === 1 && sizeOf(shape) === 1) return reshape(value, shape);
  throw new EdgeflockError(
    "graph",
    `The state "${name}" of ${formatShape(shape)} would become ${formatShape(value.shape)}.`,
    "Give it a next value of its own shape.",
  );
}

function result(kind: Result["kind"], name: string, tensor: Tensor): Result {
  return { kind, name, tensor, shape: tensor.shape };
}

function liveNodes(graph: Graph, results: readonly Result[]): AnyNode[] {
  const live = new Map<number, AnyNode>();
  const pending = results.map(({ tensor }) => graph.node(tensor));
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (live.has(node.id)) continue;
    live.set(node.id, node);
    for (const input of node.inputs) pending.push(graph.node(input));
  }
  return [...live.values()].sort((a, b) => a.id - b.id);
}

function stateNode(graph: Graph, tensor: Tensor): Node<"state"> {
  const node = graph.node(tensor);
  if (node.op === "state") return node;
  throw new EdgeflockError(
    "graph",
    `A tensor of shape ${formatShape(node.shape)}, made by ${node.op}, cannot be updated.`,
    "Only states made by graph.state live across runs.",
  );
}
