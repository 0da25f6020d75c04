/** What a run folder was made from: scenario, workload and algorithm, loaded again and checked. */
import { join } from "node:path";
import type { LearningAlgorithm } from "../agents/learner.ts";
import { didYouMean } from "../core/did-you-mean.ts";
import { EdgeflockError } from "../core/errors.ts";
import {
  loadWorkload,
  type NamedFiles,
  namedFiles,
  parseScenario,
  placesOf,
  type Scenario,
  type Workload,
} from "../scenario/index.ts";
import type { RunFolder } from "./run-folder.ts";
import { fingerprintFiles, requireSameTrace } from "./trace-fingerprint.ts";

export interface RunInputs {
  readonly scenario: Scenario;
  readonly workload: Workload;
  readonly algorithm: LearningAlgorithm;
}

/** Files are named where they have moved since; their content is checked. */
export interface RunInputsOptions extends NamedFiles {
  /** The algorithms to look the run's up in; the built-in ones when absent. */
  readonly algorithms?: ReadonlyMap<string, LearningAlgorithm>;
}

/** Throws EdgeflockError("run", "scenario" or "trace") that says what is no longer as it was. */
export async function loadRunInputs(folder: RunFolder, options: RunInputsOptions = {}): Promise<RunInputs> {
  const { manifest, path } = folder;
  const algorithms = options.algorithms ?? (await import("../agents/index.ts")).learningAlgorithms;
  const algorithm = algorithms.get(manifest.algorithm.name);
  if (algorithm === undefined) {
    throw new EdgeflockError(
      "run",
      `${path}: the run's algorithm is "${manifest.algorithm.name}", which this Edgeflock does not have`,
      didYouMean(manifest.algorithm.name, algorithms.keys(), "Algorithms are"),
    );
  }
  const scenario = parseScenario(JSON.stringify(manifest.scenario, null, 2), join(path, "run.json"));
  const workload = await loadWorkload(scenario, { ...placesOf(manifest.trace), ...namedFiles(options) });
  requireSameTrace(manifest.trace, await fingerprintFiles(workload));
  return { scenario, workload, algorithm };
}
