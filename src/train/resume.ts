/** Continues an interrupted run from its last good checkpoint, to the same bits as the uninterrupted run. */
import type { Engine } from "../runtime/index.ts";
import { provenance } from "./provenance.ts";
import { RunFolder } from "./run-folder.ts";
import { loadRunInputs, type RunInputsOptions } from "./run-inputs.ts";
import { type TrainedRun, trainedRun } from "./train.ts";
import type { TrainingControls } from "./training-controls.ts";
import { runTrainingLoop } from "./training-loop.ts";

export interface ResumeOptions extends RunInputsOptions, TrainingControls {
  readonly engine: Engine;
}

/** @param path a run folder; a run that is complete is returned as it is */
export async function resume(path: string, options: ResumeOptions): Promise<TrainedRun> {
  const folder = await RunFolder.open(path);
  if (folder.manifest.status === "complete") return trainedRun(folder);
  const inputs = await loadRunInputs(folder, options);
  warnOfOtherVersions(folder, options);
  await runTrainingLoop({ ...options, ...inputs, folder });
  return trainedRun(folder);
}

/** Another version or engine may round otherwise: the run then goes on, but not to the same bits. */
function warnOfOtherVersions({ manifest }: RunFolder, { engine, onWarning }: ResumeOptions): void {
  const now = { ...provenance(), engine: engine.name };
  for (const what of ["edgeflock", "engine", "node"] as const) {
    const before = manifest.versions[what];
    if (before === now[what]) continue;
    onWarning?.(
      `the run began with ${what} ${before}, this is ${now[what]}: its results may differ in the last bits`,
    );
  }
}
