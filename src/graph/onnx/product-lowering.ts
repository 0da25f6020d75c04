/** The ONNX form of matrix products: what they are transposed, added to and folded into costs as little as can be. */

import type { Node, Tensor } from "../op.ts";
import { broadcastsTo, type Shape, sizeOf } from "../shape.ts";
import type { OnnxLowering } from "./onnx-lowering.ts";
import { CONTRIBUTED } from "./onnx-writer.ts";

/** A matrix that so many products want transposed is transposed once; for fewer the products do it themselves. */
const OFTEN = 4;

/** `a·b`, plus `bias` where there is one. */
export function product(lowering: OnnxLowering, node: Node<"matmul">, bias: Tensor | null): string {
  const [a, b] = node.inputs;
  const { transposeB } = node.attributes;
  const { writer } = lowering;
  // Many agents' gradients come from the same joint observations: transposed once, all of them are quicker.
  const isTurned = node.attributes.transposeA && lowering.transposedUses(a) >= OFTEN;
  const transposeA = node.attributes.transposeA && !isTurned;
  const first = () => (isTurned ? lowering.transposed(a) : lowering.value(a));
  const flags = {
    ...(transposeA ? { transA: { int: 1 } } : {}),
    ...(transposeB ? { transB: { int: 1 } } : {}),
  };
  const added = bias === null ? [] : [lowering.value(bias)];
  if (a.shape.length === 2 && b.shape.length === 2) {
    return writer.emit("Gemm", [first(), lowering.value(b), ...added], flags);
  }
  if (b.shape.length === 2 && !node.attributes.transposeA) {
    // One matrix for all: the leading axes of the other are so many rows more.
    const inner = a.shape.at(-1) ?? 1;
    const rows = reshaped(lowering, a, [sizeOf(a.shape) / inner, inner]);
    const result = writer.emit("Gemm", [rows, lowering.value(b), ...added], flags);
    return writer.emit("Reshape", [result, writer.int64s(node.shape)]);
  }
  if (!transposeA && !transposeB) return writer.emit("MatMul", [first(), lowering.value(b)]);
  return writer.emit("FusedMatMul", [first(), lowering.value(b)], flags, CONTRIBUTED);
}

/** `term + bias` as one Gemm, where `term` is a matrix product that nothing else uses; else null. */
export function productPlus(lowering: OnnxLowering, term: Tensor, bias: Tensor): string | null {
  const node = lowering.node(term);
  if (node.op !== "matmul" || !lowering.isUsedOnce(term)) return null;
  const [a, b] = node.inputs;
  const isFolded = b.shape.length === 2 && (a.shape.length === 2 || !node.attributes.transposeA);
  const isBias = a.shape.length === 2 ? bias.shape.length <= 2 : bias.shape.length <= 1;
  if (!isFolded || !isBias || !broadcastsTo(bias.shape, node.shape)) return null;
  return product(lowering, node, bias);
}

function reshaped(lowering: OnnxLowering, x: Tensor, shape: Shape): string {
  const { writer } = lowering;
  return writer.emit("Reshape", [lowering.value(x), writer.int64s(shape)]);
}
