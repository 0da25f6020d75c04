/** The constants of an ONNX model: weights, and the small integers that say what shapes become. */
import { type TensorProto, TensorProto_DataType } from "onnx-buf";

export interface OnnxConstant {
  readonly name: string;
  readonly shape: readonly number[];
  readonly isFloat: boolean;
  /** Values of an int64 constant; null for all others. */
  readonly integers: readonly number[] | null;
  /** The value of a float32 constant of one element; null for all others. */
  readonly scalar: number | null;
}

const floats: ReadonlySet<number> = new Set([
  TensorProto_DataType.FLOAT,
  TensorProto_DataType.DOUBLE,
  TensorProto_DataType.FLOAT16,
  TensorProto_DataType.BFLOAT16,
]);

export function constantOf(tensor: TensorProto): OnnxConstant {
  return {
    name: tensor.name,
    shape: tensor.dims.map(Number),
    isFloat: floats.has(tensor.dataType),
    integers: tensor.dataType === TensorProto_DataType.INT64 ? integersOf(tensor) : null,
    scalar: scalarOf(tensor),
  };
}

function scalarOf({ dataType, dims, floatData, rawData }: TensorProto): number | null {
  if (dataType !== TensorProto_DataType.FLOAT || dims.some((length) => length !== 1n)) return null;
  if (floatData[0] !== undefined) return floatData[0];
  if (rawData.byteLength < 4) return null;
  return new DataView(rawData.buffer, rawData.byteOffset).getFloat32(0, true);
}

function integersOf({ int64Data, rawData }: TensorProto): number[] {
  if (int64Data.length > 0) return int64Data.map(Number);
  const view = new DataView(rawData.buffer, rawData.byteOffset, rawData.byteLength);
  return Array.from({ length: rawData.byteLength >> 3 }, (_, k) => Number(view.getBigInt64(8 * k, true)));
}
