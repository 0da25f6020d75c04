/** Loads the scenario a user named, and its tasks. */
import { Option } from "commander";
import type { NamedFiles, Scenario, ScenarioFile, Workload } from "../scenario/index.ts";
import { describeImport } from "../workload/import-report.ts";
import { describeSide } from "../workload/side-report.ts";
import type { Progress } from "./progress.ts";

export interface OpenedScenario {
  readonly scenario: Scenario;
  readonly workload: Workload;
}

/** Where the data of a scenario lie; each unused by scenarios that do not need it. */
export interface ScenarioData extends NamedFiles {
  readonly sites?: string;
}

export const traceOption = (description = "folder or file of the trace, for scenarios on a trace") =>
  new Option("--trace <dir>", description);
export const sitesOption = () =>
  new Option("--sites <file>", "list of sites (CSV), for scenarios whose servers stand at its sites");
export const usersOption = (
  description = "recorded ways of users (CSV), for scenarios whose users follow them",
) => new Option("--users <file>", description);
export const radioOption = (
  description = "folder or file of throughput logs, for scenarios whose uploads follow them",
) => new Option("--radio <dir>", description);

export const settingsOption = () =>
  new Option(
    "--settings <file>",
    "settings of algorithms in place of the scenario's: a YAML file such as best.yaml of `edgeflock tune`",
  );

/** For commands that work on runs, which know where their files lay. */
export const moved = "where it lies now, when it has moved; its content is checked";

/** @param progress is told what was read, and what was left out and why */
export async function openScenario(
  nameOrPath: string,
  data: ScenarioData,
  progress: Progress,
): Promise<OpenedScenario> {
  const { loadWorkload, namedFiles } = await import("../scenario/index.ts");
  const scenario = await loadCheckedScenario(nameOrPath, data.sites);
  const workload = await loadWorkload(scenario, namedFiles(data));
  noteWorkload(workload, progress);
  return { scenario, workload };
}

/** What was read, and what was left out of it and why. */
export function noteWorkload({ report, recordedUsers, radioLogs }: Workload, progress: Progress): void {
  for (const line of describeImport(report)) progress.note(line);
  for (const side of [recordedUsers, radioLogs]) {
    for (const line of side === undefined ? [] : describeSide(side.report)) progress.note(line);
  }
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
