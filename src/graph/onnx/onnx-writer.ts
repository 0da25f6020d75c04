/** Collects the nodes and initialisers of one ONNX graph. Knows nothing of our ops. */
import { create } from "@bufbuild/protobuf";
import {
  type AttributeProto,
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  TensorProto_DataType,
  TensorProtoSchema,
  TensorShapeProto_DimensionSchema,
  TensorShapeProtoSchema,
  TypeProto_TensorSchema,
  TypeProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from "onnx-buf";
import type { Shape } from "../shape.ts";

/** The domain of ONNX Runtime's own operators, beside the standard's. */
export const CONTRIBUTED = "com.microsoft";

export type OnnxAttribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly string: string }
  | { readonly ints: readonly number[] };

export class OnnxWriter {
  readonly nodes: NodeProto[] = [];
  readonly initialisers: TensorProto[] = [];
  readonly #int64s = new Map<string, string>();
  #count = 0;

  /** A name no other value has: users' names never start with `#`. */
  freshName(): string {
    return `#${this.#count++}`;
  }

  /** Adds a node of one output; the output's name. */
  emit(
    opType: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
    domain = "",
  ): string {
    const output = this.freshName();
    this.emitNamed(opType, inputs, [output], attributes, domain);
    return output;
  }

  emitNamed(
    opType: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
    domain = "",
  ): void {
    const attribute = Object.entries(attributes).map(([name, value]) => attributeProto(name, value));
    this.nodes.push(
      create(NodeProtoSchema, { opType, domain, input: [...inputs], output: [...outputs], attribute }),
    );
  }

  /** A float32 initialiser; its name. */
  floats(values: Float32Array, shape: Shape, name = this.freshName()): string {
    this.initialisers.push(tensorProto(name, TensorProto_DataType.FLOAT, shape, littleEndianFloats(values)));
    return name;
  }

  /** A uint32 vector as an initialiser; its name. */
  uint32s(values: Uint32Array): string {
    const name = this.freshName();
    const bytes = new Uint8Array(values.length * 4);
    const view = new DataView(bytes.buffer);
    for (const [index, value] of values.entries()) view.setUint32(index * 4, value, true);
    this.initialisers.push(tensorProto(name, TensorProto_DataType.UINT32, [values.length], bytes));
    return name;
  }

  /** An int64 vector as an initialiser; its name. Equal ones are one. */
  int64s(values: readonly number[]): string {
    const key = values.join();
    const known = this.#int64s.get(key);
    if (known !== undefined) return known;
    const name = this.freshName();
    const bytes = new Uint8Array(values.length * 8);
    const view = new DataView(bytes.buffer);
    for (const [index, value] of values.entries()) view.setBigInt64(index * 8, BigInt(value), true);
    this.initialisers.push(tensorProto(name, TensorProto_DataType.INT64, [values.length], bytes));
    this.#int64s.set(key, name);
    return name;
  }

  /** Gives a computed value another name, everywhere. */
  rename(from: string, to: string): void {
    for (const node of this.nodes) {
      node.input = node.input.map((name) => (name === from ? to : name));
      node.output = node.output.map((name) => (name === from ? to : name));
    }
  }
}

/** A float32 input or output of a model. */
export function valueInfo(name: string, shape: Shape): ValueInfoProto {
  return create(ValueInfoProtoSchema, {
    name,
    type: create(TypeProtoSchema, {
      value: {
        case: "tensorType",
        value: create(TypeProto_TensorSchema, {
          elemType: TensorProto_DataType.FLOAT,
          shape: create(TensorShapeProtoSchema, {
            dim: shape.map((length) =>
              create(TensorShapeProto_DimensionSchema, {
                value: { case: "dimValue", value: BigInt(length) },
              }),
            ),
          }),
        }),
      },
    }),
  });
}

function attributeProto(name: string, value: OnnxAttribute): AttributeProto {
  if ("int" in value) {
    return create(AttributeProtoSchema, {
      name,
      type: AttributeProto_AttributeType.INT,
      i: BigInt(value.int),
    });
  }
  if ("float" in value) {
    return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.FLOAT, f: value.float });
  }
  if ("string" in value) {
    const s = new TextEncoder().encode(value.string);
    return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.STRING, s });
  }
  return create(AttributeProtoSchema, {
    name,
    type: AttributeProto_AttributeType.INTS,
    ints: value.ints.map(BigInt),
  });
}

function tensorProto(
  name: string,
  dataType: TensorProto_DataType,
  shape: Shape,
  rawData: Uint8Array<ArrayBuffer>,
): TensorProto {
  return create(TensorProtoSchema, { name, dataType, dims: shape.map(BigInt), rawData });
}

function littleEndianFloats(values: Float32Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < values.length; index++) view.setFloat32(index * 4, values[index]!, true);
  return bytes;
}
