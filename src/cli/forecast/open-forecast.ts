/** What `forecast monitor` and `forecast retrain` work on: a forecaster, and the tasks that it is held against. */
import { EdgeflockError } from "../../core/errors.ts";
import type { Scenario, Workload } from "../../scenario/index.ts";
import type { ReadForecaster, RunFolder, TraceFile } from "../../train/index.ts";
import { loadCheckedScenario, noteWorkload, openScenario, type ScenarioData } from "../open-scenario.ts";
import type { Progress } from "../progress.ts";

export interface ScenarioOfForecaster {
  readonly scenario: Scenario;
  readonly workload: Workload;
}

export interface OpenedForecast extends ReadForecaster, ScenarioOfForecaster {
  /** What the forecaster was trained on, where that is known and still there; else the same as is opened. */
  readonly trainedOn: ScenarioOfForecaster;
  /** Whether the tasks are others than those of the forecaster's run. */
  readonly isOther: boolean;
}

/**
 * @param path of a forecaster, or of a run, whose scenario and trace are taken where none are named
 * @throws EdgeflockError that says what is missing, damaged, or does not fit
 */
export async function openForecast(
  path: string,
  scenarioName: string | undefined,
  data: ScenarioData,
  progress: Progress,
): Promise<OpenedForecast> {
  const { readForecaster, requireServersOf } = await import("../../train/index.ts");
  const read = await readForecaster(path);
  if (read.run !== null)
    return { ...read, ...(await tasksOfRun(path, read, read.run, scenarioName, data, progress)) };
  if (scenarioName === undefined) {
    throw new EdgeflockError(
      "usage",
      `${path}: a forecaster by itself does not say which scenario it is for`,
      `Name the scenario behind it: \`${path} <scenario>\`.`,
    );
  }
  requireServersOf(path, read, await loadCheckedScenario(scenarioName, data.sites));
  const opened = await openScenario(scenarioName, data, progress);
  return { ...read, ...opened, trainedOn: opened, isOther: false };
}

async function tasksOfRun(
  path: string,
  read: ReadForecaster,
  { manifest }: RunFolder,
  scenarioName: string | undefined,
  data: ScenarioData,
  progress: Progress,
): Promise<Omit<OpenedForecast, keyof ReadForecaster>> {
  const { fingerprintFiles, requireServersOf } = await import("../../train/index.ts");
  const { loadWorkload, namedFiles, parseScenario, placesOf } = await import("../../scenario/index.ts");
  const own = parseScenario(JSON.stringify(manifest.scenario), `${path}/run.json`);
  const places = placesOf(manifest.trace);
  const named = namedFiles(data);
  const scenario = scenarioName === undefined ? own : await loadCheckedScenario(scenarioName, data.sites);
  requireServersOf(path, read, scenario);
  const workload = await loadWorkload(scenario, scenarioName === undefined ? { ...places, ...named } : named);
  noteWorkload(workload, progress);
  const opened = { scenario, workload };
  const isOther =
    scenarioName !== undefined || !isSameContent(manifest.trace, await fingerprintFiles(workload));
  if (!isOther) return { ...opened, trainedOn: opened, isOther };
  const before = await loadWorkload(own, places).catch((error: unknown) => {
    if (!(error instanceof EdgeflockError)) throw error;
    progress.note(`the forecaster's own tasks are gone (${error.message}): the naive one learns from these`);
    return null;
  });
  return { ...opened, trainedOn: before === null ? opened : { scenario: own, workload: before }, isOther };
}

/** Files may have moved since. */
function isSameContent(trained: readonly TraceFile[], found: readonly TraceFile[]): boolean {
  return trained.length === found.length && trained.every(({ sha256 }, k) => sha256 === found[k]!.sha256);
}
