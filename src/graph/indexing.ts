/** Rows of tables, by index. */
import type { Tensor } from "./op.ts";

/**
 * The rows of `table` (`[rows, ...row]`) that `indices` names: `[...indices.shape, ...row]`. Its gradient is `scatterAdd`.
 * @param indices whole numbers from 0 to rows - 1; a run with another one fails, or reads another row
 */
export function gather(table: Tensor, indices: Tensor): Tensor {
  return table.graph.apply("gather", [table, indices], {});
}

/**
 * A table `[rows, ...row]` of zeros, to which `values` (`[...indices.shape, ...row]`) are added at the rows that
 * `indices` names: where a row is named twice, the sum. Its gradient is `gather`.
 * @param indices whole numbers from 0 to rows - 1; a run with another one fails, or adds to another row
 */
export function scatterAdd(values: Tensor, indices: Tensor, rows: number): Tensor {
  return values.graph.apply("scatterAdd", [values, indices], { rows });
}
