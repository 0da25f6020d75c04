/** Shapes of tensors: sizes, numpy broadcasting, axes. Pure functions; all tensors are dense and row-major. */
import { EdgeflockError } from "../core/errors.ts";

export type Shape = readonly number[];

export function formatShape(shape: Shape): string {
  return `[${shape.join(", ")}]`;
}

/** Number of elements; 1 for a scalar (`[]`). */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const length of shape) size *= length;
  return size;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

/** An error about op `op` on tensors of these shapes. */
export function shapeError(op: string, shapes: readonly Shape[], problem: string): EdgeflockError {
  const operands = shapes.map(formatShape).join(" and ");
  return new EdgeflockError("graph", `${op} of ${operands === "" ? "nothing" : operands}: ${problem}`);
}

/** The common shape of element-wise operands, by numpy's rules. */
export function broadcastShapes(op: string, shapes: readonly Shape[]): number[] {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    let length = 1;
    for (const shape of shapes) {
      const own = shape[axis - rank + shape.length] ?? 1;
      if (own === 1 || own === length) continue;
      if (length !== 1) throw shapeError(op, shapes, "the shapes do not broadcast");
      length = own;
    }
    return length;
  });
}

/** Whether `from` broadcasts to exactly `to`. */
export function broadcastsTo(from: Shape, to: Shape): boolean {
  const offset = to.length - from.length;
  return offset >= 0 && from.every((length, axis) => length === 1 || length === to[axis + offset]);
}

/** `axis` counted from the front; negative axes count from the back. */
export function normaliseAxis(op: string, shape: Shape, axis: number): number {
  const positive = axis < 0 ? axis + shape.length : axis;
  if (!Number.isInteger(axis) || positive < 0 || positive >= shape.length) {
    throw shapeError(op, [shape], `there is no axis ${axis}`);
  }
  return positive;
}
