/** Defines `trace fit`; the work is loaded when it is asked for. */
import { type Command, InvalidArgumentError, type Option } from "commander";
import { type CommandContext, choice, printResult, withProgress } from "../command.ts";
import type { FitOptions } from "./fit-trace.ts";

/** An option of every command that makes tasks of a Google trace. */
export function resubmitsOption(): Option {
  return choice(
    "--resubmits <what>",
    "of google-2011: tasks that are submitted again",
    ["drop", "keep"],
    "drop",
  );
}

export function defineFit(
  command: Command,
  context: CommandContext,
  { pathText, formatText }: { readonly pathText: string; readonly formatText: string },
): void {
  command
    .description(
      "Fits the generator of bursts to a trace, says how near its tasks come, and writes it as the section `workload` of a\n" +
        "scenario: statistics only, to share where the trace itself cannot be shared.",
    )
    .argument("<path>", pathText)
    .option("--out <file>", "the scenario fragment to write, as .yaml")
    .option("--format <name>", formatText)
    .addOption(resubmitsOption())
    .option("--burst-gap <seconds>", "tasks so close to the one before belong to its burst", seconds, 0.01)
    .addOption(
      choice(
        "--compare <with>",
        "what to compare with the trace: what was fitted, or the built-in stand-in as it is",
        ["fit", "synthetic-google"],
        "fit",
      ),
    )
    .option("--figure <file>", "draw the distributions of both, as .svg or .png")
    .option("--force", "replace the fragment if it is there")
    .action(async (path: string, options: FitOptions) => {
      const { fitTrace } = await import("./fit-trace.ts");
      const result = await withProgress(context, options, (progress) => fitTrace(path, options, progress));
      printResult(context, options, result);
    });
}

function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0 && value < Number.POSITIVE_INFINITY)) {
    throw new InvalidArgumentError("It has to be a number of seconds, not below 0.");
  }
  return value;
}
