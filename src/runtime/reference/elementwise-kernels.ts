/** Kernels of element-wise ops. */
import type { Shape } from "../../graph/index.ts";
import { type Buffer, broadcastOffsets, type Kernel } from "./kernel.ts";

export function unaryKernel(f: (x: number) => number, x: Buffer, output: Buffer): Kernel {
  return () => {
    for (let i = 0; i < output.length; i++) output[i] = f(x[i]!);
  };
}

/** The rectifier has a loop of its own: single-observation inference spends its time here and in the products. */
export function reluKernel(x: Buffer, output: Buffer): Kernel {
  return () => {
    for (let i = 0; i < output.length; i++) {
      const value = x[i]!;
      output[i] = Math.max(value, 0);
    }
  };
}

export function binaryKernel(
  f: (a: number, b: number) => number,
  [a, b]: readonly [Buffer, Buffer],
  [shapeA, shapeB]: readonly [Shape, Shape],
  output: Buffer,
  shape: Shape,
): Kernel {
  const offsetsA = broadcastOffsets(shapeA, shape);
  const offsetsB = broadcastOffsets(shapeB, shape);
  if (offsetsA === null && offsetsB === null) {
    return () => {
      for (let i = 0; i < output.length; i++) output[i] = f(a[i]!, b[i]!);
    };
  }
  if (offsetsA === null && b.length === 1) {
    return () => {
      const scalar = b[0]!;
      for (let i = 0; i < output.length; i++) output[i] = f(a[i]!, scalar);
    };
  }
  return () => {
    for (let i = 0; i < output.length; i++) {
      output[i] = f(a[offsetsA === null ? i : offsetsA[i]!]!, b[offsetsB === null ? i : offsetsB[i]!]!);
    }
  };
}

export function addKernel(
  buffers: readonly [Buffer, Buffer],
  shapes: readonly [Shape, Shape],
  output: Buffer,
  shape: Shape,
): Kernel {
  const [a, b] = buffers;
  if (a.length === output.length && b.length === output.length) {
    return () => {
      for (let i = 0; i < output.length; i++) output[i] = a[i]! + b[i]!;
    };
  }
  return binaryKernel((x, y) => x + y, buffers, shapes, output, shape);
}

export function whereKernel(
  buffers: readonly [Buffer, Buffer, Buffer],
  shapes: readonly [Shape, Shape, Shape],
  output: Buffer,
  shape: Shape,
): Kernel {
  const [condition, a, b] = buffers;
  const [mapCondition, mapA, mapB] = shapes.map((own) => broadcastOffsets(own, shape));
  return () => {
    for (let i = 0; i < output.length; i++) {
      const chosen = condition[mapCondition?.[i] ?? i] !== 0;
      output[i] = chosen ? a[mapA?.[i] ?? i]! : b[mapB?.[i] ?? i]!;
    }
  };
}

/** Copies elements of `x` in the order of `map`. */
export function gatherKernel(x: Buffer, map: Int32Array, output: Buffer): Kernel {
  return () => {
    for (let i = 0; i < output.length; i++) output[i] = x[map[i]!]!;
  };
}
