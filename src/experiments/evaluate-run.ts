/** Evaluates the policy of a run folder on a window of its scenario. */

import type { LearningAlgorithm } from "../agents/learner.ts";
import { loadPolicyFrom } from "../agents/load-policy-from.ts";
import { EdgeflockError } from "../core/errors.ts";
import type { Policy } from "../env/index.ts";
import type { Engine } from "../runtime/index.ts";
import { episodeSetup, type NamedFiles, type WindowName } from "../scenario/index.ts";
import type { Summary } from "../sim/metrics.ts";
import { writeParquet } from "../tables/index.ts";
import { loadRunInputs, RunFolder, type RunInputs } from "../train/index.ts";
import { evaluatePolicy, type PolicyEvaluation } from "./evaluate-policy.ts";
import { TasksTable } from "./tasks-table.ts";

/** Draws of the home assignment that results are reported on; nothing is trained or tuned on them. */
export const evaluationSalts: readonly string[] = Array.from({ length: 10 }, (_, k) => String(k));

/** Files are named where they have moved since training; their content is checked. */
export interface EvaluateRunOptions extends NamedFiles {
  readonly engine: Engine;
  /** Default "test". */
  readonly window?: WindowName;
  /** Draws of the home assignment; default "0" … "9". */
  readonly salts?: readonly string[];
  readonly algorithms?: ReadonlyMap<string, LearningAlgorithm>;
  readonly onProgress?: (fraction: number) => void;
  /** Told when the table of tasks cannot be written. */
  readonly onWarning?: (message: string) => void;
}

export interface RunEvaluation {
  readonly folder: string;
  readonly scenario: string;
  readonly algorithm: string;
  readonly seed: number;
  readonly window: WindowName;
  /** One row a salt, in the order of `salts`. */
  readonly rows: readonly { readonly salt: string; readonly metrics: Summary }[];
  /** Means over the salts. */
  readonly mean: Record<(typeof meanNames)[number], number>;
}

const meanNames = ["objective", "meanLatencySeconds", "p95LatencySeconds", "meanEnergyJoules"] as const;

/** Also writes the folder's tasks.parquet, when the window is the test window and the folder can be written. */
export async function evaluateRun(path: string, options: EvaluateRunOptions): Promise<RunEvaluation> {
  const folder = await RunFolder.open(path);
  const inputs = await loadRunInputs(folder, options);
  const { evaluation } = await evaluateRunFolder(folder, inputs, options);
  const { summaries, rows } = evaluation;
  return {
    folder: path,
    scenario: inputs.scenario.name,
    algorithm: inputs.algorithm.name,
    seed: folder.manifest.seed,
    window: options.window ?? "test",
    rows: rows.map(({ salt }, k) => ({ salt, metrics: summaries[k]! })),
    mean: Object.fromEntries(
      meanNames.map((name) => [name, summaries.reduce((sum, row) => sum + row[name], 0) / summaries.length]),
    ) as RunEvaluation["mean"],
  };
}

/** The same with inputs that are loaded already. */
export async function evaluateRunFolder(
  folder: RunFolder,
  { scenario, workload, algorithm }: RunInputs,
  options: Pick<EvaluateRunOptions, "engine" | "window" | "salts" | "onProgress" | "onWarning"> & {
    /** Whether the folder's table of tasks is written; true when absent. */
    readonly keepTasks?: boolean;
  },
): Promise<{ readonly policy: Policy; readonly evaluation: PolicyEvaluation }> {
  const {
    engine,
    window = "test",
    salts = evaluationSalts,
    onProgress,
    onWarning,
    keepTasks = true,
  } = options;
  const files = await folder.readFiles("policy", "policy.json");
  if (files === null) {
    throw new EdgeflockError(
      "run",
      `${folder.path}: the run has no policy yet (it is not complete: episode ${folder.manifest.episodesDone} of ${folder.manifest.episodes})`,
      `Finish it with \`edgeflock resume ${folder.path}\`.`,
    );
  }
  const policy = await loadPolicyFrom(folder.policy, files, algorithm, engine);
  const table = window === "test" && keepTasks ? new TasksTable() : null;
  const draws = salts.map((salt) => ({ salt, setup: episodeSetup(scenario, workload, window, salt) }));
  const evaluation = await evaluatePolicy(policy, draws, {
    seed: folder.manifest.seed,
    ...(onProgress === undefined ? {} : { onProgress }),
    onDraw: ({ salt, setup }, simulator, decisions) => table?.add(salt, simulator, decisions, setup.cost),
  });
  try {
    if (table !== null) await writeParquet(folder.tasks, table.table());
  } catch (error) {
    // The table is for further study; the evaluation stands without it, as in a folder that is only to be read.
    if (!(error instanceof EdgeflockError && error.kind === "output")) throw error;
    onWarning?.(`the table of tasks is not written: ${error.message}`);
  }
  return { policy, evaluation };
}
