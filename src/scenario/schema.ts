/** The scenario file: every field with its unit, its default, and what it means. Unknown keys are refused. */
import { z } from "zod";
import { access } from "./sections/access.ts";
import { checkLinks, links } from "./sections/links.ts";
import { checkObjective, objective } from "./sections/objective.ts";
import { peerLoad } from "./sections/peer-load.ts";
import { checkNames, servers } from "./sections/servers.ts";
import { aboveZeroToOne, notNegative, positive, type Report } from "./sections/values.ts";
import { checkWindows, windows } from "./sections/windows.ts";
import { checkHomeWeights, workload } from "./sections/workload.ts";

const fields = {
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/, "must be lower-case letters, digits and hyphens")
    .describe("Short name, as in results."),
  description: z.string().default("").describe("What the scenario is for."),
  servers,
  links: links.prefault({}),
  resourceCap: aboveZeroToOne
    .default(0.5)
    .describe("κ: the largest fraction of a server or link one task may take [1]."),
  shareMin: aboveZeroToOne
    .default(0.05)
    .describe("Least compute or bandwidth share a decision may ask for [1]."),
  maxTargets: z.int().nonnegative().max(16).default(2).describe("Most servers that may help with one task."),
  split: z
    .enum(["equal", "weighted"])
    .default("equal")
    .describe("How the offloaded share is divided over the targets: equally, or by the decision's weights."),
  peerLoad: peerLoad.prefault({}),
  objective: objective.prefault({}),
  outputRatio: notNegative
    .default(0)
    .describe("o: result bits for each input bit of a part; results take the link back."),
  deadline: positive.optional().describe("Deadline T of every task, from its arrival [s]. None when absent."),
  access: access.optional(),
  workload,
  windows,
  training: z
    .record(z.string(), z.record(z.string(), z.unknown()))
    .default({})
    .describe("Settings of an algorithm that differ from its defaults, by the algorithm's name."),
};

/** The shape of a scenario file alone, without the checks across fields: what the JSON Schema is made from. */
export const scenarioFileSchema = z
  .strictObject(fields)
  .describe(
    "An Edgeflock scenario: servers, links, workload, objective, and the windows to train and test on.",
  );

export type Scenario = z.output<typeof scenarioFileSchema>;

/** The schema of a scenario: the file's shape, its defaults, and the checks across fields. */
export const scenarioSchema = scenarioFileSchema.superRefine((scenario, context) => {
  const report: Report = (path, message) => context.addIssue({ code: "custom", path, message });
  checkNames(scenario, report);
  checkLinks(scenario, report);
  checkObjective(scenario, report);
  checkHomeWeights(scenario, report);
  checkWindows(scenario, report);
});
