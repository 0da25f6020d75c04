/** `edgeflock report`: writes the report of runs that exist. */
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
import { resultTable } from "../result-table.ts";

interface ReportCommandOptions extends CommonOptions, NamedFiles {
  readonly out?: string;
}

export function define(command: Command, context: CommandContext): void {
  command
    .description(
      "Writes one self-contained HTML file, the figures (SVG, PNG, with their data) and the table of results (CSV,\n" +
        "LaTeX) of run folders, beside the baselines on the same scenario.",
    )
    .argument("<dir...>", "run folders, or a folder that holds some (the output of `edgeflock run`)")
    .option("--out <dir>", "where the report goes (default: the first folder)")
    .addOption(traceOption(moved))
    .addOption(usersOption(moved))
    .addOption(radioOption(moved))
    .action(async (folders: string[], options: ReportCommandOptions) => {
      const { reportOn } = await import("../../experiments/index.ts");
      const { namedFiles } = await import("../../scenario/index.ts");
      const { selectEngine } = await import("../../runtime/index.ts");
      const { learningAlgorithms } = await import("../../agents/index.ts");
      const result = await withProgress(context, options, async (progress) =>
        reportOn(folders, {
          engine: await selectEngine(),
          algorithms: learningAlgorithms,
          outDir: options.out ?? folders[0]!,
          ...namedFiles(options),
          onWarning: (text) => progress.note(`warning: ${text}`),
          onProgress: (fraction) => progress.update(fraction, "writing the report"),
        }),
      );
      printResult(context, options, {
        json: { report: result.report, table: result.table },
        text: `${resultTable(result.table)}\nreport: ${result.report}\n`,
      });
    });
  addExamples(command, [
    ["edgeflock report runs/quickstart", "write the report of an experiment's runs once more"],
  ]);
}
