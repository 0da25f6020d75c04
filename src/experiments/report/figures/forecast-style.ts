/** The colour of each forecaster, the same in every figure. */
import type { ForecastReport } from "../forecast-data.ts";
import { type PolicyStyle, policyStyles } from "../palette.ts";

export function forecasterStyles(report: ForecastReport): ReadonlyMap<string, PolicyStyle> {
  return policyStyles(
    report.forecasters.map(({ name, learned }) => ({ name, kind: learned ? "learned" : "baseline" })),
  );
}

export function forecasterScale(report: ForecastReport) {
  const styles = forecasterStyles(report);
  return { domain: [...styles.keys()], range: Array.from(styles.values(), ({ colour }) => colour.light) };
}
