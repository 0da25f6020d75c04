/** The mean energy of every policy. */
import type { Figure } from "../figure.ts";
import type { ReportContext } from "../report-context.ts";
import { metricByPolicy } from "./metric-by-policy.ts";

export function meanEnergy(context: ReportContext): Figure {
  return metricByPolicy(context, "meanEnergyJoules", "mean-energy");
}
