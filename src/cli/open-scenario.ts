/** Loads the scenario a user named, and its tasks. */
import type { Scenario, Workload } from "../scenario/index.ts";

export interface OpenedScenario {
  readonly scenario: Scenario;
  readonly workload: Workload;
}

/** @param trace where the trace lies; unused by scenarios with a synthetic workload */
export async function openScenario(nameOrPath: string, trace: string | undefined): Promise<OpenedScenario> {
  const { loadScenario, loadWorkload } = await import("../scenario/index.ts");
  const scenario = await loadScenario(nameOrPath);
  return { scenario, workload: await loadWorkload(scenario, trace === undefined ? {} : { trace }) };
}
