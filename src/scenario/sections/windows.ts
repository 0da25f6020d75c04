/** Section `windows` of a scenario. */
import { z } from "zod";
import { notNegative, positive, type Report } from "./values.ts";
import { type WorkloadSection, workloadEndSeconds } from "./workload.ts";

const windowFields = {
  from: notNegative.describe("First arrival time in the window [s], after timeScale."),
  to: positive.optional().describe("Arrivals before this time [s]; to the end of the workload when absent."),
};

export const windows = z
  .strictObject({
    train: z
      .strictObject(windowFields)
      .describe("What policies, forecasters and baselines are trained and tuned on."),
    validate: z.strictObject(windowFields).describe("What picks between candidates."),
    test: z.strictObject(windowFields).describe("What is reported, and seen by nothing before."),
  })
  .describe("Parts of the workload, by arrival time: one after the other, without overlap.");

/** Windows follow one another within the workload. */
export function checkWindows(
  scenario: { readonly workload: WorkloadSection; readonly windows: z.output<typeof windows> },
  report: Report,
): void {
  const end = workloadEndSeconds(scenario.workload);
  let before: { name: string; to: number } | undefined;
  for (const name of ["train", "validate", "test"] as const) {
    const { from, to = Number.POSITIVE_INFINITY } = scenario.windows[name];
    if (from >= to) report(["windows", name, "to"], `must be after from, which is ${from} s`);
    if (before !== undefined && from < before.to) {
      const ends = Number.isFinite(before.to) ? `ends at ${before.to} s` : "has no end";
      report(["windows", name, "from"], `must not be before the end of ${before.name}, which ${ends}`);
    }
    if (from >= end) {
      report(
        ["windows", name, "from"],
        `must be before the end of the workload, ${end} s (durationSeconds${"timeScale" in scenario.workload ? "·timeScale" : ""})`,
      );
    }
    before = { name, to };
  }
}
