/** What an experiment is: its file's schema, and the default experiment of a scenario. */

export interface Experiment {
  /** Name of the experiment and of its default output folder, `runs/<name>`. */
  readonly name: string;
  /** A shipped scenario's name or a path. */
  readonly scenario: string;
  readonly algorithms: readonly string[];
  readonly baselines: readonly string[];
  readonly seeds: readonly number[];
  /** Training episodes a run; each algorithm's own default when null. */
  readonly budget: number | null;
  /** Trainings that run side by side; the number of cores when null. */
  readonly jobs: number | null;
  readonly window: "all" | "train" | "validate" | "test";
  readonly salts: readonly string[];
  readonly out: string;
  /** Folder of the trace; the scenario's own setting when null. */
  readonly trace: string | null;
}

/** What the command line may say in place of the file; absent fields leave it alone. */
export interface ExperimentOverrides {
  /** Number of seeds: 0 … n − 1. */
  readonly seeds?: number;
  readonly budget?: number;
  readonly jobs?: number;
  readonly out?: string;
  readonly trace?: string;
  readonly algorithms?: readonly string[];
  readonly baselines?: readonly string[];
}

/** @param nameOrPath a shipped scenario's name, a scenario file or an experiment file (told apart by the key `scenario`) */
export async function loadExperiment(
  nameOrPath: string,
  overrides: ExperimentOverrides = {},
): Promise<Experiment> {
  throw new Error(`not built yet: ${nameOrPath} ${overrides.out}`);
}
