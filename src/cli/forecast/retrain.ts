/** `edgeflock forecast retrain`: trains a forecaster anew on recent tasks, and keeps it if it is better. */
import { readdir, rmdir } from "node:fs/promises";
import type { Command } from "commander";
import { EdgeflockError } from "../../core/errors.ts";
import { type WindowName, windowNames } from "../../scenario/index.ts";
import type { Retrained } from "../../train/index.ts";
import {
  addExamples,
  type CommandContext,
  type CommonOptions,
  choice,
  printResult,
  RequiredOption,
  withProgress,
} from "../command.ts";
import { radioOption, type ScenarioData, sitesOption, traceOption, usersOption } from "../open-scenario.ts";
import { integerFrom } from "../option-values.ts";
import type { Progress } from "../progress.ts";
import { countOf, percentage, readable, textTable } from "../text-table.ts";

interface RetrainCommandOptions extends CommonOptions, ScenarioData {
  readonly out: string;
  readonly window: WindowName;
  readonly seed: number;
}

export function defineRetrain(command: Command, context: CommandContext): void {
  command
    .description(
      "Trains a forecaster anew on recent tasks, starting from what it has learned, and judges the old and the new one on\n" +
        "the last 15 % of them, which neither has seen. The new one is written only if it is better; the old one stays as it is.",
    )
    .argument("<folder>", "a run's folder, or that of a forecaster by itself")
    .argument("[scenario]", "whose tasks (default: the run's scenario)")
    .addOption(new RequiredOption("--out <dir>", "folder to write the new forecaster to; not there yet"))
    .addOption(traceOption("a newer trace than the run's, or the trace of the named scenario"))
    .addOption(sitesOption())
    .addOption(usersOption())
    .addOption(radioOption())
    .addOption(choice("--window <name>", "which arrivals count as recent", windowNames, "all"))
    .option("--seed <n>", "seed of the training", integerFrom(0), 0)
    .action(async (folder: string, scenario: string | undefined, options: RetrainCommandOptions) => {
      const signal = context.stopSignal();
      const retrained = await withProgress(context, options, async (progress) =>
        retrainInto(folder, scenario, options, signal, progress),
      );
      printResult(context, options, {
        json: jsonOf(folder, options.out, retrained),
        text: describe(folder, options.out, retrained),
      });
    });
  addExamples(command, [
    ["edgeflock forecast retrain runs/first --trace new-trace --out forecasters/new", "on a newer trace"],
    [
      "edgeflock train paper-3mec --trace new-trace --algorithm cto-tp --seed 1 --out runs/second --forecaster forecasters/new",
      "train agents with it",
    ],
  ]);
}

async function retrainInto(
  folder: string,
  scenarioName: string | undefined,
  options: RetrainCommandOptions,
  signal: AbortSignal,
  progress: Progress,
): Promise<Retrained> {
  const { makeFolder } = await import("../../core/atomic-file.ts");
  const { openForecast } = await import("./open-forecast.ts");
  const { retrainForecaster, writeForecaster } = await import("../../train/index.ts");
  const { selectEngine } = await import("../../runtime/index.ts");
  await refuseOccupied(options.out);
  const opened = await openForecast(folder, scenarioName, options, progress);
  await makeFolder(options.out);
  try {
    const retrained = await retrainForecaster({
      old: opened,
      scenario: opened.scenario,
      workload: opened.workload,
      window: options.window,
      engine: await selectEngine(),
      seed: options.seed,
      signal,
      onProgress: (fraction) => progress.update(fraction, "training the forecaster"),
    });
    if (retrained.isBetter) await writeForecaster(options.out, retrained.files);
    return retrained;
  } finally {
    // Gone only where nothing was written.
    await rmdir(options.out).catch(() => {});
  }
}

async function refuseOccupied(path: string): Promise<void> {
  const names = await readdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    if (error.code === "ENOTDIR")
      throw new EdgeflockError("output", `${path} is a file`, "Name a new folder.");
    throw error;
  });
  if (names.length === 0) return;
  throw new EdgeflockError(
    "output",
    `${path} is not empty (it holds ${names[0]}); a forecaster is never replaced`,
    "Name a folder that does not exist yet.",
  );
}

function jsonOf(folder: string, out: string, retrained: Retrained): unknown {
  const { name, naive, windows, judged, scores, ratio, isBetter } = retrained;
  return {
    folder,
    out: isBetter ? out : null,
    kept: isBetter ? "new" : "old",
    forecaster: name,
    naive,
    windows,
    judged,
    ratio,
    targets: scores.map(({ target, count, old, fresh, naive: naiveError }) => ({
      target,
      count,
      oldError: old,
      newError: fresh,
      naiveError,
    })),
  };
}

function describe(folder: string, out: string, retrained: Retrained): string {
  const { naive, windows, judged, scores, ratio, isBetter } = retrained;
  const { train, validate } = windows;
  const times = [train.from, train.to, validate.to].map((seconds) => readable(seconds ?? 0));
  const change = `${percentage(Math.abs(1 - ratio))} ${ratio < 1 ? "less" : "more"} error, geometric mean over the targets`;
  return (
    `learned from ${times[0]} s to ${times[1]} s, stopped by what follows to ${times[2]} s, judged on the rest ` +
    `(${countOf(judged)} tasks over several draws of homes); mean errors on the logarithmic scale:\n\n` +
    textTable(
      ["target", "forecasts", "old", "new", naive],
      scores.map((score) => [
        score.target,
        countOf(score.count),
        readable(score.old),
        readable(score.fresh),
        readable(score.naive),
      ]),
    ) +
    (isBetter
      ? `\nthe new forecaster is better (${change}): written to ${out}\n` +
        `to train agents with it: edgeflock train <scenario> --forecaster ${out} …\n`
      : `\nthe old forecaster is kept: the new one is not better by 1 % (${change}); nothing was written\n` +
        `in use is still: ${folder}\n`)
  );
}
