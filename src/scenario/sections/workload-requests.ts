/** Sub-section `requests` of generated workloads: what tasks ask for, and whose they are. */
import { z } from "zod";
import { fraction, notNegative, positive, type Report } from "./values.ts";

/** An amount of any of the distributions; `positive` or `notNegative` numbers of `unit`. */
function amount(number: typeof positive, what: string, unit: string) {
  const mean = number.describe(`Mean [${unit}].`);
  return z
    .discriminatedUnion("distribution", [
      z
        .strictObject({ distribution: z.literal("constant").describe("Always the mean."), mean })
        .describe("Always the same."),
      z
        .strictObject({ distribution: z.literal("exponential").describe("Exponential."), mean })
        .describe("Exponential."),
      z
        .strictObject({
          distribution: z.literal("lognormal").describe("Log-normal."),
          mean: positive.describe(`Mean [${unit}].`),
          variation: positive
            .max(1000)
            .describe("Coefficient of variation: standard deviation over mean [1]."),
        })
        .describe("Log-normal."),
      z
        .strictObject({
          distribution: z.literal("pareto").describe("Pareto: P(above x) = (least/x)^shape, heavy-tailed."),
          mean: positive.describe(`Mean [${unit}], before \`most\`.`),
          shape: z
            .number()
            .gt(1)
            .max(1000)
            .describe("Exponent of the tail [1]; of 2 or less, the variance is infinite."),
          most: positive
            .optional()
            .describe(`What is above is cut to this [${unit}], which lowers the mean. No limit when absent.`),
        })
        .describe("Heavy-tailed."),
      z
        .strictObject({
          distribution: z.literal("discrete").describe("One of a few values."),
          values: z.array(number).min(1).max(10_000).describe(`The values [${unit}].`),
          shares: z
            .array(notNegative)
            .min(1)
            .max(10_000)
            .describe("How often each is, up to a common factor [1]."),
        })
        .describe("One of a few values, by shares."),
    ])
    .describe(what);
}

const whole = z.int().positive().max(100_000);

/** A number of tasks. */
export function count(what: string) {
  return z
    .discriminatedUnion("distribution", [
      z
        .strictObject({
          distribution: z.literal("constant").describe("Always the same."),
          value: whole.describe("The number [tasks]."),
        })
        .describe("Always the same."),
      z
        .strictObject({
          distribution: z.literal("geometric").describe("Geometric, from 1 on."),
          mean: z.number().min(1).max(100_000).describe("Mean [tasks]."),
        })
        .describe("Geometric, from 1 on."),
      z
        .strictObject({
          distribution: z.literal("discrete").describe("One of a few numbers."),
          values: z.array(whole).min(1).max(10_000).describe("The numbers [tasks]."),
          shares: z
            .array(notNegative)
            .min(1)
            .max(10_000)
            .describe("How often each is, up to a common factor [1]."),
        })
        .describe("One of a few numbers, by shares."),
    ])
    .describe(what);
}

export const requests = z
  .strictObject({
    work: amount(positive, "Work C of a task [cycles].", "cycles").prefault({
      distribution: "exponential",
      mean: 1e9,
    }),
    input: amount(notNegative, "Input D of a task [bit].", "bit").prefault({
      distribution: "exponential",
      mean: 5e6,
    }),
    deadline: amount(
      positive,
      "Deadline T of a task, from its arrival [s]; the scenario's when absent.",
      "s",
    ).optional(),
    users: z
      .strictObject({
        count: z.int().positive().max(1_000_000).default(1).describe("Users that jobs belong to."),
        zipf: notNegative
          .max(100)
          .default(0)
          .describe("The user of rank r has jobs in proportion to r^-zipf [1]; 0 for all alike."),
      })
      .prefault({})
      .describe("Whose the jobs are: what forecasters may learn from. Not the users who move."),
    stickiness: fraction
      .default(0)
      .describe("Chance that a user's next job asks for what the user's last one asked for [1]."),
    classes: z
      .array(notNegative)
      .min(1)
      .max(4)
      .optional()
      .describe(
        "Share of the jobs in scheduling class 0, 1, 2 and 3, up to a common factor [1]. No class when absent.",
      ),
    tasksPerJob: count(
      "Tasks of a job. They arrive at one instant, have one home, and ask for the same.",
    ).prefault({
      distribution: "constant",
      value: 1,
    }),
  })
  .describe("What tasks ask for, and whose they are.");

type AnyAmount = z.output<typeof requests>["work"] | z.output<ReturnType<typeof count>>;

/** As many shares as values, and some above 0. */
export function checkRequests(
  workload: { readonly requests: z.output<typeof requests>; readonly burstSize?: AnyAmount },
  report: Report,
): void {
  const { work, input, deadline, tasksPerJob, classes } = workload.requests;
  const check = (path: string[], one: AnyAmount | undefined) => {
    if (one?.distribution !== "discrete") return;
    const at = ["workload", ...path, "shares"];
    if (one.shares.length !== one.values.length) {
      report(at, `has ${one.shares.length} shares for ${one.values.length} values; give one for each`);
    } else if (!one.shares.some((share) => share > 0))
      report(at, "adds up to 0; at least one must be above 0");
  };
  check(["requests", "work"], work);
  check(["requests", "input"], input);
  check(["requests", "deadline"], deadline);
  check(["requests", "tasksPerJob"], tasksPerJob);
  check(["burstSize"], workload.burstSize);
  if (classes !== undefined && !classes.some((share) => share > 0)) {
    report(["workload", "requests", "classes"], "adds up to 0; at least one must be above 0");
  }
}
