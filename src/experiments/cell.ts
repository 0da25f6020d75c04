/** A cell: one part of an experiment that runs in a process of its own, and is kept when the experiment is run again. */
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { TunedParameters } from "../agents/baselines/index.ts";
import { writeFileAtomic } from "../core/atomic-file.ts";
import { sha256OfJson } from "../core/checksum.ts";
import type { WindowName, WorkloadFiles } from "../scenario/index.ts";
import type { PolicyEvaluation } from "./evaluate-policy.ts";
import type { ForecastReport } from "./report/index.ts";
import type { TuningKey, TuningResult } from "./tune/tuning-cell.ts";

export type CellKey =
  | { readonly kind: "forecaster" }
  | { readonly kind: "training"; readonly algorithm: string; readonly seed: number }
  | { readonly kind: "baseline"; readonly baseline: string }
  | TuningKey;

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
      readonly information: "local" | "peers" | "global";
    }
  | {
      readonly kind: "baseline";
      readonly evaluation: KeptEvaluation;
      readonly parameters: TunedParameters;
      readonly validationObjective: number;
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

/** What people see. */
export function cellName(key: CellKey): string {
  switch (key.kind) {
    case "forecaster":
      return "forecaster";
    case "training":
      return `${key.algorithm} seed ${key.seed}`;
    case "baseline":
    case "search":
      return key.baseline;
    case "trial":
      return `${key.algorithm} trial ${key.trial} seed ${key.seed}`;
  }
}

function cellPath(outDir: string, key: CellKey): string {
  return join(outDir, "cells", `${cellName(key).replaceAll(" ", "-")}.json`);
}

export function runFolderOf(outDir: string, algorithm: string, seed: number): string {
  return join(outDir, "runs", `${algorithm}-seed-${seed}`);
}

export function forecasterFolderOf(outDir: string): string {
  return join(outDir, "forecaster");
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
