/** Reads ONNX models, ours and others', into plain values. */
import { fromBinary } from "@bufbuild/protobuf";
import {
  type ModelProto,
  ModelProtoSchema,
  type NodeProto,
  TensorProto_DataType,
  type ValueInfoProto,
} from "onnx-buf";
import { EdgeflockError } from "../core/errors.ts";
import { constantOf, type OnnxConstant } from "./onnx-constants.ts";

/** Lengths of the axes; a name or null for one that is only known when the model runs. Null when even the rank is open. */
export type OnnxShape = readonly (number | string | null)[] | null;

export interface OnnxValue {
  readonly name: string;
  /** e.g. "float32" */
  readonly type: string;
  readonly shape: OnnxShape;
}

export interface OnnxModelContent {
  readonly irVersion: number;
  /** By domain; "" is the standard one. */
  readonly opsets: readonly { readonly domain: string; readonly version: number }[];
  /** Name and version of the tool that wrote it; may be empty. */
  readonly producer: string;
  /** What is fed: without the initialisers, which old models list as inputs too. */
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** Shapes that the file states for values in between. */
  readonly statedShapes: readonly OnnxValue[];
  readonly nodes: readonly NodeProto[];
  readonly constants: readonly OnnxConstant[];
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * @param file name of the file the bytes come from, for messages
 * @throws EdgeflockError("run") that names the file, when it is empty, cut off, or no ONNX model
 */
export function readOnnx(bytes: Uint8Array, file: string): OnnxModelContent {
  const model = decode(bytes, file);
  const { graph, opsetImport } = model;
  if (graph === undefined || model.irVersion === 0n || opsetImport.length === 0) throw refusal(bytes, file);
  const constants = graph.initializer.map(constantOf);
  const initialised = new Set(constants.map(({ name }) => name));
  return {
    irVersion: Number(model.irVersion),
    opsets: opsetImport.map(({ domain, version }) => ({ domain, version: Number(version) })),
    producer: `${model.producerName} ${model.producerVersion}`.trim(),
    inputs: graph.input.map(describedValue).filter(({ name }) => !initialised.has(name)),
    outputs: graph.output.map(describedValue),
    statedShapes: graph.valueInfo.map(describedValue),
    nodes: graph.node,
    constants,
    metadata: Object.fromEntries(model.metadataProps.map(({ key, value }) => [key, value])),
  };
}

function decode(bytes: Uint8Array, file: string): ModelProto {
  try {
    return fromBinary(ModelProtoSchema, bytes);
  } catch (error) {
    throw refusal(bytes, file, error);
  }
}

/** ONNX models begin with their IR version: field 1, a small number. */
function refusal(bytes: Uint8Array, file: string, cause?: unknown): EdgeflockError {
  const problem =
    bytes.length === 0
      ? "is empty"
      : bytes[0] === 0x08 && (bytes[1] ?? 0) < 0x20
        ? "begins as an ONNX model does but is cut off or damaged"
        : "is no ONNX model";
  return new EdgeflockError(
    "run",
    `${file} ${problem} (${bytes.length} bytes)`,
    "Copy or export it again.",
    cause === undefined ? undefined : { cause },
  );
}

const typeNames: Readonly<Record<number, string>> = {
  [TensorProto_DataType.FLOAT]: "float32",
  [TensorProto_DataType.DOUBLE]: "float64",
};

function describedValue({ name, type }: ValueInfoProto): OnnxValue {
  const kind = type?.value;
  if (kind?.case !== "tensorType")
    return { name, type: kind?.case?.replace(/Type$/, "") ?? "?", shape: null };
  const { elemType, shape } = kind.value;
  return {
    name,
    type: typeNames[elemType] ?? (TensorProto_DataType[elemType] ?? `type ${elemType}`).toLowerCase(),
    shape:
      shape?.dim.map(({ value }) =>
        value.case === "dimValue" ? Number(value.value) : (value.value ?? null),
      ) ?? null,
  };
}
