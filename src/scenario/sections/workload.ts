/** Section `workload` of a scenario. */
import { z } from "zod";
import type { Servers } from "./servers.ts";
import { notNegative, positive, type Report } from "./values.ts";

const taskFields = {
  perJobLimit: z
    .int()
    .positive()
    .default(8)
    .describe("The first so many tasks of each job are kept [tasks]."),
  timeScale: positive
    .default(0.1)
    .describe("Arrival time for each second of the trace [s/s]; below 1 is denser."),
  homeWeights: z
    .array(notNegative)
    .min(1)
    .optional()
    .describe(
      "Relative share of the jobs that each server is home to [1], in the order of `servers`. Either this or `homes`.",
    ),
  homes: z
    .strictObject({
      zipf: notNegative.describe(
        "Exponent s: the server of rank r is home to jobs in proportion to r^-s; 0 for all alike.",
      ),
      ranks: z
        .int()
        .positive()
        .optional()
        .describe(
          "Ranks that are dealt out, again and again to more servers; one for each server when absent.",
        ),
      seed: z.int().default(1).describe("Seed of the permutation that deals the ranks to the servers."),
    })
    .optional()
    .describe("How popular the servers are as homes, for any number of them. Either this or `homeWeights`."),
  cyclesPerUnit: positive.default(4e10).describe("Work of a CPU request of 1, the largest machine [cycles]."),
  bitsPerUnit: positive
    .default(2e8)
    .describe("Input of a memory request of 1 [bit]; no task has less than 1e4 bit."),
};

const googleWorkload = z
  .strictObject({
    kind: z
      .literal("google-2011")
      .describe("Task events of the Google cluster trace of 2011, read from --trace."),
    ...taskFields,
  })
  .describe("The Google cluster trace of 2011 (clusterdata-2011-2).");

const syntheticWorkload = z
  .strictObject({
    kind: z
      .literal("synthetic-google")
      .describe("The built-in stand-in for the Google trace; needs no download."),
    durationSeconds: positive
      .max(1e7)
      .describe(
        "Length of the generated trace [s], before timeScale: arrivals end at durationSeconds·timeScale.",
      ),
    seed: z.int().default(1).describe("Seed of the generated trace."),
    burstGapSeconds: positive
      .optional()
      .describe(
        "Mean gap between two bursts (jobs) in the whole network [s], before timeScale; 1.17 when neither this nor burstGapSecondsPerServer is given.",
      ),
    burstGapSecondsPerServer: positive
      .optional()
      .describe(
        "The same for a server in the mean, so that the load grows with the network: burstGapSeconds times the number of servers [s].",
      ),
    driftFactor: z
      .number()
      .min(1)
      .max(15)
      .default(3)
      .describe("Highest over lowest task rate [1] as it drifts slowly, before perJobLimit; 1 for no drift."),
    ...taskFields,
  })
  .describe("Bursts of tasks with the statistics of the Google trace.");

export const workload = z
  .discriminatedUnion("kind", [googleWorkload, syntheticWorkload])
  .describe("Where the tasks come from.");

export type WorkloadSection = z.output<typeof workload>;

interface WithWorkload {
  /** Absent where a topology makes them. */
  readonly servers?: Servers | undefined;
  readonly workload: WorkloadSection;
  readonly users?: unknown;
}

/** Each of two ways to say it, and not both: which servers are homes, and how often bursts come. */
export function checkWorkload(scenario: WithWorkload, report: Report): void {
  const { servers, workload } = scenario;
  const path = ["workload", "homeWeights"];
  const weights = workload.homeWeights;
  if (scenario.users !== undefined) {
    const beside = "is given beside `users`, whose places tell the homes; leave one of the two out";
    if (weights !== undefined) report(path, beside);
    if (workload.homes !== undefined) report(["workload", "homes"], beside);
  } else if (weights === undefined) {
    if (workload.homes === undefined) {
      report(
        path,
        "is missing; give one weight for each server, or `homes`, as in homes: { zipf: 0.8 }, or `users`",
      );
    }
  } else if (workload.homes !== undefined) {
    report(path, "is given beside `homes`; leave one of the two out");
  } else if (servers === undefined) {
    report(path, "is for a list of `servers`; with `topology` give `homes`, as in homes: { zipf: 0.8 }");
  } else if (weights.length !== servers.length) {
    report(path, `has ${weights.length} weights for ${servers.length} servers; give one for each server`);
  } else if (!weights.some((weight) => weight > 0)) {
    report(path, "adds up to 0; at least one weight must be above 0");
  }
  if (
    workload.kind === "synthetic-google" &&
    workload.burstGapSeconds !== undefined &&
    workload.burstGapSecondsPerServer !== undefined
  ) {
    report(
      ["workload", "burstGapSecondsPerServer"],
      "is given beside burstGapSeconds; leave one of the two out",
    );
  }
}
