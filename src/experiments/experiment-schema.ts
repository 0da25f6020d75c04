/** The experiment file: every field with its default and what it means. Unknown keys are refused. */
import { z } from "zod";
import { baselines, defaultTuningEpisodes } from "../agents/baselines/index.ts";
import { twinOf } from "../env/policy.ts";
import { windowNames } from "../scenario/index.ts";
import { evaluationSalts } from "./evaluate-run.ts";
import { distinct, shortName, twice } from "./file-fields.ts";

const scenarioName = z.string().min(1);

/** Fields by their dotted path, and their values. */
const changedFields = z.record(z.string().min(1), z.unknown());

export const algorithmVariant = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/, "must be lower-case letters, digits, dots and hyphens"),
  algorithm: z.string(),
  settings: z.record(z.string(), z.unknown()).default({}),
});

/** An algorithm with settings that go over those of the scenario. */
export type AlgorithmVariant = z.output<typeof algorithmVariant>;

/** What the policy that an entry of `algorithms` trains is called. */
export function policyNameOf(entry: string | AlgorithmVariant): string {
  return typeof entry === "string" ? entry : entry.name;
}

export const experimentSchema = z.strictObject({
  name: shortName,
  scenario: z
    .union([scenarioName, z.array(scenarioName).min(1).refine(distinct, twice)], {
      error: "must be a scenario's name or path, or a list of these",
    })
    .describe(
      "Name of a shipped scenario, or path of a file, from the experiment's folder; or several, an axis of the matrix.",
    ),
  vary: z
    .record(
      z.string().min(1),
      z.union([z.array(z.unknown()).min(1), z.record(z.string(), changedFields)], {
        error: "must be a list of values for the field, or a mapping from labels to fields and their values",
      }),
    )
    .default({})
    .describe("Further axes: a field of the scenario and its values, or a name and what its points set."),
  evaluateOn: z
    .record(z.string().min(1), changedFields)
    .default({})
    .describe(
      "Other conditions that everything is judged under without training or tuning anew: label to fields.",
    ),
  algorithms: z
    .array(
      z.union([z.string(), algorithmVariant], {
        error: "must be an algorithm's name, or { name, algorithm, settings }",
      }),
    )
    .refine((list) => distinct(list.map(policyNameOf)), twice)
    .default(["cto-tp", "cto", "cto-tp-paper"])
    .describe("Learning algorithms to train, and variants of them with settings of their own."),
  baselines: z
    .array(z.string())
    .refine(distinct, twice)
    .default(
      // References that know the future are no competitors, and a policy that asks a twin takes minutes to tune: by name only.
      [...baselines.values()]
        .filter(({ information }) => information !== "future" && twinOf(information) === null)
        .map(({ name }) => name),
    )
    .describe("Policies without learning to compare with."),
  seeds: z
    .array(z.int().nonnegative())
    .min(1)
    .refine(distinct, twice)
    .default([0, 1, 2, 3, 4])
    .describe("Seeds: each algorithm is trained once with each."),
  budget: z
    .int()
    .min(1)
    .nullable()
    .default(null)
    .describe("Training episodes a run; each algorithm's own default when null."),
  tuningEpisodes: z
    .int()
    .min(1)
    .default(defaultTuningEpisodes)
    .describe("Episodes each baseline may use to find its constants."),
  jobs: z
    .int()
    .min(1)
    .nullable()
    .default(null)
    .describe("Worker processes side by side; one a core when null."),
  window: z.enum(windowNames).default("test").describe("Window that results are reported on."),
  salts: z
    .array(z.string())
    .min(1)
    .refine(distinct, twice)
    .default([...evaluationSalts])
    .describe("Draws of the home assignment that results are reported on."),
  trace: z
    .string()
    .nullable()
    .default(null)
    .describe("Folder or file of the trace, from the working folder."),
  users: z
    .string()
    .nullable()
    .default(null)
    .describe("File with the recorded ways of users, from the working folder, for scenarios that need one."),
  radio: z
    .string()
    .nullable()
    .default(null)
    .describe("Folder or file of throughput logs, from the working folder, for scenarios that need them."),
  sites: z
    .string()
    .nullable()
    .default(null)
    .describe("File with the list of sites, from the working folder, for scenarios that need one."),
  settings: z
    .string()
    .nullable()
    .default(null)
    .describe("YAML file whose `training` goes over the scenario's, from the working folder."),
  out: z.string().min(1).optional().describe("Output folder; runs/<name> when absent."),
});

export type ExperimentFile = z.output<typeof experimentSchema>;
