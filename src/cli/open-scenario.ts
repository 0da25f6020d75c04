/** Loads the scenario a user named, and its tasks. */

import type { Scenario, Workload } from "../scenario/index.ts";
import { describeImport } from "../workload/import-report.ts";
import type { Progress } from "./progress.ts";

export interface OpenedScenario {
  readonly scenario: Scenario;
  readonly workload: Workload;
}

/**
 * @param trace where the trace lies; unused by scenarios with a synthetic workload
 * @param progress is told what was read, and what was left out and why
 */
export async function openScenario(
  nameOrPath: string,
  trace: string | undefined,
  progress: Progress,
): Promise<OpenedScenario> {
  const { loadWorkload } = await import("../scenario/index.ts");
  const scenario = await loadCheckedScenario(nameOrPath);
  const workload = await loadWorkload(scenario, trace === undefined ? {} : { trace });
  for (const line of describeImport(workload.report)) progress.note(line);
  return { scenario, workload };
}

/** With its training settings checked too. */
export async function loadCheckedScenario(nameOrPath: string): Promise<Scenario> {
  const { loadScenario } = await import("../scenario/index.ts");
  const { checkTrainingSettings } = await import("../train/index.ts");
  return loadScenario(nameOrPath, checkTrainingSettings());
}
