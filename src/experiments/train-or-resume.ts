/** The training of a cell, into a run folder of its own: begun, or continued where it was stopped. */
import type { LearningAlgorithm } from "../agents/learner.ts";
import { RunFolder, resume, type TrainOptions, train } from "../train/index.ts";
import { type CellJob, isOfSameCode, readCell, writeCell } from "./cell.ts";

/**
 * @param name of the algorithm that is trained
 * @param begin what only the beginning of a training needs
 * @param controls what its continuation takes too
 */
export async function trainOrResume(
  job: CellJob,
  algorithms: ReadonlyMap<string, LearningAlgorithm>,
  name: string,
  begin: Pick<TrainOptions, "scenario" | "workload" | "config" | "seed" | "outDir">,
  controls: Omit<Parameters<typeof resume>[1], "algorithms">,
): Promise<void> {
  const { outDir } = begin;
  if (await isBegun(job, outDir)) {
    await resume(outDir, { ...controls, algorithms });
    return;
  }
  await train({
    ...controls,
    ...begin,
    algorithm: algorithms.get(name)!,
    // The folder is the experiment's own: what lies there was made from other inputs.
    force: true,
    ...(job.budget === null ? {} : { budget: job.budget }),
  });
}

/** Whether the folder holds a run of just these inputs, to be continued; notes that one is begun if not. */
async function isBegun(job: CellJob, outDir: string): Promise<boolean> {
  const record = await readCell(job.outDir, job.key);
  const same = record?.inputs === job.inputs && isOfSameCode(record, job);
  if (same && (await RunFolder.open(outDir).catch(() => null)) !== null) return true;
  const { inputs, evaluationInputs, code } = job;
  await writeCell(job.outDir, job.key, { inputs, evaluationInputs, code, seconds: 0, result: null });
  return false;
}
