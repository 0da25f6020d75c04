/** Writes the report of run folders that exist. */
import type { LearningAlgorithm } from "../env/index.ts";
import type { Engine } from "../runtime/index.ts";
import type { ExperimentResult } from "./run-experiment.ts";

export interface ReportOnOptions {
  readonly engine: Engine;
  /** Where the report goes; the (single) run folder itself when absent. */
  readonly outDir?: string;
  readonly window?: "all" | "train" | "validate" | "test";
  readonly trace?: string;
  readonly algorithms?: ReadonlyMap<string, LearningAlgorithm>;
  readonly onProgress?: (fraction: number) => void;
}

/** @param folders run folders, or folders that hold some (an experiment's output) */
export async function reportOn(
  folders: readonly string[],
  options: ReportOnOptions,
): Promise<Pick<ExperimentResult, "outDir" | "report" | "table">> {
  throw new Error(`not built yet: ${folders.join(" ")} ${options.outDir}`);
}
