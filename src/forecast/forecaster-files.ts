/** The two files of a trained forecaster: `forecaster.onnx`, the network with its parameters, and `forecaster.json`. */
import { fromBinary } from "@bufbuild/protobuf";
import { ModelProtoSchema } from "onnx-buf";
import { z } from "zod";
import { EdgeflockError } from "../core/errors.ts";
import { forecasterConfig } from "./config.ts";
import { featureNames, targetCount } from "./features.ts";
import { forecasterNetwork, outputNames } from "./model.ts";

const onnxName = "forecaster.onnx";
const jsonName = "forecaster.json";
const retrain = "Train the forecaster again.";

const positive = z.number().positive();
const numbers = (count: number) => z.array(z.number()).length(count).readonly();
const scales = (count: number) => z.array(positive).length(count).readonly();
const continuous = featureNames.measures.length;
const means = z.object({ log: numbers(targetCount), value: scales(targetCount) });

const recordSchema = z.object({
  format: z.literal(1),
  config: z.object({
    length: z.int(),
    width: z.int(),
    heads: z.int(),
    layers: z.int(),
    feedForward: z.int(),
    batch: z.int(),
    updates: z.int(),
    validateEvery: z.int(),
    patience: z.int(),
    learningRate: positive,
    warmUp: z.int(),
    maxGradientNorm: positive,
  }),
  /** Statistics of the training windows, see `Normalisation`. */
  normalisation: z.object({
    measureMean: numbers(continuous),
    measureDeviation: scales(continuous),
    targetDeviation: scales(targetCount),
    serverMeans: z.array(means.extend({ server: z.int() })).readonly(),
    overallMeans: means,
  }),
  /** One look at the validation windows each. */
  history: z
    .array(z.object({ update: z.int(), trainingLoss: z.number(), validationLoss: z.number() }))
    .readonly(),
  /** The update whose parameters were kept: the one of least validation loss. */
  bestUpdate: z.int(),
});

/** What a trained forecaster is beside its parameters; the content of `forecaster.json`. */
export type ForecasterRecord = z.infer<typeof recordSchema>;

/** `forecaster.json` also names the network's inputs and outputs, for those who run the ONNX file elsewhere. */
export function forecastFiles(record: ForecasterRecord, onnx: Uint8Array): ReadonlyMap<string, Uint8Array> {
  // Parsed, so that the fields come in the schema's order whoever made the record.
  const description = { ...recordSchema.parse(record), features: featureNames, outputs: outputNames };
  return new Map([
    [onnxName, onnx],
    [jsonName, new TextEncoder().encode(`${JSON.stringify(description, null, 2)}\n`)],
  ]);
}

/** @throws EdgeflockError("run") naming the file that is missing or damaged */
export function parseForecasterFiles(files: ReadonlyMap<string, Uint8Array>): {
  readonly record: ForecasterRecord;
  readonly parameters: Float32Array;
} {
  const record = parseRecord(fileOf(files, jsonName));
  const parameters = bakedParameters(fileOf(files, onnxName));
  const wanted = forecasterNetwork(record.config).size;
  if (parameters.length !== wanted) {
    const message = `${onnxName} has ${parameters.length} parameters, ${jsonName} describes a network of ${wanted}`;
    throw new EdgeflockError("run", message, "Take both files from the same forecaster.");
  }
  if (!parameters.every(Number.isFinite)) {
    throw new EdgeflockError("run", `${onnxName} has a parameter that is not a finite number`, retrain);
  }
  return { record, parameters };
}

function fileOf(files: ReadonlyMap<string, Uint8Array>, name: string): Uint8Array {
  const bytes = files.get(name);
  if (bytes === undefined) throw new EdgeflockError("run", `${name} is missing`, retrain);
  return bytes;
}

function parseRecord(bytes: Uint8Array): ForecasterRecord {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new EdgeflockError("run", `${jsonName} is no JSON: ${reasonOf(cause)}`, retrain, { cause });
  }
  const parsed = recordSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new EdgeflockError("run", `${jsonName}: ${issue?.path.join(".")}: ${issue?.message}`, retrain);
  }
  try {
    forecasterConfig(parsed.data.config);
  } catch (cause) {
    throw new EdgeflockError("run", `${jsonName}: ${reasonOf(cause)}`, retrain, { cause });
  }
  return parsed.data;
}

/** The initialiser `parameters` of the model, which `encodeOnnx` writes as raw little-endian float32. */
function bakedParameters(bytes: Uint8Array): Float32Array {
  let raw: Uint8Array | undefined;
  try {
    const { graph } = fromBinary(ModelProtoSchema, bytes);
    raw = graph?.initializer.find(({ name }) => name === "parameters")?.rawData;
  } catch (cause) {
    throw new EdgeflockError("run", `${onnxName} is no ONNX model: ${reasonOf(cause)}`, retrain, { cause });
  }
  if (raw === undefined) throw new EdgeflockError("run", `${onnxName} holds no "parameters"`, retrain);
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  return Float32Array.from({ length: raw.byteLength >> 2 }, (_, i) => view.getFloat32(i * 4, true));
}

const reasonOf = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause));
