/** The work of `edgeflock forecast score`, and what it prints. */
import {
  forecasterTrainers,
  type NetworkName,
  studyForecasts,
  writeForecastStudy,
} from "../../experiments/index.ts";
import { selectEngine } from "../../runtime/index.ts";
import type { Scenario, Workload } from "../../scenario/index.ts";
import type { Progress } from "../progress.ts";
import { describeForecasts } from "./describe-forecasts.ts";
import type { ScoreOptions } from "./score.ts";

export interface ScoreScenario {
  readonly scenario: Scenario;
  readonly workload: Workload;
  /** Null: the scenario's own network. */
  readonly learned: readonly NetworkName[] | null;
  readonly naive: readonly string[];
  readonly options: ScoreOptions;
  /** The command line that repeats it. */
  readonly command: string;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

export async function scoreScenario(work: ScoreScenario): Promise<{ json: unknown; text: string }> {
  const { scenario, workload, options, progress, command } = work;
  const { window, seeds, period, out } = options;
  const learned = work.learned ?? [scenario.forecaster.network];
  const report = await studyForecasts({
    scenario,
    workload,
    window,
    trainers: forecasterTrainers(learned, scenario, await selectEngine()),
    naive: work.naive,
    seeds,
    outDir: out ?? null,
    ...(period === undefined ? {} : { periodSeconds: period }),
    gapOffsetSeconds: scenario.forecaster.gapOffsetSeconds,
    signal: work.signal,
    onProgress: (fraction, note) => progress.update(fraction, note),
    onNote: (line) => progress.note(line),
  });
  const files =
    out === undefined ? [] : await writeForecastStudy({ report, scenario, workload, command }, out);
  const { forecasters, targets, scores, ceilings, largestJob, draws } = report;
  return {
    json: {
      scenario: scenario.name,
      window,
      draws,
      forecasters,
      targets,
      scores,
      ceilings,
      largestJob,
      report: files[0] ?? null,
    },
    text: `${describeForecasts(scenario.name, report)}${files[0] === undefined ? "" : `\nreport: ${files[0]}\n`}`,
  };
}
