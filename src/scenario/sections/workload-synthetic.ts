/** Workloads that are generated. */
import { z } from "zod";
import { fraction, notNegative, positive } from "./values.ts";
import { taskFields } from "./workload-fields.ts";
import { rateWorkloads } from "./workload-rates.ts";

const share = notNegative.describe("Its share, up to a common factor [1].");

/** What the stand-in has from the Google trace where a file says nothing else; `trace fit` writes these for other traces. */
const statisticsFields = {
  gapVariation: positive
    .max(1000)
    .optional()
    .describe(
      "Coefficient of variation of the gaps between bursts, which are log-normal [1]; 0.72 when absent.",
    ),
  gapCorrelation: z
    .number()
    .gt(-1)
    .lt(1)
    .optional()
    .describe("Correlation of the logarithms of one gap and the next [1]; 0 when absent."),
  gapDriftFactor: z
    .number()
    .min(1)
    .max(1000)
    .optional()
    .describe("Highest over lowest rate of bursts [1] as it drifts; 1, no drift, when absent."),
  driftPeriodSeconds: positive
    .optional()
    .describe("One swing up and down of both drifts [s], before timeScale; 3600 when absent."),
  innerGapSeconds: notNegative
    .optional()
    .describe("Mean gap inside a burst [s], before timeScale; 5e-6 when absent."),
  resolutionSeconds: positive
    .optional()
    .describe("Times are whole multiples of this [s], before timeScale; 1e-6 when absent."),
  burstSizes: z
    .array(z.tuple([z.int().nonnegative().max(1_000_000), fraction]))
    .min(2)
    .max(1000)
    .optional()
    .describe(
      "[size, share of the bursts that are larger], log-log between them; the first are [0, 1] and [1, …]. Those of the Google trace when absent.",
    ),
  cpuRequests: z
    .array(z.tuple([positive.describe("CPU request [1]."), share]))
    .min(1)
    .max(1000)
    .optional()
    .describe("[request, share] of CPU, ascending [1]. Those of the Google trace when absent."),
  memoryRequests: z
    .array(z.tuple([notNegative.describe("Memory request [1]."), share]))
    .min(1)
    .max(1000)
    .optional()
    .describe("[request, share] of memory, ascending [1]. Those of the Google trace when absent."),
  coupling: z
    .number()
    .min(-1)
    .max(1)
    .optional()
    .describe(
      "Chance that a job's CPU and memory are from the same quantile [1]; below 0, from opposite ones. 0.31 when absent.",
    ),
  classes: z
    .array(z.tuple([z.int().min(-1).max(127).describe("Scheduling class; -1 for none."), share]))
    .min(1)
    .optional()
    .describe("[class, share of the jobs]. Those of the Google trace when absent."),
  users: z
    .strictObject({
      count: z.int().positive().max(1_000_000).describe("Users that jobs belong to."),
      zipf: notNegative.max(100).describe("The user of rank r has jobs in proportion to r^-zipf [1]."),
    })
    .optional()
    .describe("Whose the jobs are; 130 users with an exponent of 1.2 when absent."),
  stickiness: fraction
    .optional()
    .describe(
      "Chance that a user's next job asks for what the user's last one asked for [1]; 0.85 when absent.",
    ),
};

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
      .describe(
        "Highest over lowest task rate [1] as the sizes of bursts drift, before perJobLimit; 1 for no drift. At most 1 + 2·(mean burst size - 1).",
      ),
    ...statisticsFields,
    ...taskFields,
  })
  .describe("Bursts of tasks with the statistics of the Google trace, or of any other.");

/** Each generator. */
export const syntheticWorkloads = [syntheticWorkload, ...rateWorkloads] as const;
