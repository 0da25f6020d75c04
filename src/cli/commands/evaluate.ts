/** `edgeflock evaluate`: judges trained runs on a window of their scenario. */
import type { Command } from "commander";
import type { RunEvaluation } from "../../experiments/index.ts";
import { type NamedFiles, namedFiles, type WindowName, windowNames } from "../../scenario/index.ts";
import {
  addExamples,
  type CommandContext,
  type CommonOptions,
  choice,
  printResult,
  withProgress,
} from "../command.ts";
import { moved, radioOption, traceOption, usersOption } from "../open-scenario.ts";
import { readable, textTable } from "../text-table.ts";

interface EvaluateCommandOptions extends CommonOptions, NamedFiles {
  readonly window: WindowName;
}

export function define(command: Command, context: CommandContext): void {
  command
    .description(
      "Runs the trained policy of each run folder on a window of its scenario, over the ten evaluation draws of\n" +
        "the home assignment, and prints the means. The objective is the mean cost of a task: less is better.",
    )
    .argument("<dir...>", "run folders written by `edgeflock train` or `edgeflock run`")
    .addOption(choice("--window <name>", "which part of the arrivals", windowNames, "test"))
    .addOption(traceOption(moved))
    .addOption(usersOption(moved))
    .addOption(radioOption(moved))
    .action(async (folders: string[], options: EvaluateCommandOptions) => {
      const { evaluateRun } = await import("../../experiments/index.ts");
      const { selectEngine } = await import("../../runtime/index.ts");
      const { learningAlgorithms } = await import("../../agents/index.ts");
      const engine = await selectEngine();
      const runs: RunEvaluation[] = [];
      await withProgress(context, options, async (progress) => {
        for (const [index, folder] of folders.entries()) {
          runs.push(
            await evaluateRun(folder, {
              engine,
              algorithms: learningAlgorithms,
              window: options.window,
              ...namedFiles(options),
              onWarning: (text) => progress.note(`warning: ${text}`),
              onProgress: (fraction) =>
                progress.update((index + fraction) / folders.length, `evaluating ${folder}`),
            }),
          );
        }
      });
      const rows = runs.map((run) => [
        run.folder,
        run.algorithm,
        String(run.seed),
        readable(run.mean.objective),
        readable(run.mean.meanLatencySeconds),
        readable(run.mean.p95LatencySeconds),
        readable(run.mean.meanEnergyJoules),
      ]);
      printResult(context, options, {
        json: { window: options.window, runs },
        text: textTable(
          ["run", "algorithm", "seed", "objective", "latency s", "p95 latency s", "energy J"],
          rows,
        ),
      });
    });
  addExamples(command, [
    ["edgeflock evaluate runs/first", "the test window, means over ten draws of the homes"],
    [
      "edgeflock evaluate runs/a runs/b --window validate --json",
      "two runs on the validation window, for machines",
    ],
  ]);
}
