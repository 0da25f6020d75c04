/** `edgeflock simulate`: policies on one window of a scenario. */
import type { Command } from "commander";
import { windowNames } from "../../scenario/index.ts";
import {
  addExamples,
  type CommandContext,
  choice,
  printResult,
  RequiredOption,
  withProgress,
} from "../command.ts";
import { radioOption, sitesOption, traceOption, usersOption } from "../open-scenario.ts";
import { integerFrom, positiveFrom } from "../option-values.ts";
import {
  checkOptions,
  isMany,
  listFrom,
  rangesFrom,
  type SimulateOptions,
  seedsFrom,
} from "../simulate/options.ts";

export function define(command: Command, context: CommandContext): void {
  command
    .description(
      "Runs a policy on one window of a scenario, from an empty network to the completion of the last task, and\n" +
        "prints latency, energy and objective (the mean cost of a task: less is better). A baseline that has\n" +
        "constants to choose is tuned on the scenario's training window first. Several policies, salts or seeds\n" +
        "run side by side, one a core, and are printed as means with 95 % intervals.",
    )
    .argument("<scenario>", "name of a shipped scenario (see `edgeflock scenario list`) or path of a file")
    .addOption(
      new RequiredOption(
        "--policy <name|path>",
        "local, random, round-robin, split, static-tuned, least-loaded, myopic-local, myopic-global, lookahead, lookahead-late, the references rolling-horizon and clairvoyant, or the folder of a trained run or policy; several with commas",
      ).argParser(listFrom),
    )
    .addOption(traceOption())
    .addOption(sitesOption())
    .addOption(usersOption())
    .addOption(radioOption())
    .addOption(choice("--window <name>", "which part of the arrivals", windowNames, "all"))
    .option("--salt <s>", "draw of the home servers; results are reported over the salts 0 … 9", "")
    .option("--salts <list>", "several draws, as in 0..9 or a,b,7", rangesFrom)
    .option("--seed <n>", "seed of policies that draw random numbers, and of tuning", integerFrom(0), 0)
    .option("--seeds <list>", "several seeds, as in 0..4", seedsFrom)
    .option("--workers <n>", "simulations side by side (default: one a core)", integerFrom(1))
    .option("--stream", "make the tasks of a synthetic workload as they are needed, and keep sums only")
    .option(
      "--duration <s>",
      "with --stream: durationSeconds of the workload, as long as you like",
      positiveFrom,
    )
    .option("--tasks-csv <file>", "write every task with its decision, latency and energy")
    .option(
      "--tasks-parquet <file>",
      "the same as Parquet, with the parts of the latency; of any number of tasks",
    )
    .option("--power-csv <file>", "write what each server and its links draw over time")
    .option("--power-figure <file>", "draw the same, as .svg or .png")
    .option(
      "--power-bin <s>",
      "width of the bins of --power-csv and --power-figure (default: 1)",
      positiveFrom,
    )
    .action(async (scenarioName: string, options: SimulateOptions) => {
      checkOptions(options);
      const result = await withProgress(context, options, async (progress) => {
        if (isMany(options)) {
          const { simulateMany } = await import("../simulate/simulate-many.ts");
          return simulateMany(scenarioName, options, context, progress);
        }
        const { simulateOne } = await import("../simulate/simulate-one.ts");
        return simulateOne(scenarioName, options, context, progress);
      });
      printResult(context, options, result);
    });
  addExamples(command, [
    ["edgeflock simulate quickstart --policy split", "share every task with both neighbours"],
    [
      "edgeflock simulate paper-3mec --trace google-2011 --policy static-tuned --window test --salt 3",
      "the best constant decision, judged on the test window with homes drawn by salt 3",
    ],
    [
      "edgeflock simulate quickstart --policy split,least-loaded,runs/first --salts 0..9",
      "three policies on ten draws of the homes, side by side",
    ],
    [
      "edgeflock simulate quickstart --policy local --stream --duration 4e7 --tasks-parquet tasks.parquet",
      "some hundred million tasks, in little memory, every one written to a file",
    ],
    [
      "edgeflock simulate quickstart --policy runs/first --tasks-csv tasks.csv --json",
      "a trained policy, with every task as CSV",
    ],
  ]);
}
