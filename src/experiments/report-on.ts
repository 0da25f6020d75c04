/** Writes the report of run folders that exist, beside the baselines on the same scenario. */
import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import type { LearningAlgorithm } from "../agents/learner.ts";
import { makeFolder } from "../core/atomic-file.ts";
import { sha256OfJson } from "../core/checksum.ts";
import { EdgeflockError } from "../core/errors.ts";
import type { Engine } from "../runtime/index.ts";
import { filesOf, type NamedFiles, namedFiles, placesOf } from "../scenario/index.ts";
import { loadRunInputs, type RunFolder, type RunInputs } from "../train/index.ts";
import { isOfSameCode, readCell } from "./cell.ts";
import { evaluateRunFolder } from "./evaluate-run.ts";
import { defaultExperiment, loadExperiment } from "./experiment.ts";
import { evaluatedRun, writeExperimentReport } from "./experiment-report.ts";
import { openExperiment } from "./open-experiment.ts";
import { planCells } from "./plan-cells.ts";
import type { ResultRow } from "./result-rows.ts";
import { runCell } from "./run-cell.ts";
import { runFoldersIn } from "./run-folders-in.ts";
import { writeResults } from "./write-results.ts";

/** Files are named where they have moved since training; their content is checked. */
export interface ReportOnOptions extends NamedFiles {
  readonly engine: Engine;
  /** Where the report goes; the first folder when absent. */
  readonly outDir?: string;
  readonly algorithms?: ReadonlyMap<string, LearningAlgorithm>;
  readonly onProgress?: (fraction: number) => void;
  readonly onWarning?: (message: string) => void;
}

export interface ReportOnResult {
  readonly outDir: string;
  /** The report's main file. */
  readonly report: string;
  readonly table: readonly ResultRow[];
}

/**
 * An experiment's folder is reported on from the results that lie in it, whatever code they come from. Other runs are evaluated on the test window, and the
 * baselines tuned and evaluated; those results are kept in `outDir/cells` for the next time.
 *
 * @param folders run folders, or folders that hold some; or one output folder of an experiment
 * @throws EdgeflockError("run") when there is no run, or the runs are not all of one scenario and trace
 */
export async function reportOn(
  folders: readonly string[],
  options: ReportOnOptions,
): Promise<ReportOnResult> {
  const [first] = folders;
  if (first === undefined)
    throw new EdgeflockError("usage", "no folder was named", "Name at least one run folder.");
  const outDir = options.outDir ?? first;
  const isExperiment =
    folders.length === 1 && (await readdir(first).catch(() => [] as string[])).includes("experiment.json");
  const { report, table } = await (isExperiment
    ? reportOnExperiment(first, outDir, options)
    : reportOnRuns(folders, outDir, options));
  if (report === null) {
    throw new EdgeflockError(
      "run",
      `${first}: the experiment has no result yet that fits its settings`,
      `Run it first: edgeflock run ${join(first, "experiment.json")}`,
    );
  }
  return { outDir, report, table };
}

async function reportOnExperiment(folder: string, outDir: string, options: ReportOnOptions) {
  const { algorithms, engine } = options;
  const path = join(folder, "experiment.json");
  const experiment = await loadExperiment(path, { out: folder, ...namedFiles(options) });
  const open = await openExperiment(experiment, null, engine.name, algorithms);
  return writeResults(open, { anyCode: true, commands: [`edgeflock run ${path}`] }, outDir);
}

async function reportOnRuns(paths: readonly string[], outDir: string, options: ReportOnOptions) {
  const { engine, onProgress, onWarning } = options;
  const folders = await runFoldersIn(paths);
  const inputs = await inputsOf(folders, options);
  const { scenario, workload } = inputs[0]!;
  const manifest = folders[0]!.manifest;
  const experiment = { ...defaultExperiment(scenario.name), algorithms: [], seeds: [0], out: outDir };
  const algorithms = new Map(inputs.map(({ algorithm }) => [algorithm.name, algorithm]));
  const cells = planCells(experiment, {
    scenario,
    trace: manifest.trace,
    algorithms,
    algorithmsUrl: null,
    engine: engine.name,
  });
  const parts = folders.length + cells.length;
  const names = policyNames(folders);
  const runs = [];
  for (const [k, folder] of folders.entries()) {
    const { policy, evaluation } = await evaluateRunFolder(folder, inputs[k]!, {
      engine,
      ...(onWarning === undefined ? {} : { onWarning }),
      onProgress: (fraction) => onProgress?.((k + fraction) / parts),
    });
    runs.push(await evaluatedRun(folder.path, names[k]!, { evaluation, information: policy.information }));
  }
  await makeFolder(join(outDir, "cells"));
  for (const [k, { job }] of cells.entries()) {
    const record = await readCell(outDir, job.key);
    const isDone = record?.result != null && record.evaluationInputs === job.evaluationInputs;
    if (isDone && isOfSameCode(record, job)) continue;
    await runCell(
      { ...job, files: placesOf(filesOf(workload)) },
      {
        signal: new AbortController().signal,
        onProgress: (fraction) => onProgress?.((folders.length + k + fraction) / parts),
        onWarning: (message) => onWarning?.(message),
      },
    );
  }
  const commands = [`edgeflock report ${paths.join(" ")}`];
  return writeExperimentReport({ experiment, scenario, workload, algorithms, cells, runs, commands }, outDir);
}

/** Loads the scenario and the trace once. */
async function inputsOf(folders: readonly RunFolder[], options: ReportOnOptions): Promise<RunInputs[]> {
  const [first] = folders as [RunFolder];
  const known = await loadRunInputs(first, options);
  // Variants of an algorithm have their settings in the scenario; they are judged on the same all the same.
  const identity = ({ manifest }: RunFolder) => {
    const { training: _, ...scenario } = manifest.scenario as Record<string, unknown>;
    return sha256OfJson({ scenario, trace: manifest.trace.map((file) => file.sha256) });
  };
  const inputs: RunInputs[] = [];
  for (const folder of folders) {
    if (identity(folder) !== identity(first)) {
      throw new EdgeflockError(
        "run",
        `${folder.path} was trained on another scenario or trace than ${first.path}`,
        "Report on runs of one scenario at a time.",
      );
    }
    const isKnown = folder.manifest.algorithm.name === known.algorithm.name;
    inputs.push(isKnown ? known : { ...known, algorithm: (await loadRunInputs(folder, options)).algorithm });
  }
  return inputs;
}

/** The algorithm's name; with the folder's where an algorithm was trained with several settings. */
function policyNames(folders: readonly RunFolder[]): string[] {
  const settings = folders.map(({ manifest }) => {
    const { algorithm, episodes } = manifest;
    return { name: algorithm.name, key: sha256OfJson({ algorithm, episodes }) };
  });
  return folders.map(({ path, manifest }, k) => {
    const { name, key } = settings[k]!;
    const alone = settings.every((other) => other.name !== name || other.key === key);
    const twin = folders.findIndex(
      (other, j) => settings[j]!.key === key && other.manifest.seed === manifest.seed,
    );
    return alone && twin === k ? name : `${name} (${basename(path)})`;
  });
}
