/** Loads the scenario a user named, and its tasks. */
import { Option } from "commander";
import type { Scenario, ScenarioFile, Workload } from "../scenario/index.ts";
import { describeImport } from "../workload/import-report.ts";
import type { Progress } from "./progress.ts";

export interface OpenedScenario {
  readonly scenario: Scenario;
  readonly workload: Workload;
}

/** Where the data of a scenario lie; each unused by scenarios that do not need it. */
export interface ScenarioData {
  readonly trace?: string;
  readonly sites?: string;
}

export const traceOption = () =>
  new Option("--trace <dir>", "folder or file of the trace, for scenarios on a trace");
export const sitesOption = () =>
  new Option("--sites <file>", "list of sites (CSV), for scenarios whose servers stand at its sites");

/** @param progress is told what was read, and what was left out and why */
export async function openScenario(
  nameOrPath: string,
  { trace, sites }: ScenarioData,
  progress: Progress,
): Promise<OpenedScenario> {
  const { loadWorkload } = await import("../scenario/index.ts");
  const scenario = await loadCheckedScenario(nameOrPath, sites);
  const workload = await loadWorkload(scenario, trace === undefined ? {} : { trace });
  for (const line of describeImport(workload.report)) progress.note(line);
  return { scenario, workload };
}

/** With its training settings checked too. */
export async function loadCheckedScenario(nameOrPath: string, sites?: string): Promise<Scenario> {
  const { loadScenario } = await import("../scenario/index.ts");
  const { checkTrainingSettings } = await import("../train/index.ts");
  return loadScenario(nameOrPath, { sites, check: checkTrainingSettings() });
}

/** What its file states, with its training settings checked too. */
export async function loadCheckedScenarioFile(nameOrPath: string): Promise<ScenarioFile> {
  const { loadScenarioFile } = await import("../scenario/index.ts");
  const { checkTrainingSettings } = await import("../train/index.ts");
  return loadScenarioFile(nameOrPath, checkTrainingSettings());
}
