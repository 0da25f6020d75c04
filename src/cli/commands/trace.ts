/** `edgeflock trace`: what a trace is, its normalised form, and its likeness. */
import type { Command } from "commander";
import { addExamples, type CommandContext, printResult, RequiredOption, withProgress } from "../command.ts";
import type { ConvertOptions } from "../trace/convert.ts";
import { defineFit, resubmitsOption } from "../trace/fit.ts";
import type { InspectOptions } from "../trace/inspect.ts";

const pathText = "a file, a folder, or a pattern with * (in quotes) for several files";
const formatText = "what it is, where that cannot be told from the columns, as in azure-llm-2023";

export function define(command: Command, context: CommandContext): void {
  command.description(
    "Traces are recordings of real workloads: CSV (also packed with gzip), JSON or Parquet, in the format of one of the\n" +
      "public data sets that docs/traces.md lists, or in one of your own.",
  );
  command
    .command("inspect")
    .description(
      "Says which format a trace has, by its content, and what it is like: rate over time, burstiness, requests,\n" +
        "tasks a job, and which rows are no tasks and why.",
    )
    .argument("<path>", pathText)
    .option("--format <name>", formatText)
    .option("--figure <file>", "draw the rate and the distributions, as .svg or .png")
    .action(async (path: string, options: InspectOptions) => {
      const { inspect } = await import("../trace/inspect.ts");
      const result = await withProgress(context, options, (progress) => inspect(path, options, progress));
      printResult(context, options, result);
    });
  command
    .command("convert")
    .description(
      "Writes the tasks of a trace as one Parquet file, in order of time: smaller, faster to read, and --trace takes it\n" +
        "wherever it takes the trace itself.",
    )
    .argument("<path>", pathText)
    .addOption(new RequiredOption("--out <file>", "the Parquet file to write"))
    .option("--format <name>", formatText)
    .addOption(resubmitsOption())
    .option("--force", "replace the file if it is there")
    .action(async (path: string, options: ConvertOptions) => {
      const { convert } = await import("../trace/convert.ts");
      const signal = context.stopSignal();
      const result = await withProgress(context, options, (progress) =>
        convert(path, options, progress, signal),
      );
      printResult(context, options, result);
    });
  defineFit(command.command("fit"), context, { pathText, formatText });
  addExamples(command, [
    ["edgeflock trace inspect google-2011", "what lies in this folder"],
    [
      "edgeflock trace convert google-2011 --out google-2011.parquet",
      "once, then --trace google-2011.parquet",
    ],
    ["edgeflock trace fit google-2011 --out likeness.yaml", "a workload like it, without its data"],
    ["edgeflock trace inspect 'AzureLLM*.csv' --figure rate.svg", "two files as one trace, and a figure"],
  ]);
}
