/**
 * A static graph of float32 tensors. Nodes are only ever added, operands before their users, so that the order of
 * ids is a topological order. Equal nodes are one node: common subexpressions never arise.
 */
import { EdgeflockError } from "../core/errors.ts";
import type { AnyNode, Node, OpName, Ops, Tensor } from "./op.ts";
import { formatShape, type Shape, sameShape, sizeOf } from "./shape.ts";
import { shapeRules } from "./shape-rules.ts";

/** Constants up to this size are compared by value. */
const COMPARED_CONSTANT_SIZE = 64;

export class Graph {
  readonly #nodes: AnyNode[] = [];
  readonly #known = new Map<string, AnyNode>();
  readonly #leaves = new Map<string, AnyNode>();
  readonly #written = new Map<OpName, number>();
  /** By the values' array, which nobody else writes to. */
  readonly #copied = new Map<Float32Array, Tensor>();

  /** How often each op has been written, also where that made no new node. */
  get written(): ReadonlyMap<OpName, number> {
    return this.#written;
  }

  /** Counts an op that was written, but turned out to need no node. */
  simplified(op: OpName): void {
    this.#written.set(op, (this.#written.get(op) ?? 0) + 1);
  }

  /** A tensor that is fed with each run. The same name and shape again give the same tensor. */
  input(name: string, shape: Shape): Tensor {
    return this.#leaf("input", name, shape);
  }

  /** A tensor that lives across runs: parameters, targets, optimiser moments. */
  state(name: string, shape: Shape): Tensor {
    return this.#leaf("state", name, shape);
  }

  /** Fixed values, rounded to float32. A number with a shape fills it; an array without one is a vector. */
  constant(values: number | Float32Array | readonly number[], shape?: Shape): Tensor {
    if (typeof values === "number") {
      const scalar = this.#constant(Float32Array.of(values), []);
      return shape === undefined || shape.length === 0
        ? scalar
        : this.apply("broadcastTo", [scalar], { shape });
    }
    const array = Float32Array.from(values);
    const filled = shape ?? [array.length];
    checkShape("constant", filled);
    if (sizeOf(filled) !== array.length) {
      throw new EdgeflockError(
        "graph",
        `A constant of ${array.length} values does not fill ${formatShape(filled)}.`,
      );
    }
    return this.#constant(array, filled);
  }

  /** A constant of another graph; the same one again is the same tensor. */
  copied({ attributes: { values }, shape }: Node<"constant">): Tensor {
    const known = this.#copied.get(values);
    if (known !== undefined) return known;
    const tensor = this.constant(values, shape);
    this.#copied.set(values, tensor);
    return tensor;
  }

  /** The node behind a tensor of this graph. */
  node(tensor: Tensor): AnyNode {
    const node = this.#nodes[tensor.id];
    if (tensor.graph !== this || node === undefined) {
      throw new EdgeflockError(
        "graph",
        `A tensor of shape ${formatShape(tensor.shape)} belongs to another graph.`,
      );
    }
    return node;
  }

  /** Applies an op as it stands, after its shape check. The functions of elementwise.ts, linear.ts and so on simplify first: use those. */
  apply<K extends OpName>(op: K, inputs: Ops[K]["inputs"], attributes: Ops[K]["attributes"]): Tensor {
    for (const input of inputs) this.node(input);
    this.#written.set(op, (this.#written.get(op) ?? 0) + 1);
    const key = `${op} ${inputs.map((input) => input.id).join()} ${JSON.stringify(attributes)}`;
    return this.#known.get(key) ?? this.#add(key, op, inputs, attributes, shapeRules[op](inputs, attributes));
  }

  #add<K extends OpName>(
    key: string,
    op: K,
    inputs: Ops[K]["inputs"],
    attributes: Ops[K]["attributes"],
    shape: Shape,
  ): AnyNode {
    const node: Node<K> = { graph: this, id: this.#nodes.length, op, inputs, attributes, shape };
    const added = node as Node as AnyNode;
    this.#nodes.push(added);
    this.#known.set(key, added);
    return added;
  }

  #constant(values: Float32Array, shape: Shape): Tensor {
    const content =
      values.length <= COMPARED_CONSTANT_SIZE ? Array.from(values, bitsOf).join() : this.#nodes.length;
    const key = `constant ${formatShape(shape)} ${values.length} ${content}`;
    return this.#known.get(key) ?? this.#add(key, "constant", [], { values }, shape);
  }

  #leaf(op: "input" | "state", name: string, shape: Shape): Tensor {
    checkShape(`${op} "${name}"`, shape);
    const known = this.#leaves.get(name);
    if (known === undefined) {
      const node = this.#add(`${op} ${name}`, op, [], { name }, [...shape]);
      this.#leaves.set(name, node);
      return node;
    }
    if (known.op !== op || !sameShape(known.shape, shape)) {
      throw new EdgeflockError(
        "graph",
        `The ${op} "${name}" of ${formatShape(shape)} is already the ${known.op} "${name}" of ${formatShape(known.shape)}.`,
        "Give inputs and states of one graph different names.",
      );
    }
    return known;
  }
}

function checkShape(what: string, shape: Shape): void {
  if (shape.some((length) => !Number.isInteger(length) || length < 1)) {
    throw new EdgeflockError(
      "graph",
      `The ${what} has the shape ${formatShape(shape)}.`,
      "Use positive integers.",
    );
  }
}

/** Tells apart what equality does not: 0 and -0. */
function bitsOf(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}
