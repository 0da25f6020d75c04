/** Reads exported policies back: what a model says of itself, and whether it is the one that `policy.json` vouches for. */
import { z } from "zod";
import { EdgeflockError } from "../core/errors.ts";
import {
  metadataKeys,
  type PolicyFacts,
  policyFactsSchema,
  policyFormat,
  policyVersion,
  type TrainingRecord,
  trainingRecordSchema,
} from "./policy-facts.ts";
import { type OnnxModelContent, type OnnxValue, readOnnx } from "./read-onnx.ts";
import { sha256Of } from "./write-policy.ts";

const exportAgain = "Export the policy again, with this version of Edgeflock.";

const shapesSchema = z.record(z.string(), z.array(z.int()));

/** What every `policy.json` holds, whichever algorithm wrote it; each has fields of its own beside these. */
export const policyFileSchema = z.looseObject({
  format: z.literal(policyFormat),
  version: z.literal(policyVersion),
  algorithm: z.string(),
  agents: z
    .array(
      z.looseObject({
        server: z.string(),
        file: z.string(),
        sha256: z.string(),
        /** Shapes by name. */
        inputs: shapesSchema,
        outputs: shapesSchema,
      }),
    )
    .min(1),
  training: trainingRecordSchema.optional(),
});

export type PolicyFile = z.infer<typeof policyFileSchema>;

/**
 * @param where what messages call the file, e.g. its path
 * @param schema `policyFileSchema`, or what an algorithm makes of it
 * @throws EdgeflockError("run") naming the field that is wrong
 */
export function parsePolicyFile<T>(bytes: Uint8Array, where: string, schema: z.ZodType<T>): T {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    const message = `${where} is not JSON: ${(error as Error).message}`;
    throw new EdgeflockError("run", message, "Export the policy again.", { cause: error });
  }
  const version = (json as { version?: unknown } | null)?.version;
  if (typeof version === "number" && version !== policyVersion) {
    throw new EdgeflockError(
      "run",
      `${where} has format version ${version}, this Edgeflock reads ${policyVersion}`,
      "Train anew with this version, or use the one that wrote it.",
    );
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const message = `${where}: ${issue?.path.join(".") || "the file"}: ${issue?.message}`;
  throw new EdgeflockError("run", message, exportAgain);
}

/** A model, what it says of itself as a policy, and of its training; null where it says nothing. */
export interface ReadModel {
  readonly model: OnnxModelContent;
  readonly policy: PolicyFacts | null;
  readonly training: TrainingRecord | null;
}

/**
 * Any ONNX model.
 * @throws EdgeflockError("run") when it is no ONNX model, or its metadata is that of a policy but cannot be used
 */
export function readModel(bytes: Uint8Array, file: string): ReadModel {
  const model = readOnnx(bytes, file);
  const read = <T>(key: string, schema: z.ZodType<T>): T | null => {
    const text = model.metadata[key];
    if (text === undefined) return null;
    return parsePolicyFile(new TextEncoder().encode(text), `${file}: metadata ${key}`, schema);
  };
  return {
    model,
    policy: read(metadataKeys.policy, policyFactsSchema),
    training: read(metadataKeys.training, trainingRecordSchema),
  };
}

/**
 * Throws EdgeflockError("run") when a model is not the one that `policy.json` describes: other inputs or outputs, or
 * other bytes.
 * @param agent the entry of `policy.json`
 * @param where what messages call the model's file
 */
export function requireDescribed(
  agent: PolicyFile["agents"][number],
  bytes: Uint8Array,
  model: OnnxModelContent,
  where: string,
): void {
  const sides: [string, Readonly<Record<string, readonly number[]>>, readonly OnnxValue[]][] = [
    ["input", agent.inputs, model.inputs],
    ["output", agent.outputs, model.outputs],
  ];
  for (const [side, described, values] of sides) {
    for (const name of new Set([...Object.keys(described), ...values.map((value) => value.name)])) {
      const wanted = described[name]?.join("×") ?? "absent";
      const found = values.find((value) => value.name === name)?.shape?.join("×") ?? "absent";
      if (wanted === found) continue;
      throw mismatch(`${where}: the ONNX model's ${side} "${name}" is ${found}, policy.json says ${wanted}`);
    }
  }
  const checksum = sha256Of(bytes);
  if (checksum === agent.sha256) return;
  throw mismatch(
    `${where} is not the ONNX model that policy.json describes: its SHA-256 begins with ${checksum.slice(0, 12)}, not ${agent.sha256.slice(0, 12)}`,
  );
}

function mismatch(message: string): EdgeflockError {
  return new EdgeflockError("run", message, "Take policy.json and its .onnx files from the same export.");
}
