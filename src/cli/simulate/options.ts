/** What `simulate` is told. */
import { InvalidArgumentError } from "commander";
import { EdgeflockError } from "../../core/errors.ts";
import type { EpisodeStreamOptions, WindowName } from "../../scenario/index.ts";
import type { CommonOptions } from "../command.ts";
import type { ScenarioData } from "../open-scenario.ts";
import { integerFrom } from "../option-values.ts";
import { checkPictureName } from "../picture-file.ts";

export interface SimulateOptions extends CommonOptions, ScenarioData {
  readonly policy: readonly string[];
  readonly window: WindowName;
  readonly salt: string;
  readonly salts?: readonly string[];
  readonly seed: number;
  readonly seeds?: readonly number[];
  readonly workers?: number;
  readonly stream?: boolean;
  readonly duration?: number;
  readonly tasksCsv?: string;
  readonly tasksParquet?: string;
  readonly powerCsv?: string;
  readonly powerFigure?: string;
  readonly powerBin?: number;
}

/** Of a stream. */
export function durationOf({ duration }: SimulateOptions): EpisodeStreamOptions {
  return duration === undefined ? {} : { durationSeconds: duration };
}

/** Whether there is more than one simulation to run. */
export function isMany({ policy, salts, seeds }: SimulateOptions): boolean {
  return policy.length > 1 || salts !== undefined || seeds !== undefined;
}

/** The files to write, each undefined where it is not wanted. */
export function filesOf({ tasksCsv, tasksParquet, powerCsv, powerFigure }: SimulateOptions) {
  return {
    "--tasks-csv": tasksCsv,
    "--tasks-parquet": tasksParquet,
    "--power-csv": powerCsv,
    "--power-figure": powerFigure,
  };
}

/** @throws EdgeflockError("usage") when options do not go together */
export function checkOptions(options: SimulateOptions): void {
  const { policy, salts, seeds, stream, duration, trace, tasksCsv } = options;
  if (options.powerFigure !== undefined) checkPictureName("--power-figure", options.powerFigure);
  if (policy.includes(""))
    refuse("--policy names nothing between two commas", "Name the policies, as in --policy split,local.");
  if (isMany(options)) {
    for (const [name, file] of Object.entries(filesOf(options)))
      if (file !== undefined)
        refuse(`${name} is for one simulation, not for several`, "Name one policy, --salt and --seed.");
    if (salts !== undefined && options.salt !== "")
      refuse("both --salt and --salts are given", "Give one of them.");
    if (seeds !== undefined && options.seed !== 0)
      refuse("both --seed and --seeds are given", "Give one of them.");
  } else if (options.workers !== undefined) {
    refuse(
      "--workers is for several simulations, and this is one",
      "Leave it out, or name several policies, salts or seeds.",
    );
  }
  if (options.powerBin !== undefined && options.powerCsv === undefined && options.powerFigure === undefined) {
    refuse("--power-bin is for --power-csv and --power-figure", "Add one of them, or leave it out.");
  }
  if (stream !== true && duration !== undefined) {
    refuse("--duration is for --stream", "Add --stream, or set durationSeconds in the scenario.");
  }
  if (stream === true && tasksCsv !== undefined) {
    refuse("--tasks-csv needs all tasks in memory, and --stream keeps none", "Use --tasks-parquet.");
  }
  if (stream === true && trace !== undefined) {
    refuse(
      "a trace is read as a whole, and --stream makes tasks as they are needed",
      "Leave one of --trace and --stream out.",
    );
  }
}

function refuse(message: string, fix: string): never {
  throw new EdgeflockError("usage", message, fix);
}

/** Words with commas between; refuses one named twice. */
export function listFrom(text: string): string[] {
  const words = text.split(",").map((word) => word.trim());
  const twice = words.find((word, k) => words.indexOf(word) < k);
  if (twice !== undefined) throw new InvalidArgumentError(`"${twice}" is named twice.`);
  return words;
}

/** The same, where `0..9` stands for 0, 1 and so on to 9. */
export function rangesFrom(text: string): string[] {
  const words = text.split(",").flatMap((word) => {
    const range = /^\s*(\d+)\.\.(\d+)\s*$/.exec(word);
    if (range === null) return [word];
    const [first, last] = [Number(range[1]), Number(range[2])];
    if (!(first <= last && last - first < 10_000)) {
      throw new InvalidArgumentError(
        `${word.trim()} is no range of at most 10,000 numbers, the least first.`,
      );
    }
    return Array.from({ length: last - first + 1 }, (_, k) => String(first + k));
  });
  return listFrom(words.join(","));
}

export function seedsFrom(text: string): number[] {
  return rangesFrom(text).map(integerFrom(0));
}
