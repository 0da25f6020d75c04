/** The shape of a tuning file (docs/tuning.md). */
import { z } from "zod";
import { distinct, shortName, twice } from "../file-fields.ts";
import { dimensionSchema } from "./search-space.ts";

const path = (what: string) => z.string().min(1).nullable().default(null).describe(what);

const eta = z.number().min(2).default(3).describe("One of so many trials goes on to the next rung.");
const rungs = z
  .int()
  .min(1)
  .nullable()
  .default(null)
  .describe(
    "Times that trials are compared, the last after a whole training; 3 when null, or as many as fit.",
  );
const trials = (usual: number) =>
  z.int().min(1).default(usual).describe("Settings tried of each algorithm; the first are those it has.");
const episodes = z
  .int()
  .min(1)
  .nullable()
  .default(null)
  .describe("Training episodes of a whole training; the most that one of the algorithms has when null.");

export const searchSchemas = {
  random: z.strictObject({ strategy: z.literal("random"), trials: trials(8), episodes }),
  halving: z.strictObject({
    strategy: z.literal("halving"),
    trials: trials(27),
    episodes,
    eta,
    rungs,
  }),
  hyperband: z.strictObject({ strategy: z.literal("hyperband"), episodes, eta, rungs }),
};

export const strategies = Object.keys(searchSchemas) as readonly (keyof typeof searchSchemas)[];

const spaceSchema = z.record(z.string(), dimensionSchema);

/** A list of names stands for their default spaces. */
const named = (value: unknown) =>
  Array.isArray(value) && value.every((name) => typeof name === "string")
    ? Object.fromEntries(value.map((name) => [name, null]))
    : value;

export const tuningSchema = z.strictObject({
  name: shortName,
  scenario: z
    .string()
    .min(1)
    .describe("Name of a shipped scenario, or path of a file, from the file's folder."),
  search: z
    .discriminatedUnion("strategy", [searchSchemas.random, searchSchemas.halving, searchSchemas.hyperband])
    .describe("How settings are searched, the same for every algorithm."),
  algorithms: z
    .preprocess(named, z.record(z.string(), spaceSchema.nullable()))
    .default({ "cto-tp": null, cto: null })
    .describe("Algorithms, each with the space that is searched; its default one when there is none."),
  baselines: z
    .array(z.string())
    .refine(distinct, twice)
    .default(["static-tuned", "least-loaded", "myopic-local", "myopic-global"])
    .describe("Policies without learning, searched with the same budget."),
  seeds: z
    .array(z.int().nonnegative())
    .min(1)
    .refine(distinct, twice)
    .default([0])
    .describe("Each trial is trained once with each, and judged by the mean."),
  seed: z
    .int()
    .nonnegative()
    .default(0)
    .describe("Of the settings drawn, the forecaster, and the baselines' search."),
  jobs: z
    .int()
    .min(1)
    .nullable()
    .default(null)
    .describe("Worker processes side by side; one a core when null."),
  trace: path("Folder or file of the trace, from the working folder."),
  users: path("File with the recorded ways of users, from the working folder."),
  radio: path("Folder or file of throughput logs, from the working folder."),
  sites: path("File with the list of sites, from the working folder."),
  out: z.string().min(1).optional().describe("Output folder; runs/tune-<name> when absent."),
});

export type TuningFile = z.output<typeof tuningSchema>;
