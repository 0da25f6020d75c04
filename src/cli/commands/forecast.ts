/** `edgeflock forecast`: how good forecasts of a scenario's tasks are. */
import type { Command } from "commander";
import { addExamples, type CommandContext } from "../command.ts";
import { defineMonitor } from "../forecast/monitor.ts";
import { defineRetrain } from "../forecast/retrain.ts";
import { defineScore } from "../forecast/score.ts";

export function define(command: Command, context: CommandContext): void {
  command.description(
    "Forecasts of what comes next at each server (docs/forecasting.md). `edgeflock forecast <scenario>` is short for\n" +
      "`edgeflock forecast score <scenario>`; its options: `edgeflock forecast score --help`.",
  );
  defineScore(command.command("score", { isDefault: true }), context);
  defineMonitor(command.command("monitor"), context);
  defineRetrain(command.command("retrain"), context);
  addExamples(command, [
    ["edgeflock forecast quickstart", "train a forecaster, and score it beside the naive ones"],
    [
      "edgeflock forecast paper-3mec --trace google-2011 --seeds 0..4 --forecasters transformer,gru,lstm --out runs/forecasts",
      "three networks with five seeds each; Ctrl-C, and the same command goes on",
    ],
    ["edgeflock forecast monitor runs/first", "whether a run's forecaster is still better than a naive one"],
    ["edgeflock forecast retrain runs/first --trace new-trace --out forecasters/new", "train it anew"],
    ["edgeflock forecast quickstart --forecasters last,mean,ewma,ar,seasonal", "without any training"],
  ]);
}
