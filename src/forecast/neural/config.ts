/** Configuration of a neural forecaster: section `forecaster` of a scenario, or the same fields by themselves. */
import type { z } from "zod";
import { EdgeflockError } from "../../core/errors.ts";
import { checkForecaster, type ForecasterSection, forecaster } from "../../scenario/sections/forecaster.ts";

export type ForecasterConfig = ForecasterSection;
/** Every field may be left out. */
export type ForecasterOptions = z.input<typeof forecaster>;

/** Fills in defaults and checks; throws EdgeflockError("value") that names every field that is wrong. */
export function forecasterConfig(options: ForecasterOptions = {}): ForecasterConfig {
  const parsed = forecaster.safeParse(options, { reportInput: true });
  const problems: string[] = [];
  const report = (path: readonly PropertyKey[], text: string) =>
    problems.push(`forecaster.${path.join(".")} ${text}`);
  if (parsed.success) checkForecaster(parsed.data, report);
  else
    for (const { path, message, input } of parsed.error.issues)
      report(path, `is ${JSON.stringify(input)}: ${message}`);
  if (parsed.success && problems.length === 0) return parsed.data;
  throw new EdgeflockError("value", problems.join("\n"), "docs/forecasting.md describes every field.");
}
