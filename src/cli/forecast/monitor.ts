/** `edgeflock forecast monitor`: a forecaster replayed beside the naive one, as it would be watched in use. */
import type { Command } from "commander";
import { type WindowName, windowNames } from "../../scenario/index.ts";
import {
  addExamples,
  type CommandContext,
  type CommonOptions,
  choice,
  printResult,
  withProgress,
} from "../command.ts";
import { radioOption, type ScenarioData, sitesOption, traceOption, usersOption } from "../open-scenario.ts";
import { integerFrom } from "../option-values.ts";

export interface MonitorOptions extends CommonOptions, ScenarioData {
  readonly window?: WindowName;
  readonly salt: string;
  readonly rolling?: number;
  readonly figure?: string;
}

export function defineMonitor(command: Command, context: CommandContext): void {
  command
    .description(
      "Replays tasks against a trained forecaster and a naive one (ewma), and says when the forecaster has become worse\n" +
        "than the naive one, and when it is better again: what the drift monitor would have said in use.",
    )
    .argument("<folder>", "a run's folder, or that of a forecaster by itself")
    .argument("[scenario]", "whose tasks (default: the run's scenario)")
    .addOption(traceOption("another trace than the run's, or the trace of the named scenario"))
    .addOption(sitesOption())
    .addOption(usersOption())
    .addOption(radioOption())
    .addOption(
      choice("--window <name>", "which arrivals (default: test; of another workload: all)", windowNames),
    )
    .option("--salt <text>", "draw of the homes", "0")
    .option("--rolling <tasks>", "tasks over which the errors are averaged (default: 200)", integerFrom(1))
    .option("--figure <file>", "the rolling errors as a picture (.svg, .png)")
    .action(async (folder: string, scenario: string | undefined, options: MonitorOptions) => {
      const { checkPictureName, writePicture } = await import("../picture-file.ts");
      if (options.figure !== undefined) checkPictureName("--figure", options.figure);
      const { monitorForecaster } = await import("./monitor-forecaster.ts");
      const { describeMonitoring, monitoringJson } = await import("./describe-monitoring.ts");
      const monitoring = await withProgress(context, options, (progress) =>
        monitorForecaster(folder, scenario, options, progress),
      );
      if (options.figure !== undefined) {
        const { driftFigure } = await import("./drift-figure.ts");
        const { renderFigure } = await import("../../experiments/report/render-figure.ts");
        await writePicture(options.figure, await renderFigure(driftFigure(monitoring)));
      }
      printResult(context, options, {
        json: monitoringJson(monitoring),
        text: describeMonitoring(monitoring),
      });
    });
  addExamples(command, [
    ["edgeflock forecast monitor runs/first", "the run's own test window"],
    ["edgeflock forecast monitor runs/first --trace new-trace --figure drift.svg", "a newer trace, whole"],
    ["edgeflock forecast monitor runs/first bursts --json", "another scenario, for a script"],
  ]);
}
