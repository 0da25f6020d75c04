/**
 * Many small tensors as one. Each tensor that crosses into an engine or out of it costs some microseconds, however small
 * it is; a packed program takes and gives vectors, in which the small tensors lie one after the other.
 */
import { Graph } from "../graph.ts";
import { concat, reshape, slice } from "../linear.ts";
import type { Tensor } from "../op.ts";
import {
  assemble,
  type Program,
  type Result,
  type TensorSpec,
  updatedStates,
  zeroStates,
} from "../program.ts";
import { sizeOf } from "../shape.ts";
import type { Value } from "./batching-rules.ts";
import { copy, valueAt } from "./vmap.ts";

/** Larger tensors cross on their own: copying them would cost more. */
const LARGEST_PACKED = 32_768;

/** A vector, and the small tensors in it, in order. */
export interface Packing {
  readonly name: string;
  readonly parts: readonly TensorSpec[];
}

/** A program that computes the same from vectors. What is in none of them crosses as before, by its own name. */
export interface PackedProgram {
  readonly program: Program;
  readonly inputs: Packing;
  /** States that the program updates: the vector is a state, too, and its next value a result. */
  readonly states: Packing;
  /** States that the program only reads. */
  readonly fixedStates: Packing;
  readonly outputs: Packing;
}

export function packProgram(program: Program): PackedProgram {
  const updated = updatedStates(program);
  const inputs = packing("#inputs", program.inputs);
  const states = packing(
    "#states",
    program.states.filter(({ name }) => updated.has(name)),
  );
  const fixedStates = packing(
    "#fixed",
    program.states.filter(({ name }) => !updated.has(name)),
  );
  const outputs = packing("#outputs", program.outputs);

  const graph = new Graph();
  const leaves = new Map<string, Tensor>();
  for (const { name, shape } of program.inputs) leaves.set(name, graph.input(name, shape));
  for (const { name, shape } of program.states) leaves.set(name, graph.state(name, shape));
  unpack(leaves, inputs, (name, length) => graph.input(name, [length]));
  unpack(leaves, states, (name, length) => graph.state(name, [length]));
  unpack(leaves, fixedStates, (name, length) => graph.state(name, [length]));

  const values = new Map<number, Value>();
  for (const node of program.nodes) {
    const leaf = node.op === "input" || node.op === "state" ? leaves.get(node.attributes.name) : undefined;
    values.set(
      node.id,
      leaf === undefined ? copy(node, values, graph, 1) : { tensor: leaf, isBatched: false },
    );
  }
  const resultsOf = (kind: Result["kind"], packed: Packing) => {
    const results = new Map<string, Tensor>();
    for (const result of program.results) {
      if (result.kind === kind) results.set(result.name, valueAt(result.tensor, values).tensor);
    }
    return pack(results, packed);
  };
  return {
    program: assemble(
      graph,
      Object.fromEntries(resultsOf("output", outputs)),
      resultsOf("state", states),
      zeroStates(program),
    ),
    inputs,
    states,
    fixedStates,
    outputs,
  };
}

function packedSize({ parts }: Packing): number {
  return parts.reduce((size, { shape }) => size + sizeOf(shape), 0);
}

function packing(name: string, tensors: readonly TensorSpec[]): Packing {
  return { name, parts: tensors.filter(({ shape }) => sizeOf(shape) <= LARGEST_PACKED) };
}

/** Puts slices of the packed vector in the places of its parts. */
function unpack(
  leaves: Map<string, Tensor>,
  packed: Packing,
  leaf: (name: string, length: number) => Tensor,
): void {
  if (packed.parts.length === 0) return;
  const vector = leaf(packed.name, packedSize(packed));
  let start = 0;
  for (const { name, shape } of packed.parts) {
    leaves.set(name, reshape(slice(vector, 0, start, start + sizeOf(shape)), shape));
    start += sizeOf(shape);
  }
}

/** Results by name, those of the packing as one vector. */
function pack(results: Map<string, Tensor>, packed: Packing): Map<string, Tensor> {
  if (packed.parts.length === 0) return results;
  const vectors: Tensor[] = [];
  for (const { name } of packed.parts) {
    const part = results.get(name);
    if (part === undefined) throw new Error(`the packed "${name}" is no result`);
    vectors.push(reshape(part, [-1]));
    results.delete(name);
  }
  return results.set(packed.name, concat(vectors, 0));
}
