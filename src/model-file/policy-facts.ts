/**
 * What an exported policy says of itself. Each model carries it as ONNX metadata, so that a file alone, away from its
 * folder, can be understood.
 */
import { z } from "zod";

export const policyFormat = "edgeflock-policy";
/** 1 had models that read normalised observations; since 2 they read measurements in physical units. */
export const policyVersion = 2;

/** Keys of the ONNX metadata; each value is JSON. */
export const metadataKeys = { policy: "edgeflock.policy", training: "edgeflock.training" } as const;

const entrySchema = z.object({
  name: z.string(),
  meaning: z.string(),
  /** Empty for a number without unit. */
  unit: z.string(),
  /** Range, null where it has no end. */
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** What the model turns an input into first; absent for outputs. */
  normalisation: z
    .discriminatedUnion("kind", [
      z.object({ kind: z.literal("divide"), divisor: z.number() }),
      z.object({ kind: z.literal("deadline") }),
      z.object({ kind: z.literal("cut"), longest: z.number() }),
    ])
    .optional(),
});

const valueSchema = z.object({
  name: z.string(),
  meaning: z.string(),
  /** One for each place of the last axis, in order. */
  entries: z.array(entrySchema).readonly(),
});

export const policyFactsSchema = z.object({
  format: z.literal(policyFormat),
  version: z.literal(policyVersion),
  algorithm: z.string(),
  /** The server whose agent this is, its place among the agents, and how many there are. */
  server: z.string(),
  agent: z.int(),
  agents: z.int(),
  inputs: z.array(valueSchema).readonly(),
  outputs: z.array(valueSchema).readonly(),
  parameters: z.int(),
  /** SHA-256 of the trained parameters alone: equal for equal networks, whoever exported them. */
  parametersSha256: z.string(),
});

export const trainingRecordSchema = z.object({
  scenario: z.object({ name: z.string(), sha256: z.string() }),
  /** What the tasks came from: `sha256` is of a trace's files together, or of the settings of a synthetic workload. */
  workload: z.object({ kind: z.string(), files: z.int(), bytes: z.int(), sha256: z.string() }),
  algorithm: z.object({ name: z.string(), settings: z.unknown() }),
  seed: z.int(),
  /** Training episodes behind these parameters, and those the training was to have. */
  episode: z.int(),
  episodes: z.int(),
  /** Mean cost of a task on the validation window, and what the policy was chosen by: its mean with the training window's. */
  objective: z.object({ validation: z.number(), selection: z.number() }),
  versions: z.object({
    edgeflock: z.string(),
    gitRevision: z.string().nullable(),
    node: z.string(),
    engine: z.string(),
  }),
});

/** One number of an input or output. */
export type EntryFacts = Readonly<z.infer<typeof entrySchema>>;
/** One input or output of a model. */
export type ValueFacts = Readonly<z.infer<typeof valueSchema>>;
/** What a model is: the policy of one agent. */
export type PolicyFacts = Readonly<z.infer<typeof policyFactsSchema>>;
/** How a policy came about. Holds no time of the clock: exporting again gives the same bytes. */
export type TrainingRecord = Readonly<z.infer<typeof trainingRecordSchema>>;
