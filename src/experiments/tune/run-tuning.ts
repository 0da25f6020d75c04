/** Runs a tuning: rung by rung, trials in parallel processes, the baselines' searches beside them. Resumable. */
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { makeFolder } from "../../core/atomic-file.ts";
import { selectEngine } from "../../runtime/index.ts";
import { type CellJob, cellName, forgetCell, isOfSameCode, readCell } from "../cell.ts";
import { startWorker } from "../start-worker.ts";
import { type PooledCell, runPool } from "../worker-pool.ts";
import type { Bracket } from "./brackets.ts";
import { trainingDecisions } from "./budget.ts";
import { Course } from "./course.ts";
import type { Tuning } from "./load-tuning.ts";
import { type OpenTuning, openTuning } from "./open-tuning.ts";
import { isKnownUntil, type TrialPoint } from "./tuning-cell.ts";
import { type BaselineOutcome, bestTrial, type TuningOutcome } from "./tuning-outcome.ts";
import { ProgressCount, type TuningProgress } from "./tuning-progress.ts";
import { keepTuning, type WrittenTuning, writeTuning } from "./write-tuning.ts";

export type { TuningProgress };

export interface RunTuningOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (event: TuningProgress) => void;
  readonly onNote?: (message: string) => void;
  /** Train anew even what lies in the output folder. */
  readonly force?: boolean;
  /** URL of a module that exports `learningAlgorithms`, in place of the built-in ones. */
  readonly algorithmsUrl?: string;
}

export interface TuningRun extends WrittenTuning {
  readonly outcome: TuningOutcome;
  /** Decisions that each policy could use. */
  readonly budget: number;
  /** Parts that failed, with what they said. */
  readonly failures: readonly { readonly cell: string; readonly error: string; readonly exitCode: number }[];
}

/** Simulating alone is that much quicker than learning from it, roughly: for the time left only. */
const searchWeight = 0.1;

/**
 * Trials whose result lies in the output folder are not trained again, those begun go on from their checkpoint.
 * @throws EdgeflockError("interrupted") once `signal` is aborted and every worker has written its checkpoint; the same
 * call continues
 */
export async function runTuning(tuning: Tuning, options: RunTuningOptions = {}): Promise<TuningRun> {
  const context = await openTuning(tuning, options.algorithmsUrl ?? null, (await selectEngine()).name);
  await makeFolder(join(tuning.out, "cells"));
  await keepTuning(context);
  const { algorithms, brackets, budget, searchWindows } = context;
  options.onNote?.(
    `${brackets.map(describeBracket).join("; ")}; each policy may decide on ${budget} tasks (baselines: ${searchWindows} windows)`,
  );
  const run = new Run(context, options);
  const courses = algorithms.flatMap((trials) =>
    brackets.map((bracket, k) => new Course(trials, bracket, k)),
  );
  const rounds = Math.max(...brackets.map(({ rungs }) => rungs.length));
  for (let round = 0; round < rounds; round++) {
    const open = courses.filter(({ bracket }) => round < bracket.rungs.length);
    await run.round(open, round);
    for (const course of open)
      await course.compare(round, (trial, until) => run.pointsOf(course, trial, until));
  }
  const outcome: TuningOutcome = {
    algorithms: algorithms.map(({ algorithm, space }) => {
      const trials = courses
        .filter((course) => course.trials.algorithm === algorithm)
        .flatMap((course) => course.outcomes());
      return { algorithm: algorithm.name, space, trials, best: bestTrial(trials) };
    }),
    baselines: await run.baselineOutcomes(),
  };
  const written = await writeTuning(context, outcome);
  return { ...written, outcome, budget, failures: run.failures };
}

function describeBracket({ rungs }: Bracket): string {
  const parts = rungs.map(({ episodes, trials }) => `${trials} for ${episodes} episodes`);
  return `${rungs[0]!.trials} trials of each algorithm: ${parts.join(", ")}`;
}

class Run {
  readonly failures: TuningRun["failures"][number][] = [];
  readonly #progress: ProgressCount;
  readonly #done = new Set<string>();
  /** Parts that this call has come to. */
  readonly #begun = new Set<string>();

  constructor(
    readonly context: OpenTuning,
    readonly options: RunTuningOptions,
  ) {
    const { algorithms, budget, tuning } = context;
    const total = budget * (algorithms.length + searchWeight * tuning.baselines.length);
    this.#progress = new ProgressCount(total, options.onProgress ?? (() => {}));
  }

  /** Trains all that are alive up to their rung. */
  async round(courses: readonly Course[], round: number): Promise<void> {
    const { forecaster, tuning, budget } = this.context;
    const cells: PooledCell[] = [];
    const after = forecaster === null ? null : cellName(forecaster.key);
    if (round === 0) {
      if (forecaster !== null) await this.#add(cells, forecaster, "forecaster", 0, null);
      for (const baseline of tuning.baselines) {
        const job = this.context.jobOf({ kind: "search", baseline });
        await this.#add(cells, job, baseline, searchWeight * budget, null);
      }
    }
    for (const course of courses) {
      const { episodes, trials } = course.bracket.rungs[round]!;
      const weight = this.#decisionsBetween(course.bracket.rungs[round - 1]?.episodes ?? 0, episodes);
      for (const trial of course.alive) {
        for (const seed of tuning.seeds) {
          const job = this.#trialJob(course, trial, seed, episodes);
          const name = `${cellName(job.key)} to ${episodes}`;
          await this.#add(cells, job, name, weight, job.needsForecaster ? after : null);
        }
      }
      this.#progress.skip((trials - course.alive.length) * tuning.seeds.length * weight);
    }
    await runPool(cells, this.#done, tuning.jobs ?? availableParallelism(), this.options.signal);
  }

  /** Curves of a trial, one a seed; null where its training has come to nothing. */
  async pointsOf(course: Course, trial: number, until: number): Promise<(readonly TrialPoint[] | null)[]> {
    const curves: (readonly TrialPoint[] | null)[] = [];
    for (const seed of this.context.tuning.seeds) {
      const job = this.#trialJob(course, trial, seed, until);
      const record = await readCell(job.outDir, job.key);
      const result = record?.inputs === job.inputs ? record.result : null;
      curves.push(result?.kind === "trial" ? result.points : null);
    }
    return curves;
  }

  async baselineOutcomes(): Promise<BaselineOutcome[]> {
    const { tuning, costs } = this.context;
    const outcomes: BaselineOutcome[] = [];
    for (const baseline of tuning.baselines) {
      const job = this.context.jobOf({ kind: "search", baseline });
      const result = (await readCell(job.outDir, job.key))?.result;
      if (result?.kind !== "search") continue; // it has failed
      const { parameters, judgement, windows } = result;
      const decisions = Math.round(windows * costs.searchWindow);
      outcomes.push({ baseline, isSearched: windows > 0, parameters, decisions, judgement });
    }
    return outcomes;
  }

  #decisionsBetween(from: number, until: number): number {
    const { costs, episodes, validateEvery } = this.context;
    const decisions = (to: number) => trainingDecisions(costs, to, episodes, validateEvery);
    return decisions(until) - decisions(from);
  }

  #trialJob({ trials }: Course, trial: number, seed: number, untilEpisode: number): CellJob {
    const settings = trials.settings[trial]!;
    const algorithm = trials.algorithm.name;
    return this.context.jobOf({ kind: "trial", algorithm, trial, seed, settings, untilEpisode });
  }

  /** Unless it is done. */
  async #add(
    cells: PooledCell[],
    job: CellJob,
    name: string,
    weight: number,
    after: string | null,
  ): Promise<void> {
    const { force = false, signal } = this.options;
    // A later rung goes on with what an earlier one of this very call has made anew.
    const isFirst = job.key.kind !== "trial" || !this.#begun.has(cellName(job.key));
    if (force && isFirst) await forgetCell(job.outDir, job.key);
    this.#begun.add(cellName(job.key));
    if (await isDone(job)) {
      this.#done.add(name);
      this.#progress.skip(weight);
      return;
    }
    cells.push({
      name,
      after,
      onStart: () => this.#progress.start(name, weight),
      start: () =>
        startWorker(job, {
          onProgress: (fraction) => this.#progress.update(name, fraction),
          onWarning: (message) => this.options.onNote?.(`warning: ${name}: ${message}`),
        }),
      onEnd: (failure) => {
        if (failure === null) this.#done.add(name);
        else if (!signal?.aborted) {
          const { message, fix, exitCode } = failure;
          this.failures.push({ cell: name, error: fix === null ? message : `${message}. ${fix}`, exitCode });
        }
        this.#progress.end(name, failure === null ? "done" : (failure.message.split("\n")[0] ?? "failed"));
      },
    });
  }
}

async function isDone(job: CellJob): Promise<boolean> {
  const record = await readCell(job.outDir, job.key);
  if (record?.result == null || record.inputs !== job.inputs || !isOfSameCode(record, job)) return false;
  const { key } = job;
  return key.kind === "trial"
    ? record.result.kind === "trial" && isKnownUntil(record.result, key.untilEpisode)
    : record.result.kind === key.kind;
}
