/** Section `workload` of a scenario. */
import { z } from "zod";
import type { servers } from "./servers.ts";
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
    .describe("Relative share of the jobs that each server is home to [1], in the order of `servers`."),
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
      .default(1.17)
      .describe("Mean gap between two bursts (jobs) [s], before timeScale."),
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

/** One home weight for each server, some of them above 0. */
export function checkHomeWeights(
  scenario: { readonly servers: z.output<typeof servers>; readonly workload: z.output<typeof workload> },
  report: Report,
): void {
  const weights = scenario.workload.homeWeights;
  const path = ["workload", "homeWeights"];
  if (weights.length !== scenario.servers.length) {
    report(
      path,
      `has ${weights.length} weights for ${scenario.servers.length} servers; give one for each server`,
    );
  } else if (!weights.some((weight) => weight > 0)) {
    report(path, "adds up to 0; at least one weight must be above 0");
  }
}
