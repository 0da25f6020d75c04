/**
 * Masks for dropout, as a fixed function of a seed. All arithmetic is on 32-bit unsigned integers, which wrap alike on
 * every engine, so that all of them give the same bits.
 *
 * The elements, in order, fill a matrix. Each of its rows and columns has a key, a hash of seed, stream and position;
 * the product of an element's two keys, an odd number modulo 2³², decides. That takes one pass over the elements, and
 * elements of different rows or columns are as good as independent (multiplicative hashing, Dietzfelbinger et al., 1997).
 */
import type { Node, Tensor } from "./op.ts";
import { type Shape, sizeOf } from "./shape.ts";

/** The multiplier of the seed before it is hashed. */
export const SEED_FACTOR = 0x9e3779b1;
/** `h ^= h >>> shift; h *= factor`, step by step, and one shift more: a mixing of all bits (splitmix32). */
export const MIX = { shifts: [16, 15, 15], factors: [0x21f0aaad, 0x735a2d97] } as const;

/** What a mask is, apart from its seed. */
export interface DropoutPlan {
  readonly rows: number;
  readonly columns: number;
  /** For each row, then each column: to be added to the seed times its factor, mixed, and made odd. */
  readonly offsets: Uint32Array;
  /** Elements whose product is smaller are dropped. */
  readonly threshold: number;
  /** The value of the others: 1/(1 - rate). */
  readonly kept: number;
}

/**
 * A mask of `shape`: 0 with probability `rate`, else 1/(1 - rate), so that products with it keep their mean.
 * @param seed one element, a whole number from 0 to 2²⁴ - 1: feed another one with each run
 * @param rate from 0 (included) to 1 (excluded)
 * @param stream tells masks of one seed apart: masks of the same shape, seed and stream are the same
 */
export function dropoutMask(seed: Tensor, shape: Shape, rate: number, stream: number): Tensor {
  return seed.graph.apply("dropoutMask", [seed], { shape: [...shape], rate, stream });
}

export function dropoutPlan({ shape, rate, stream }: Node<"dropoutMask">["attributes"]): DropoutPlan {
  const size = sizeOf(shape);
  const columns = smallestDivisorFromRoot(size);
  const rows = size / columns;
  const offsets = new Uint32Array(rows + columns);
  const start = mix(stream + 1);
  for (let k = 0; k < offsets.length; k++) offsets[k] = mix(start + Math.imul(k + 1, 0x85ebca6b));
  return { rows, columns, offsets, threshold: Math.round(rate * 2 ** 32), kept: Math.fround(1 / (1 - rate)) };
}

/** The keys of the rows, then those of the columns, for a seed. */
export function dropoutKeys({ offsets }: DropoutPlan, seed: number, keys: Uint32Array): void {
  const shift = Math.imul(seed, SEED_FACTOR);
  for (let k = 0; k < keys.length; k++) keys[k] = mix(offsets[k]! + shift) | 1;
}

function mix(value: number): number {
  const { shifts, factors } = MIX;
  let h = value | 0;
  for (const [index, factor] of factors.entries()) h = Math.imul(h ^ (h >>> shifts[index]!), factor);
  return (h ^ (h >>> shifts[2])) >>> 0;
}

/** Columns as few as make no more rows than columns: keys are then fewest. */
function smallestDivisorFromRoot(size: number): number {
  let columns = Math.ceil(Math.sqrt(size));
  while (size % columns !== 0) columns++;
  return columns;
}
