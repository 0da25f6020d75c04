/** `run.json`: what a run is, and how far it has come. The only file of a run that holds times of the clock. */
import { z } from "zod";

export const runManifestSchema = z.object({
  format: z.literal("edgeflock-run"),
  version: z.literal(1),
  status: z.enum(["training", "interrupted", "complete"]),
  /** Episodes done at the last checkpoint. */
  episodesDone: z.number().int().min(0),
  /** The whole scenario, defaults filled in. */
  scenario: z.unknown(),
  algorithm: z.object({ name: z.string(), config: z.unknown() }),
  seed: z.number().int(),
  /** Training episodes asked for. */
  episodes: z.number().int().min(1),
  /** Training episodes between two validations. */
  validateEvery: z.number().int().min(1),
  /** SHA-256 of the forecaster's files when the algorithm uses one. */
  forecaster: z.string().nullable(),
  /** The files of the trace, the users and the radio logs, in order; empty for a scenario that reads none. */
  trace: z.array(
    z.object({
      kind: z.enum(["trace", "users", "radio"]).default("trace"),
      path: z.string(),
      bytes: z.number(),
      sha256: z.string(),
    }),
  ),
  /** Of the best policy so far: its validation objective, what it was chosen by (validation.ts), the episode it is from. */
  best: z.object({ objective: z.number(), selection: z.number(), episode: z.number().int() }).nullable(),
  versions: z.object({
    edgeflock: z.string(),
    gitRevision: z.string().nullable(),
    node: z.string(),
    engine: z.string(),
  }),
  timings: z.object({
    startedAt: z.string(),
    updatedAt: z.string(),
    finishedAt: z.string().nullable(),
    /** Wall-clock time spent, over all sessions up to `updatedAt` [s]. */
    forecasterSeconds: z.number(),
    trainingSeconds: z.number(),
  }),
});

export type RunManifest = Readonly<z.infer<typeof runManifestSchema>>;
