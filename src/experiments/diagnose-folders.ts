/** Diagnoses run folders: each by itself, and those that differ in their seed alone together. */
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { sha256OfJson } from "../core/checksum.ts";
import { EdgeflockError } from "../core/errors.ts";
import { groupBy } from "../core/group-by.ts";
import { type Diagnosis, diagnoseRun, diagnoseSeeds, type Finding, seedsRule } from "../diagnosis/index.ts";
import { type MetricsRow, type RunManifest, readEvents, readMetrics, runRecord } from "../train/index.ts";
import { runFoldersIn } from "./run-folders-in.ts";

export interface RunDiagnosis extends Diagnosis {
  readonly folder: string;
  readonly algorithm: string;
  readonly seed: number;
  readonly status: RunManifest["status"];
  readonly episodesDone: number;
  readonly episodes: number;
  /** The command that trains a changed scenario, given its file, the way this run was trained. */
  trainCommand(scenarioFile: string): string;
  readonly manifest: RunManifest;
}

/** Of runs that differ in their seed alone. */
export interface SeedsDiagnosis {
  readonly algorithm: string;
  readonly folders: readonly string[];
  readonly seeds: readonly number[];
  readonly finding: Finding | null;
  /** Why they could not be compared; null where they were. */
  readonly unchecked: string | null;
}

export interface FoldersDiagnosis {
  readonly runs: readonly RunDiagnosis[];
  readonly seeds: readonly SeedsDiagnosis[];
}

/**
 * @param paths run folders, or folders that hold some (an experiment's output)
 * @throws EdgeflockError("run") where there is no run, or what a run wrote is damaged
 */
export async function diagnoseFolders(paths: readonly string[]): Promise<FoldersDiagnosis> {
  const folders = await runFoldersIn(paths);
  const known = await Promise.all(
    folders.map(async ({ path, manifest, metrics, events }) => ({
      path,
      manifest,
      record: runRecord(manifest, await metricsOf(metrics), await readEvents(events)),
    })),
  );
  const groups = groupBy(known, ({ manifest: { scenario, algorithm, episodes } }) =>
    sha256OfJson({ scenario, algorithm, episodes }),
  );
  const runs = known.map(
    ({ path, manifest, record }): RunDiagnosis => ({
      ...diagnoseRun(record),
      folder: path,
      algorithm: manifest.algorithm.name,
      seed: manifest.seed,
      status: manifest.status,
      episodesDone: manifest.episodesDone,
      episodes: manifest.episodes,
      trainCommand: (file) => trainCommand(file, manifest, `${path.replace(/\/+$/, "")}-tried`),
      manifest,
    }),
  );
  const seeds = [...groups.values()].map((group): SeedsDiagnosis => {
    const verdict = diagnoseSeeds(group.map(({ manifest, record }) => ({ seed: manifest.seed, record })));
    return {
      algorithm: group[0]!.manifest.algorithm.name,
      folders: group.map(({ path }) => path),
      seeds: group.map(({ manifest }) => manifest.seed),
      finding: verdict.kind === "found" ? { rule: seedsRule, ...verdict.finding } : null,
      unchecked: verdict.kind === "unchecked" ? verdict.because : null,
    };
  });
  return { runs, seeds };
}

/** None where a run was stopped before its first checkpoint. */
async function metricsOf(path: string): Promise<readonly MetricsRow[]> {
  if (!existsSync(path)) return [];
  try {
    return await readMetrics(path);
  } catch (error) {
    const { message } = error as Error;
    throw new EdgeflockError(
      "run",
      `${path} cannot be read: ${message}`,
      "Remove it, and write it anew with `edgeflock resume`.",
      { cause: error },
    );
  }
}

function trainCommand(file: string, { algorithm, seed, trace }: RunManifest, out: string): string {
  const data = (["trace", "users", "radio"] as const).flatMap((kind) => {
    const [first] = trace.filter((one) => one.kind === kind);
    if (first === undefined) return [];
    return [`--${kind} ${kind === "users" ? first.path : dirname(first.path)}`];
  });
  const words = [
    "edgeflock train",
    file,
    `--algorithm ${algorithm.name} --seed ${seed} --out ${out}`,
    ...data,
  ];
  return words.join(" ");
}
