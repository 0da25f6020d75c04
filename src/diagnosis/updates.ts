/** How often networks were updated. */
import type { RunRecord } from "./run-record.ts";
import { series } from "./series.ts";
import { settingOf } from "./settings.ts";

/** Networks that are trained apart: one set for each agent, or one for all. */
export function trainedApart(run: RunRecord): number {
  return settingOf(run, "shareParameters")?.value === true ? 1 : run.servers;
}

/** Updates of each of them so far; null where the metrics do not say. */
export function updatesOfEach(run: RunRecord): number | null {
  const updates = series(run, "train", "updates");
  return updates.length === 0 ? null : updates.reduce((sum, { value }) => sum + value, 0) / trainedApart(run);
}
