/** What the interpreter's kernels are made of: buffers, strided views, and index maps for broadcasting. */
import { type Shape, sizeOf } from "../../graph/index.ts";

/** Float32Array: every op's result is rounded to float32. Float64Array: nothing is. */
export type Buffer = Float32Array | Float64Array;

/** Computes one node from its operands' buffers into its own. */
export type Kernel = () => void;

/** Makes zeroed buffers of one precision. */
export type Allocate = (size: number) => Buffer;

export function rowMajorStrides(shape: Shape): number[] {
  const strides: number[] = [];
  let stride = 1;
  for (const length of [...shape].reverse()) {
    strides.unshift(stride);
    stride *= length;
  }
  return strides;
}

/** Strides by which a tensor of shape `from` is read as one of shape `to`: 0 along broadcast axes. */
export function broadcastStrides(from: Shape, to: Shape): number[] {
  const own = rowMajorStrides(from);
  const lead = to.length - from.length;
  return to.map((_, axis) => (axis < lead || from[axis - lead] === 1 ? 0 : (own[axis - lead] ?? 0)));
}

/** For each element of a tensor of `shape`, in order, the offset that `strides` give it. */
export function offsets(shape: Shape, strides: readonly number[], start = 0): Int32Array {
  const map = new Int32Array(sizeOf(shape));
  const index = new Int32Array(shape.length);
  let offset = start;
  for (let element = 0; element < map.length; element++) {
    map[element] = offset;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      offset += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      offset -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return map;
}

/** Offsets of an operand under broadcasting, or null where they are the identity. */
export function broadcastOffsets(from: Shape, to: Shape): Int32Array | null {
  return sizeOf(from) === sizeOf(to) ? null : offsets(to, broadcastStrides(from, to));
}
