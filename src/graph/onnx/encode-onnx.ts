/** Encodes a program as an ONNX model. */
import { create, toBinary } from "@bufbuild/protobuf";
import {
  GraphProtoSchema,
  ModelProtoSchema,
  OperatorSetIdProtoSchema,
  StringStringEntryProtoSchema,
} from "onnx-buf";
import { EdgeflockError } from "../../core/errors.ts";
import type { Program, Result } from "../program.ts";
import { sizeOf } from "../shape.ts";
import { OnnxLowering } from "./onnx-lowering.ts";
import { CONTRIBUTED, OnnxWriter, valueInfo } from "./onnx-writer.ts";

/** Opset 18 came with IR version 8 (ONNX 1.13, 2022). */
const OPSET = 18n;
const IR_VERSION = 8n;

export interface EncodeOptions {
  /** Values of states that become constants of the model: the weights of an exported policy. */
  readonly bake?: Readonly<Record<string, Float32Array>>;
  /** Free text pairs stored in the model. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * The program as bytes of an ONNX model. Its inputs are the program's inputs and those of its states that are not
 * baked, by their names; its outputs are named as `onnxResultName` says. Every value is float32.
 */
export function encodeOnnx(program: Program, { bake = {}, metadata = {} }: EncodeOptions = {}): Uint8Array {
  const writer = new OnnxWriter();
  const lowering = new OnnxLowering(writer, program);
  checkBaked(program, Object.keys(bake));
  for (const { name, shape } of program.states) {
    const values = bake[name];
    if (values === undefined) continue;
    if (values.length !== sizeOf(shape)) {
      throw new EdgeflockError(
        "graph",
        `The state "${name}" wants ${sizeOf(shape)} values to bake in, but got ${values.length}.`,
      );
    }
    writer.floats(values, shape, name);
  }
  nameResults(lowering, program.results);
  const fed = [...program.inputs, ...program.states.filter(({ name }) => bake[name] === undefined)];
  const model = create(ModelProtoSchema, {
    irVersion: IR_VERSION,
    producerName: "edgeflock",
    opsetImport: [
      create(OperatorSetIdProtoSchema, { domain: "", version: OPSET }),
      ...(writer.nodes.some(({ domain }) => domain === CONTRIBUTED)
        ? [create(OperatorSetIdProtoSchema, { domain: CONTRIBUTED, version: 1n })]
        : []),
    ],
    metadataProps: Object.entries(metadata).map(([key, value]) =>
      create(StringStringEntryProtoSchema, { key, value }),
    ),
    graph: create(GraphProtoSchema, {
      name: "program",
      node: writer.nodes,
      initializer: writer.initialisers,
      input: fed.map(({ name, shape }) => valueInfo(name, shape)),
      output: program.results.map((result) => valueInfo(onnxResultName(result), result.shape)),
    }),
  });
  return toBinary(ModelProtoSchema, model);
}

/** What is misspelt would stay an input of the model. */
function checkBaked({ states }: Program, names: readonly string[]): void {
  const unknown = names.find((name) => states.every((state) => state.name !== name));
  if (unknown === undefined) return;
  const known = states.map(({ name }) => `"${name}"`).join(", ");
  throw new EdgeflockError("graph", `There is no state "${unknown}" to bake in (the program has ${known}).`);
}

/** The name of a result in the ONNX model: outputs keep theirs, the next value of state `s` is `next:s`. */
export function onnxResultName({ kind, name }: Pick<Result, "kind" | "name">): string {
  return kind === "state" ? `next:${name}` : name;
}

/** Gives computed values their results' names; a copy where a value is an input, or is several results. */
function nameResults(lowering: OnnxLowering, results: readonly Result[]): void {
  const { writer } = lowering;
  const values = results.map((result) => ({
    name: onnxResultName(result),
    value: lowering.value(result.tensor),
  }));
  const computed = new Set(writer.nodes.flatMap((node) => node.output));
  const given = new Map<string, string>();
  for (const { name, value } of values) {
    const earlier = given.get(value);
    if (computed.has(value) && earlier === undefined) {
      writer.rename(value, name);
      given.set(value, name);
    } else {
      writer.emitNamed("Identity", [earlier ?? value], [name]);
    }
  }
}
