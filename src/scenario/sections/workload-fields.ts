/** Fields that many kinds of workload have. */
import { z } from "zod";
import { notNegative, positive } from "./values.ts";

/** Which servers tasks arrive at. */
export const homeFields = {
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
};

/** How the requests of a trace become tasks. */
export const taskFields = {
  perJobLimit: z
    .int()
    .positive()
    .default(8)
    .describe("The first so many tasks of each job are kept [tasks]."),
  timeScale: positive
    .default(0.1)
    .describe("Arrival time for each second of the trace [s/s]; below 1 is denser."),
  ...homeFields,
  cyclesPerUnit: positive.default(4e10).describe("Work of a CPU request of 1, the largest machine [cycles]."),
  bitsPerUnit: positive
    .default(2e8)
    .describe("Input of a memory request of 1 [bit]; no task has less than 1e4 bit."),
};
