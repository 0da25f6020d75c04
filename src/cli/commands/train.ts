/** `edgeflock train`: one algorithm, one scenario, one seed, into a run folder. */
import type { Command } from "commander";
import { EdgeflockError } from "../../core/errors.ts";
import { learningAlgorithm } from "../algorithms.ts";
import {
  addExamples,
  type CommandContext,
  type CommonOptions,
  printResult,
  RequiredOption,
  withProgress,
} from "../command.ts";
import {
  openScenario,
  radioOption,
  type ScenarioData,
  settingsOption,
  sitesOption,
  traceOption,
  usersOption,
} from "../open-scenario.ts";
import { integerFrom } from "../option-values.ts";
import { trainedResult, trainingHooks } from "../training.ts";

interface TrainCommandOptions extends CommonOptions, ScenarioData {
  readonly algorithm: string;
  readonly seed: number;
  readonly out: string;
  readonly budget?: number;
  readonly forecaster?: string;
  readonly settings?: string;
  readonly force?: boolean;
}

export function define(command: Command, context: CommandContext): void {
  command
    .description(
      "Trains one algorithm on the scenario's training window and keeps the policy that does best on the\n" +
        "training and validation windows. Everything goes into the run folder: checkpoints, learning curve, exported policy.\n" +
        "Ctrl-C writes a checkpoint first; `edgeflock resume` continues from there (after kill -9 too).",
    )
    .argument("<scenario>", "name of a shipped scenario (see `edgeflock scenario list`) or path of a file")
    .addOption(
      new RequiredOption(
        "--algorithm <name>",
        "learning algorithm: counterfactual-ppo, cto-tp (with forecasts), cto (without), cto-tp-paper (the paper's own choices), cto-sync, idqn-iddpg, maddpg, madqn or hybrid-ppo (docs/algorithms)",
      ),
    )
    .addOption(
      new RequiredOption("--seed <n>", "seed of every random choice; same seed, same bytes").argParser(
        integerFrom(0),
      ),
    )
    .addOption(new RequiredOption("--out <dir>", "run folder to create"))
    .option(
      "--budget <episodes>",
      "training episodes, each one pass over the training window (default: the algorithm's own)",
      integerFrom(1),
    )
    .addOption(traceOption())
    .addOption(sitesOption())
    .addOption(usersOption())
    .addOption(radioOption())
    .addOption(settingsOption())
    .option(
      "--forecaster <dir>",
      "use this forecaster in place of one trained now: a folder that `forecast retrain` wrote, or a run's",
    )
    .option("--force", "replace a run that is already in the folder")
    .action(async (scenarioName: string, options: TrainCommandOptions) => {
      const run = await withProgress(context, options, async (progress) => {
        const algorithm = await learningAlgorithm(options.algorithm);
        if (options.forecaster !== undefined && !algorithm.needsForecaster) {
          throw new EdgeflockError(
            "usage",
            `--forecaster ${options.forecaster}: ${algorithm.name} uses no forecaster`,
            "Leave it out, or train cto-tp.",
          );
        }
        const { readForecaster, requireServersOf, train, withTrainingSettings } = await import(
          "../../train/index.ts"
        );
        const given = options.forecaster === undefined ? null : await readForecaster(options.forecaster);
        const { scenario: stated, workload } = await openScenario(scenarioName, options, progress);
        const { settings } = options;
        const scenario = settings === undefined ? stated : await withTrainingSettings(stated, settings);
        if (given !== null) requireServersOf(options.forecaster ?? "", given, scenario);
        const { selectEngine } = await import("../../runtime/index.ts");
        return train({
          scenario,
          workload,
          algorithm,
          seed: options.seed,
          outDir: options.out,
          engine: await selectEngine(),
          ...(options.budget === undefined ? {} : { budget: options.budget }),
          ...(given === null ? {} : { forecaster: given.files }),
          ...(options.force === true ? { force: true } : {}),
          ...trainingHooks(context, progress),
        });
      });
      printResult(context, options, trainedResult(run));
    });
  addExamples(command, [
    ["edgeflock train quickstart --algorithm cto-tp --seed 0 --out runs/first", "train without any download"],
    [
      "edgeflock train paper-3mec --trace google-2011 --algorithm cto --seed 1 --out runs/cto-1",
      "train on the Google cluster trace",
    ],
    ["edgeflock resume runs/cto-1", "continue it after Ctrl-C"],
  ]);
}
