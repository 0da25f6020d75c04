/** The ONNX form of a dropout mask: keys of rows and columns from the seed, their products, a comparison. */
import { dropoutPlan, MIX, SEED_FACTOR } from "../dropout-mask.ts";
import type { Node } from "../op.ts";
import type { OnnxWriter } from "./onnx-writer.ts";

/** ONNX's code for uint32 as the target of a Cast. */
const UINT32 = 12;

/**
 * @param seed name of the value that holds the seed
 * @returns name of the value that is the mask
 */
export function lowerDropoutMask(
  writer: OnnxWriter,
  seed: string,
  attributes: Node<"dropoutMask">["attributes"],
): string {
  const { rows, columns, offsets, threshold, kept } = dropoutPlan(attributes);
  const word = (value: number) => writer.uint32s(Uint32Array.of(value));
  const whole = writer.emit("Cast", [seed], { to: { int: UINT32 } });
  const flat = writer.emit("Reshape", [whole, writer.int64s([1])]);
  const spread = writer.emit("Mul", [flat, word(SEED_FACTOR)]);
  let hash = writer.emit("Add", [spread, writer.uint32s(offsets)]);
  const shiftXor = (bits: number) => {
    const shifted = writer.emit("BitShift", [hash, word(bits)], { direction: { string: "RIGHT" } });
    return writer.emit("BitwiseXor", [hash, shifted]);
  };
  for (const [index, factor] of MIX.factors.entries()) {
    hash = writer.emit("Mul", [shiftXor(MIX.shifts[index] ?? 0), word(factor)]);
  }
  const keys = writer.emit("BitwiseOr", [shiftXor(MIX.shifts[2]), word(1)]);
  const part = (start: number, end: number, shape: readonly number[]) =>
    writer.emit("Reshape", [
      writer.emit("Slice", [keys, writer.int64s([start]), writer.int64s([end])]),
      writer.int64s(shape),
    ]);
  const products = writer.emit("Mul", [part(0, rows, [rows, 1]), part(rows, rows + columns, [1, columns])]);
  const scalar = (value: number) => writer.floats(Float32Array.of(value), []);
  const isDropped = writer.emit("Less", [products, word(threshold)]);
  const mask = writer.emit("Where", [isDropped, scalar(0), scalar(kept)]);
  return writer.emit("Reshape", [mask, writer.int64s(attributes.shape)]);
}
