/** `edgeflock resume`: continues a training that was stopped. */
import type { Command } from "commander";
import type { NamedFiles } from "../../scenario/index.ts";
import {
  addExamples,
  type CommandContext,
  type CommonOptions,
  printResult,
  withProgress,
} from "../command.ts";
import { moved, radioOption, traceOption, usersOption } from "../open-scenario.ts";
import { trainedResult, trainingHooks } from "../training.ts";

interface ResumeCommandOptions extends CommonOptions, NamedFiles {}

export function define(command: Command, context: CommandContext): void {
  command
    .description(
      "Continues a training that was stopped (Ctrl-C, kill, power cut) from its last good checkpoint, to the very\n" +
        "same policy as if it had never been stopped. A run that is complete is left as it is.",
    )
    .argument("<dir>", "run folder written by `edgeflock train`")
    .addOption(traceOption(moved))
    .addOption(usersOption(moved))
    .addOption(radioOption(moved))
    .action(async (folder: string, options: ResumeCommandOptions) => {
      const { resume } = await import("../../train/index.ts");
      const { namedFiles } = await import("../../scenario/index.ts");
      const { selectEngine } = await import("../../runtime/index.ts");
      const { learningAlgorithms } = await import("../../agents/index.ts");
      const run = await withProgress(context, options, async (progress) =>
        resume(folder, {
          engine: await selectEngine(),
          algorithms: learningAlgorithms,
          ...namedFiles(options),
          ...trainingHooks(context, progress),
        }),
      );
      printResult(context, options, trainedResult(run));
    });
  addExamples(command, [["edgeflock resume runs/first", "continue the training in runs/first"]]);
}
