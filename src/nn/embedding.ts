/** A table of vectors, one for each of a set of things. */
import { gather, type Tensor } from "../graph/index.ts";
import { normal } from "./initialisers.ts";
import { type Initialiser, layer, type Module } from "./module.ts";

export interface EmbeddingOptions {
  /** Number of things. */
  readonly count: number;
  /** Length of their vectors. */
  readonly width: number;
  /** Default: standard normal. */
  readonly init?: Initialiser;
}

/**
 * `[...]` to `[..., width]`: the vector of each index. Indices are whole numbers from 0 to `count - 1`, as floats; a run
 * with another one fails, or gives another vector. Weight decay is not meant for the table.
 */
export function embedding({ count, width, init = normal(1) }: EmbeddingOptions): Module {
  return layer({ table: { shape: [count, width], init, decays: false } }, ({ table }, indices: Tensor) =>
    gather(table, indices),
  );
}
