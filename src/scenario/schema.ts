/** The scenario file: every field with its unit, its default, and what it means. Unknown keys are refused. */
import { z } from "zod";
import { access } from "./sections/access.ts";
import { carbon } from "./sections/carbon.ts";
import { checkFaults, faults } from "./sections/faults.ts";
import { checkForecaster, forecaster } from "./sections/forecaster.ts";
import { checkLinks, type Links, links } from "./sections/links.ts";
import { checkObjective, objective } from "./sections/objective.ts";
import { peerLoad } from "./sections/peer-load.ts";
import { checkNames, type Servers, servers } from "./sections/servers.ts";
import { topology } from "./sections/topology.ts";
import { checkUsers, users } from "./sections/users.ts";
import { aboveZeroToOne, notNegative, positive, type Report } from "./sections/values.ts";
import { checkWindows, windows } from "./sections/windows.ts";
import { checkWorkload, type WorkloadSection, workload } from "./sections/workload.ts";

const fields = {
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/, "must be lower-case letters, digits and hyphens")
    .describe("Short name, as in results."),
  description: z.string().default("").describe("What the scenario is for."),
  servers: servers.optional(),
  links: links.optional(),
  topology: topology.optional(),
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
  faults: faults.optional(),
  carbon: carbon.optional(),
  users: users.optional(),
  workload,
  windows,
  forecaster: forecaster.prefault({}),
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

/** A scenario as its file has it, defaults filled in: with a list of servers, or with a topology that makes them. */
export type ScenarioFile = z.output<typeof scenarioFileSchema>;

/** A workload that says outright what each server is home to, where there are no users whose places tell it. */
type ExplicitWorkload<W> = W extends { kind: "synthetic-google" }
  ? Omit<W, "homes" | "homeWeights" | "burstGapSecondsPerServer" | "burstGapSeconds"> & {
      homeWeights?: number[] | undefined;
      burstGapSeconds: number;
    }
  : Omit<W, "homes" | "homeWeights"> & { homeWeights?: number[] | undefined };

/** A scenario with every server, link and home weight listed: what is run, and what run folders hold. */
export type Scenario = Omit<ScenarioFile, "servers" | "links" | "topology" | "workload"> & {
  servers: Servers;
  links: Links;
  workload: ExplicitWorkload<WorkloadSection>;
};

/** The schema of a scenario file: its shape, its defaults, and the checks across fields. */
export const scenarioSchema = scenarioFileSchema
  .refine((file) => file.servers !== undefined || file.topology !== undefined, {
    path: ["servers"],
    message: "is missing; list the servers, or give a `topology` that makes them",
    when: ({ value }) => typeof value === "object" && value !== null, // also beside other problems
  })
  .superRefine((file, context) => {
    const report: Report = (path, message) => context.addIssue({ code: "custom", path, message });
    const { servers, links } = file;
    if (file.topology !== undefined) {
      const beside =
        "is given beside `topology`, which makes the servers and links; leave one of the two out";
      if (servers !== undefined) report(["servers"], beside);
      if (links !== undefined) report(["links"], beside);
    }
    if (servers !== undefined) {
      checkNames({ servers }, report);
      if (links !== undefined) checkLinks({ servers, links }, report);
      checkFaults({ servers, links, faults: file.faults }, report);
    }
    checkObjective(file, report);
    checkWorkload(file, report);
    if (file.users !== undefined) checkUsers(file.users, servers, report);
    checkWindows(file, report);
    checkForecaster(file.forecaster, (path, message) => report(["forecaster", ...path], message));
  });
