/**
 * The files of a trained forecaster: `forecaster.onnx`, the network with its parameters, or `forecaster-3.onnx` for that
 * of server 3; and `forecaster.json`, all else.
 */
import { fromBinary } from "@bufbuild/protobuf";
import { ModelProtoSchema } from "onnx-buf";
import { z } from "zod";
import { EdgeflockError } from "../../core/errors.ts";
import { featureGroupNames, forecaster } from "../../scenario/sections/forecaster.ts";
import { forecastTargets, quantileLevels } from "../targets.ts";
import { candidateNames } from "./candidates/index.ts";
import { type ForecasterConfig, forecasterConfig } from "./config.ts";
import type { Encoding } from "./encode.ts";
import { featureNames } from "./features/index.ts";
import { outputNames } from "./head.ts";
import { chosenIdentities } from "./identities.ts";
import { forecasterNetwork } from "./network.ts";
import { networkShape } from "./network-shape.ts";
import { targetGroups } from "./target-groups.ts";
import type { TrainedNetwork } from "./train-network.ts";

const jsonName = "forecaster.json";
const retrain = "Train the forecaster again.";
const format = 2;

/** What a trained forecaster is. */
export interface ForecasterRecord {
  readonly config: ForecasterConfig;
  readonly encoding: Encoding;
  readonly networks: readonly TrainedNetwork[];
}

const positive = z.number().positive();
const perTarget = z.array(z.number()).length(forecastTargets.length).readonly();
const positivePerTarget = z.array(positive).length(forecastTargets.length).readonly();
const serverStatistics = z.object({
  logMean: perTarget,
  valueMean: positivePerTarget,
  arrivalsPerSecond: z.number().nonnegative(),
  cyclesPerSecond: z.number().nonnegative(),
});
const quantiles = z.array(z.number()).length(Object.keys(quantileLevels).length).readonly();

const perGroup = <T extends z.ZodType>(value: T) => z.object({ task: value, burst: value, horizon: value });

const descriptionSchema = z.object({
  format: z.literal(format),
  config: forecaster,
  /** See `Encoding`; what else belongs to it follows from the configuration. */
  encoding: z.object({
    features: z.array(z.enum(featureGroupNames)).readonly(),
    periodsSeconds: z.array(positive).readonly(),
    scales: z.object({ gapOffsetSeconds: positive, workOffsetCycles: positive }),
    statistics: z.object({
      servers: z.array(serverStatistics.extend({ server: z.int() })).readonly(),
      overall: serverStatistics,
      logDeviation: positivePerTarget,
      quantiles: z.array(quantiles).length(forecastTargets.length).readonly(),
    }),
    featureMean: z.array(z.number()).readonly(),
    featureDeviation: z.array(positive).readonly(),
  }),
  networks: z
    .array(
      z.object({
        file: z.string(),
        /** Null for the network of all servers that have none of their own. */
        server: z.int().nullable(),
        /** Of each group of targets. */
        bestUpdates: perGroup(z.int()),
        /** One look at the validation windows each. */
        history: z
          .array(
            z.object({
              update: z.int(),
              trainingLoss: z.number(),
              validationLoss: z.number(),
              validationLosses: perGroup(z.number()),
            }),
          )
          .readonly(),
      }),
    )
    .readonly(),
});

const fileOf = (server: number | null) => (server === null ? "forecaster.onnx" : `forecaster-${server}.onnx`);

/** `forecaster.json` also names the network's inputs and outputs, for those who run the ONNX files elsewhere. */
export function forecastFiles(
  { config, encoding, networks }: ForecasterRecord,
  toOnnx: (parameters: Float32Array) => Uint8Array,
): ReadonlyMap<string, Uint8Array> {
  // Parsed, so that the fields come in the schema's order whoever made the record.
  const parsed = descriptionSchema.parse({
    format,
    config,
    encoding,
    networks: networks.map((network) => ({ file: fileOf(network.server), ...network })),
  });
  const description = {
    ...parsed,
    features: featureNames(encoding),
    candidates: candidateNames,
    outputs: outputNames,
  };
  return new Map([
    ...networks.map(({ server, parameters }) => [fileOf(server), toOnnx(parameters)] as const),
    [jsonName, new TextEncoder().encode(`${JSON.stringify(description, null, 2)}\n`)],
  ]);
}

/** @throws EdgeflockError("run") naming the file that is missing or damaged */
export function parseForecasterFiles(files: ReadonlyMap<string, Uint8Array>): ForecasterRecord {
  const { config, encoding: stored, networks } = parseDescription(bytesOf(files, jsonName));
  const encoding: Encoding = { ...stored, identities: chosenIdentities(config) };
  const features = featureNames(encoding).length;
  for (const part of ["featureMean", "featureDeviation"] as const) {
    if (encoding[part].length === features) continue;
    const message = `${jsonName}: encoding.${part} has ${encoding[part].length} numbers for ${features} features`;
    throw new EdgeflockError("run", message, retrain);
  }
  const wanted = targetGroups.length * forecasterNetwork(networkShape(config, encoding)).size;
  return {
    config,
    encoding,
    networks: networks.map(({ file, server, bestUpdates, history }) => ({
      server,
      bestUpdates,
      history: history.map((row) => ({ server, ...row })),
      parameters: parametersOf(file, bytesOf(files, file), wanted),
    })),
  };
}

function bytesOf(files: ReadonlyMap<string, Uint8Array>, name: string): Uint8Array {
  const bytes = files.get(name);
  if (bytes === undefined) throw new EdgeflockError("run", `${name} is missing`, retrain);
  return bytes;
}

function parseDescription(bytes: Uint8Array): z.output<typeof descriptionSchema> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new EdgeflockError("run", `${jsonName} is no JSON: ${reasonOf(cause)}`, retrain, { cause });
  }
  const found = z.object({ format: z.unknown() }).safeParse(json).data?.format;
  if (typeof found === "number" && found !== format) {
    const message = `${jsonName} is of format ${found}; this version reads format ${format}`;
    throw new EdgeflockError("run", message, retrain);
  }
  const parsed = descriptionSchema.safeParse(json);
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

function parametersOf(file: string, bytes: Uint8Array, wanted: number): Float32Array {
  const parameters = bakedParameters(file, bytes);
  if (parameters.length !== wanted) {
    const message = `${file} has ${parameters.length} parameters, ${jsonName} describes a network of ${wanted}`;
    throw new EdgeflockError("run", message, "Take all files from the same forecaster.");
  }
  if (!parameters.every(Number.isFinite)) {
    throw new EdgeflockError("run", `${file} has a parameter that is not a finite number`, retrain);
  }
  return parameters;
}

/** The initialiser `parameters` of the model, which `encodeOnnx` writes as raw little-endian float32. */
function bakedParameters(file: string, bytes: Uint8Array): Float32Array {
  let raw: Uint8Array | undefined;
  try {
    const { graph } = fromBinary(ModelProtoSchema, bytes);
    raw = graph?.initializer.find(({ name }) => name === "parameters")?.rawData;
  } catch (cause) {
    throw new EdgeflockError("run", `${file} is no ONNX model: ${reasonOf(cause)}`, retrain, { cause });
  }
  if (raw === undefined) throw new EdgeflockError("run", `${file} holds no "parameters"`, retrain);
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  return Float32Array.from({ length: raw.byteLength >> 2 }, (_, i) => view.getFloat32(i * 4, true));
}

const reasonOf = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause));
