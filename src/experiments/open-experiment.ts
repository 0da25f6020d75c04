/** Loads what an experiment runs on, and plans its cells. */
import type { LearningAlgorithm } from "../agents/learner.ts";
import { loadScenario, loadWorkload, namedFiles, type Scenario, type Workload } from "../scenario/index.ts";
import { checkTrainingSettings, fingerprintFiles, withTrainingSettings } from "../train/index.ts";
import type { Experiment } from "./experiment.ts";
import { type PlannedCell, planCells } from "./plan-cells.ts";
import { algorithmsOf } from "./run-cell.ts";

export interface OpenExperiment {
  readonly experiment: Experiment;
  readonly scenario: Scenario;
  readonly workload: Workload;
  readonly algorithms: ReadonlyMap<string, LearningAlgorithm>;
  readonly cells: readonly PlannedCell[];
}

/**
 * @param algorithmsUrl module that exports `learningAlgorithms`; the built-in ones when null
 * @param engine name of the engine that cells are done with
 * @throws EdgeflockError about the scenario, the list of sites, the trace, or a name in the experiment
 */
export async function openExperiment(
  experiment: Experiment,
  algorithmsUrl: string | null,
  engine: string,
  known?: ReadonlyMap<string, LearningAlgorithm>,
): Promise<OpenExperiment> {
  const algorithms = known ?? (await algorithmsOf(algorithmsUrl));
  const stated = await loadScenario(experiment.scenario, {
    sites: experiment.sites ?? undefined,
    check: checkTrainingSettings(algorithms),
  });
  const { settings } = experiment;
  const scenario = settings === null ? stated : await withTrainingSettings(stated, settings, algorithms);
  const workload = await loadWorkload(scenario, namedFiles(experiment));
  const trace = await fingerprintFiles(workload);
  const cells = planCells(experiment, { scenario, trace, algorithms, algorithmsUrl, engine });
  return { experiment, scenario, workload, algorithms, cells };
}
