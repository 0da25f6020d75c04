/** Whether two programs are one and the same computation. */
import type { AnyNode } from "../op.ts";
import type { Program } from "../program.ts";

/**
 * Whether `a` and `b` compute the same by the same steps: equal nodes (op, attributes to the bit, operands, shape) in
 * the same order, equal inputs, states and results. So are the programs of agents that the same code has built for the
 * same sizes. Programs that differ in their steps and still compute the same are told apart.
 */
export function sameProgram(a: Program, b: Program): boolean {
  if (a === b) return true;
  if (a.nodeCount !== b.nodeCount) return false;
  const [placesA, placesB] = [placesOf(a), placesOf(b)];
  if (!isEqual(outlineOf(a, placesA), outlineOf(b, placesB))) return false;
  return a.nodes.every((node, place) => {
    const other = b.nodes[place];
    return other !== undefined && isEqual(descriptionOf(node, placesA), descriptionOf(other, placesB));
  });
}

/** All but the nodes. */
function outlineOf({ inputs, states, results }: Program, places: ReadonlyMap<number, number>): unknown {
  return [inputs, states, results.map(({ kind, name, tensor }) => [kind, name, places.get(tensor.id)])];
}

function descriptionOf(
  { op, attributes, inputs, shape }: AnyNode,
  places: ReadonlyMap<number, number>,
): unknown {
  return [op, shape, attributes, inputs.map(({ id }) => places.get(id))];
}

/** The place of each node in the order of computation, by id: ids count what a graph holds beside the program, too. */
function placesOf({ nodes }: Program): ReadonlyMap<number, number> {
  return new Map(nodes.map(({ id }, place) => [id, place]));
}

/** Of numbers, strings, booleans, and arrays and records of them. Tells 0 from -0, and takes NaN for itself. */
function isEqual(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return Object.is(a, b);
  if (a instanceof Float32Array && b instanceof Float32Array) {
    return a.length === b.length && a.every((value, index) => Object.is(value, b[index]));
  }
  const [keysA, keysB] = [Object.keys(a), Object.keys(b)];
  if (keysA.length !== keysB.length) return false;
  return keysA.every((key) => isEqual((a as Fields)[key], (b as Fields)[key]));
}

type Fields = Readonly<Record<string, unknown>>;
