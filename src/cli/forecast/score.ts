/** `edgeflock forecast score`: trains forecasters, scores them beside the naive ones, writes figures and a page. */
import { join } from "node:path";
import type { Command } from "commander";
import { didYouMean } from "../../core/did-you-mean.ts";
import { EdgeflockError } from "../../core/errors.ts";
import { forecasterNetworks } from "../../experiments/forecaster-networks.ts";
import { naiveNames } from "../../forecast/naive/index.ts";
import { type WindowName, windowNames } from "../../scenario/index.ts";
import { type CommandContext, type CommonOptions, choice, printResult, withProgress } from "../command.ts";
import {
  openScenario,
  radioOption,
  type ScenarioData,
  sitesOption,
  traceOption,
  usersOption,
} from "../open-scenario.ts";
import { positiveFrom } from "../option-values.ts";
import { listFrom, seedsFrom } from "../simulate/options.ts";

import type { ScoreScenario } from "./score-scenario.ts";

export interface ScoreOptions extends CommonOptions, ScenarioData {
  readonly seeds: readonly number[];
  readonly forecasters?: readonly string[];
  readonly window: WindowName;
  readonly period?: number;
  readonly out?: string;
}

export function defineScore(command: Command, context: CommandContext): void {
  command
    .description(
      "Trains forecasters on the training window, with early stopping on the validation window, and scores them on\n" +
        "another window beside the naive ones that they have to beat: R² of values and of logarithms, pinball loss,\n" +
        "share of the truths within p10 to p90; for twelve targets, at every task and at the end of every burst.",
    )
    .argument("<scenario>", "name of a shipped scenario (see `edgeflock scenario list`) or path of a file")
    .addOption(traceOption())
    .addOption(sitesOption())
    .addOption(usersOption())
    .addOption(radioOption())
    .option("--seeds <list>", "seeds of the trained ones, as in 0..4", seedsFrom, [0])
    .option(
      "--forecasters <list>",
      `which, with commas: ${[...forecasterNetworks, ...naiveNames].join(", ")} (default: the scenario's network and the naive ones)`,
      listFrom,
    )
    .addOption(choice("--window <name>", "which part of the arrivals is forecast", windowNames, "test"))
    .option("--period <s>", "period of `seasonal` (default: found on the training window)", positiveFrom)
    .option(
      "--out <dir>",
      "folder for the page, figures and tables; trained forecasters are kept there and taken again",
    )
    .action(async (scenarioName: string, options: ScoreOptions) => {
      const names = forecastersOf(options);
      if (options.out !== undefined) {
        const { makeFolder, requireWritable } = await import("../../core/atomic-file.ts");
        await makeFolder(options.out);
        await requireWritable(join(options.out, "forecasts.html"));
      }
      const result = await withProgress(context, options, async (progress) => {
        const { scenario, workload } = await openScenario(scenarioName, options, progress);
        const { scoreScenario } = await import("./score-scenario.ts");
        return scoreScenario({
          scenario,
          workload,
          ...names,
          options,
          command: commandLine(scenarioName, options),
          signal: context.stopSignal(),
          progress,
        });
      });
      printResult(context, options, result);
    });
}

/** The learned and the naive ones that were named; by default the scenario's network and all naive ones. */
function forecastersOf({ forecasters }: ScoreOptions): Pick<ScoreScenario, "learned" | "naive"> {
  if (forecasters === undefined) return { learned: null, naive: naiveNames };
  const known: readonly string[] = [...forecasterNetworks, ...naiveNames];
  const unknown = forecasters.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new EdgeflockError(
      "usage",
      `--forecasters names "${unknown}", which does not exist`,
      didYouMean(unknown, known, "Forecasters are"),
    );
  }
  return {
    learned: forecasterNetworks.filter((name) => forecasters.includes(name)),
    naive: naiveNames.filter((name) => forecasters.includes(name)),
  };
}

function commandLine(scenario: string, options: ScoreOptions): string {
  const { trace, sites, users, radio, seeds, forecasters, window, period, out } = options;
  const given = {
    trace,
    sites,
    users,
    radio,
    seeds: seeds.join(","),
    forecasters: forecasters?.join(","),
    window,
    period,
    out,
  };
  const words = Object.entries(given).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, String(value)],
  );
  return ["edgeflock", "forecast", scenario, ...words].join(" ");
}
