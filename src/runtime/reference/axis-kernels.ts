/** Kernels of ops over whole axes: reductions, softmax, argmax, concatenation. */
import { type Shape, sizeOf } from "../../graph/index.ts";
import { type Buffer, type Kernel, offsets, rowMajorStrides } from "./kernel.ts";

export type Reduction = "sum" | "mean" | "max";

/** Sums are taken in float64, in the order of the elements. */
export function reduceKernel(
  kind: Reduction,
  axes: readonly number[],
  x: Buffer,
  shape: Shape,
  output: Buffer,
): Kernel {
  const strides = rowMajorStrides(shape);
  const kept = shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const pick = (values: readonly number[], chosen: readonly number[]) =>
    chosen.map((axis) => values[axis] ?? 1);
  const starts = offsets(pick(shape, kept), pick(strides, kept));
  const steps = offsets(pick(shape, axes), pick(strides, axes));
  if (kind === "max") {
    return () => {
      for (let i = 0; i < output.length; i++) {
        const start = starts[i]!;
        let best = x[start + steps[0]!]!;
        for (let j = 1; j < steps.length; j++) best = Math.max(best, x[start + steps[j]!]!);
        output[i] = best;
      }
    };
  }
  const scale = kind === "mean" ? steps.length : 1;
  return () => {
    for (let i = 0; i < output.length; i++) {
      const start = starts[i]!;
      let total = 0;
      for (let j = 0; j < steps.length; j++) total += x[start + steps[j]!]!;
      output[i] = total / scale;
    }
  };
}

export function softmaxKernel(
  logarithm: boolean,
  axis: number,
  x: Buffer,
  shape: Shape,
  output: Buffer,
): Kernel {
  const length = shape[axis] ?? 1;
  const inner = sizeOf(shape.slice(axis + 1));
  const outer = sizeOf(shape.slice(0, axis));
  return () => {
    for (let o = 0; o < outer; o++) {
      for (let i = 0; i < inner; i++) {
        const start = o * length * inner + i;
        let greatest = -Infinity;
        for (let j = 0; j < length; j++) greatest = Math.max(greatest, x[start + j * inner]!);
        let total = 0;
        for (let j = 0; j < length; j++) total += Math.exp(x[start + j * inner]! - greatest);
        const logTotal = Math.log(total);
        for (let j = 0; j < length; j++) {
          const at = start + j * inner;
          const shifted = x[at]! - greatest;
          output[at] = logarithm ? shifted - logTotal : Math.exp(shifted) / total;
        }
      }
    }
  };
}

export function oneHotArgmaxKernel(x: Buffer, depth: number, output: Buffer): Kernel {
  return () => {
    output.fill(0);
    for (let start = 0; start < x.length; start += depth) {
      let best = start;
      for (let i = start + 1; i < start + depth; i++) if (x[i]! > x[best]!) best = i;
      output[best] = 1;
    }
  };
}

export function concatKernel(
  xs: readonly Buffer[],
  shapes: readonly Shape[],
  axis: number,
  output: Buffer,
): Kernel {
  const blocks = shapes.map((shape) => sizeOf(shape.slice(axis)));
  const outer = sizeOf((shapes[0] ?? []).slice(0, axis));
  return () => {
    let to = 0;
    for (let o = 0; o < outer; o++) {
      for (let k = 0; k < xs.length; k++) {
        const x = xs[k]!;
        const block = blocks[k]!;
        for (let i = o * block; i < (o + 1) * block; i++) output[to++] = x[i]!;
      }
    }
  };
}
