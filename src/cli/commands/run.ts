/** `edgeflock run`: the main job, from a scenario to a report. */
import type { Command } from "commander";
import { EdgeflockError, type ErrorKind, exitCodes } from "../../core/errors.ts";
import type { ExperimentResult } from "../../experiments/index.ts";
import {
  addExamples,
  type CommandContext,
  type CommonOptions,
  printResult,
  withProgress,
} from "../command.ts";
import { radioOption, type ScenarioData, sitesOption, traceOption, usersOption } from "../open-scenario.ts";
import { integerFrom } from "../option-values.ts";
import { resultTable } from "../result-table.ts";

interface RunCommandOptions extends CommonOptions, ScenarioData {
  readonly seeds?: number;
  readonly budget?: number;
  readonly jobs?: number;
  readonly out?: string;
  readonly force?: boolean;
}

export function define(command: Command, context: CommandContext): void {
  command
    .description(
      "Does everything: trains the forecaster and every algorithm with several seeds, tunes every baseline, judges\n" +
        "all of them on the test window over the same draws, and writes the report. Started again, it continues:\n" +
        "what is complete is kept, what was stopped is resumed.",
    )
    .argument(
      "<scenario|experiment.yaml>",
      "name of a shipped scenario, or path of a scenario or experiment file",
    )
    .addOption(traceOption())
    .addOption(sitesOption())
    .addOption(usersOption())
    .addOption(radioOption())
    .option("--seeds <n>", "number of seeds: 0 … n − 1 (default: the experiment's, or 5)", integerFrom(1))
    .option("--budget <episodes>", "training episodes a run (default: each algorithm's own)", integerFrom(1))
    .option("--jobs <n>", "trainings side by side (default: one a core)", integerFrom(1))
    .option("--out <dir>", "output folder (default: runs/<name>)")
    .option("--force", "train again even what is complete in the output folder")
    .action(async (nameOrPath: string, options: RunCommandOptions) => {
      const { loadExperiment, runExperiment } = await import("../../experiments/index.ts");
      const { namedFiles } = await import("../../scenario/index.ts");
      const { sites, seeds, budget, jobs, out } = options;
      const experiment = await loadExperiment(nameOrPath, {
        ...namedFiles(options),
        ...(sites === undefined ? {} : { sites }),
        ...(seeds === undefined ? {} : { seeds }),
        ...(budget === undefined ? {} : { budget }),
        ...(jobs === undefined ? {} : { jobs }),
        ...(out === undefined ? {} : { out }),
      });
      const ended = new Set<string>();
      const result = await withProgress(context, options, (progress) =>
        runExperiment(experiment, {
          signal: context.stopSignal(),
          ...(options.force === true ? { force: true } : {}),
          onWarning: (text) => progress.note(`warning: ${text}`),
          onProgress: ({ cells, fraction, remainingSeconds }) => {
            for (const cell of cells) {
              if (cell.status === "waiting" || cell.status === "running" || ended.has(cell.name)) continue;
              ended.add(cell.name);
              progress.note(`${cell.name}: ${cell.status}${cell.note === "" ? "" : `, ${cell.note}`}`);
            }
            const running = cells.filter((cell) => cell.status === "running").map((cell) => cell.name);
            progress.update(fraction, running.join(", "), remainingSeconds);
          },
        }),
      );
      printResult(context, options, {
        json: result,
        text:
          result.report === null
            ? "no results\n"
            : `${resultTable(result.table)}\nreport: ${result.report}\n`,
      });
      throwFirstFailure(result.failures);
    });
  addExamples(command, [
    ["edgeflock run quickstart --seeds 2", "minutes on two cores, no download"],
    ["edgeflock run paper-3mec --trace google-2011 --seeds 5", "the comparison on the Google cluster trace"],
    [
      "edgeflock run my-experiment.yaml --jobs 4",
      "an experiment of your own (docs/experiments.md tells its fields)",
    ],
  ]);
}

/** The results stand; the exit code is that of the first part that failed. */
function throwFirstFailure(failures: ExperimentResult["failures"]): void {
  const [first] = failures;
  if (first === undefined) return;
  const kind = failureKinds.find((candidate) => exitCodes[candidate] === first.exitCode);
  const text = failures.map(({ cell, error }) => `${cell}: ${error}`).join("; ");
  const what = `${failures.length} of the experiment's parts failed: ${text}`;
  if (kind === undefined) throw new Error(what);
  throw new EdgeflockError(
    kind,
    what,
    "Mend the cause and give the same command again: what is complete is kept.",
  );
}

const failureKinds = Object.keys(exitCodes) as ErrorKind[];
