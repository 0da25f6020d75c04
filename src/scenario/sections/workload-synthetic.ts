/** Workloads that are generated. */
import { z } from "zod";
import { positive } from "./values.ts";
import { taskFields } from "./workload-fields.ts";

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

/** Each generator. */
export const syntheticWorkloads = [syntheticWorkload] as const;
