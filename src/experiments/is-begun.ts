/** Whether a training of a cell is to be continued. */
import { RunFolder } from "../train/index.ts";
import { type CellJob, isOfSameCode, readCell, writeCell } from "./cell.ts";

/** Whether the folder holds a run of just these inputs, to be continued; notes that one is begun if not. */
export async function isBegun(job: CellJob, outDir: string): Promise<boolean> {
  const record = await readCell(job.outDir, job.key);
  const same = record?.inputs === job.inputs && isOfSameCode(record, job);
  if (same && (await RunFolder.open(outDir).catch(() => null)) !== null) return true;
  const { inputs, evaluationInputs, code } = job;
  await writeCell(job.outDir, job.key, { inputs, evaluationInputs, code, seconds: 0, result: null });
  return false;
}
