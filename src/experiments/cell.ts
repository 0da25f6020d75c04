/** A cell: one part of an experiment that runs in a process of its own, and is kept when the experiment is run again. */
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { TunedParameters } from "../agents/baselines/index.ts";
import { writeFileAtomic } from "../core/atomic-file.ts";
import { sha256OfJson } from "../core/checksum.ts";
import type { WindowName, WorkloadFiles } from "../scenario/index.ts";
import type { PolicyEvaluation } from "./evaluate-policy.ts";
import type { ForecastReport, PolicyReport } from "./report/index.ts";
import type { TuningKey, TuningResult } from "./tune/tuning-cell.ts";

/** In a matrix: what tells cells apart that are called alike, made from their inputs. */
interface Placed {
  readonly place?: string;
}

/** A cell that makes a policy, and judges it on the scenario it is made for. */
export type PolicyKey = Placed &
  (
    | {
        readonly kind: "training";
        readonly algorithm: string;
        /** What the policy is called, where the algorithm has settings of its own. */
        readonly variant?: string;
        readonly seed: number;
      }
    | { readonly kind: "baseline"; readonly baseline: string }
  );

type TrainingKey = Extract<PolicyKey, { kind: "training" }>;

export type CellKey =
  | (Placed & { readonly kind: "forecaster" })
  | PolicyKey
  /** Judges a policy on another scenario than it is made for. */
  | (Placed & { readonly kind: "evaluation"; readonly of: PolicyKey })
  | (Placed & TuningKey);

/** The code that a result comes from; plain JSON. */
export interface CellCode {
  readonly edgeflock: string;
  /** Null outside a checkout. "-dirty" tells that it has changes, not which. */
  readonly gitRevision: string | null;
  readonly engine: string;
  readonly algorithmsUrl: string | null;
}

/** Everything a worker needs; plain JSON. */
export interface CellJob {
  readonly key: CellKey;
  /** The experiment's output folder. */
  readonly outDir: string;
  /** The whole scenario. */
  readonly scenario: unknown;
  /** Where what the scenario reads lies. */
  readonly files: WorkloadFiles;
  /** Module that exports `learningAlgorithms`; the built-in ones when null. */
  readonly algorithmsUrl: string | null;
  readonly window: WindowName;
  readonly salts: readonly string[];
  readonly budget: number | null;
  readonly tuningEpisodes: number;
  /** Of the forecaster, and of what baselines draw. */
  readonly seed: number;
  readonly needsForecaster: boolean;
  /** Of the forecaster's cell, in a matrix. */
  readonly forecasterPlace?: string;
  /** Checksum of all settings and data that training or tuning depends on, and of what evaluation depends on beside. */
  readonly inputs: string;
  readonly evaluationInputs: string;
  readonly code: CellCode;
}

/** How a policy did; the summaries are in the rows. */
export type KeptEvaluation = Omit<PolicyEvaluation, "summaries">;

export type CellResult =
  | { readonly kind: "forecaster"; readonly report: ForecastReport }
  | {
      readonly kind: "training";
      readonly evaluation: KeptEvaluation;
      readonly information: PolicyReport["information"];
    }
  | {
      readonly kind: "baseline";
      readonly evaluation: KeptEvaluation;
      readonly parameters: TunedParameters;
      readonly validationObjective: number;
    }
  | {
      readonly kind: "evaluation";
      readonly evaluation: KeptEvaluation;
      readonly information: PolicyReport["information"];
    }
  | TuningResult;

/** `cells/<name>.json`: what the cell was made from, and its result once it has one. */
export interface CellRecord {
  readonly inputs: string;
  readonly evaluationInputs: string;
  readonly code: CellCode;
  /** Wall-clock time of the session that finished it [s]. */
  readonly seconds: number;
  readonly result: CellResult | null;
}

/** What the policy that a cell makes or judges is called. */
export function policyOf(key: PolicyKey): string {
  return key.kind === "training" ? (key.variant ?? key.algorithm) : key.baseline;
}

/** What people see. */
export function cellName(key: CellKey): string {
  switch (key.kind) {
    case "forecaster":
      return "forecaster";
    case "training":
      return `${policyOf(key)} seed ${key.seed}`;
    case "baseline":
    case "search":
      return key.baseline;
    case "evaluation":
      return `${cellName(key.of)} judged`;
    case "trial":
      return `${key.algorithm} trial ${key.trial} seed ${key.seed}`;
  }
}

/** The cell's name as part of paths; cells of a matrix that are called alike have places of their own. */
function fileNameOf(key: CellKey): string {
  const name = cellName(key).replaceAll(" ", "-");
  return key.place === undefined ? name : `${name}-${key.place}`;
}

function cellPath(outDir: string, key: CellKey): string {
  return join(outDir, "cells", `${fileNameOf(key)}.json`);
}

export function runFolderOf(outDir: string, key: TrainingKey): string {
  return join(outDir, "runs", fileNameOf(key));
}

export function forecasterFolderOf(outDir: string, place?: string): string {
  return place === undefined ? join(outDir, "forecaster") : join(outDir, "forecasters", place);
}

/** Null when the cell was never begun, or its record is damaged: it is then made anew. */
export async function readCell(outDir: string, key: CellKey): Promise<CellRecord | null> {
  try {
    return JSON.parse(await readFile(cellPath(outDir, key), "utf8")) as CellRecord;
  } catch {
    return null;
  }
}

export async function writeCell(outDir: string, key: CellKey, record: CellRecord): Promise<void> {
  await writeFileAtomic(cellPath(outDir, key), `${JSON.stringify(record)}\n`);
}

/** Whether it is the job's own code that the record comes from. */
export function isOfSameCode(record: CellRecord, job: CellJob): boolean {
  return sha256OfJson(record.code ?? null) === sha256OfJson(job.code);
}

/** So that it is made anew. */
export async function forgetCell(outDir: string, key: CellKey): Promise<void> {
  await rm(cellPath(outDir, key), { force: true });
}
