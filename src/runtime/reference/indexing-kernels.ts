/** Kernels of ops that read or write where other values say, and of dropout masks. */
import { type DropoutPlan, dropoutKeys, type Shape, sizeOf } from "../../graph/index.ts";
import type { Buffer, Kernel } from "./kernel.ts";

export function rowGatherKernel(
  [table, indices]: readonly [Buffer, Buffer],
  tableShape: Shape,
  output: Buffer,
): Kernel {
  const [rows = 1, ...row] = tableShape;
  const width = sizeOf(row);
  return () => {
    for (let i = 0; i < indices.length; i++) {
      const from = rowIndex("gather", indices[i]!, rows) * width;
      for (let j = 0; j < width; j++) output[i * width + j] = table[from + j]!;
    }
  };
}

export function scatterAddKernel(
  [values, indices]: readonly [Buffer, Buffer],
  shape: Shape,
  output: Buffer,
): Kernel {
  const [rows = 1, ...row] = shape;
  const width = sizeOf(row);
  return () => {
    output.fill(0);
    for (let i = 0; i < indices.length; i++) {
      const to = rowIndex("scatterAdd", indices[i]!, rows) * width;
      for (let j = 0; j < width; j++) output[to + j]! += values[i * width + j]!;
    }
  };
}

export function dropoutMaskKernel(plan: DropoutPlan, seed: Buffer, output: Buffer): Kernel {
  const { rows, columns, threshold, kept } = plan;
  const keys = new Uint32Array(rows + columns);
  return () => {
    dropoutKeys(plan, seed[0]!, keys);
    for (let row = 0, i = 0; row < rows; row++) {
      for (let column = rows; column < rows + columns; column++, i++) {
        output[i] = Math.imul(keys[row]!, keys[column]!) >>> 0 < threshold ? 0 : kept;
      }
    }
  };
}

function rowIndex(op: string, value: number, rows: number): number {
  const index = Math.trunc(value);
  if (index >= 0 && index < rows) return index;
  throw new RangeError(`${op}: there is no row ${value} in a table of ${rows}`);
}
