/** `edgeflock run`: the main job, from a scenario to a report. */
import type { Command } from "commander";
import {
  addExamples,
  type CommandContext,
  type CommonOptions,
  printResult,
  withProgress,
} from "../command.ts";
import {
  radioOption,
  type ScenarioData,
  settingsOption,
  sitesOption,
  traceOption,
  usersOption,
} from "../open-scenario.ts";
import { integerFrom } from "../option-values.ts";
import { throwFirstFailure } from "../part-failures.ts";
import { resultTable } from "../result-table.ts";

interface RunCommandOptions extends CommonOptions, ScenarioData {
  readonly seeds?: number;
  readonly budget?: number;
  readonly jobs?: number;
  readonly out?: string;
  readonly settings?: string;
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
    .addOption(settingsOption())
    .option("--seeds <n>", "number of seeds: 0 … n − 1 (default: the experiment's, or 5)", integerFrom(1))
    .option("--budget <episodes>", "training episodes a run (default: each algorithm's own)", integerFrom(1))
    .option("--jobs <n>", "trainings side by side (default: one a core)", integerFrom(1))
    .option("--out <dir>", "output folder (default: runs/<name>)")
    .option("--force", "train again even what is complete in the output folder")
    .action(async (nameOrPath: string, options: RunCommandOptions) => {
      const { loadExperiment, runExperiment } = await import("../../experiments/index.ts");
      const { namedFiles } = await import("../../scenario/index.ts");
      const { sites, settings, seeds, budget, jobs, out } = options;
      const experiment = await loadExperiment(nameOrPath, {
        ...namedFiles(options),
        ...(sites === undefined ? {} : { sites }),
        ...(settings === undefined ? {} : { settings }),
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
      throwFirstFailure("experiment", result.failures);
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
