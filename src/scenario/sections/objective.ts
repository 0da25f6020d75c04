/** Section `objective` of a scenario. */
import { z } from "zod";
import { fraction, notNegative, type Report } from "./values.ts";

export const objective = z
  .strictObject({
    latencyWeight: fraction
      .default(0.5)
      .describe("λ: weight of latency, relative to the window's mean reference."),
    energyWeight: fraction.default(0.5).describe("ρ: weight of energy; λ + ρ = 1."),
    dropCost: notNegative.default(20).describe("Cost of a dropped task, before its energy [1]."),
  })
  .describe("What is minimised: the mean over tasks of λ·L/L0 + ρ·E/E0.");

/** The weights add up to 1. */
export function checkObjective(
  scenario: { readonly objective: z.output<typeof objective> },
  report: Report,
): void {
  const { latencyWeight, energyWeight } = scenario.objective;
  if (Math.abs(latencyWeight + energyWeight - 1) > 1e-9) {
    report(
      ["objective"],
      `latencyWeight and energyWeight add up to ${latencyWeight + energyWeight}; they must add up to 1`,
    );
  }
}
