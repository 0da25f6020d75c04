/** `edgeflock tune`: searches settings with equal budget for all, on the validation and training windows. */
import type { Command } from "commander";
import {
  addExamples,
  type CommandContext,
  type CommonOptions,
  printResult,
  withProgress,
} from "../command.ts";
import { radioOption, type ScenarioData, sitesOption, traceOption, usersOption } from "../open-scenario.ts";
import { integerFrom, positiveFrom } from "../option-values.ts";
import { throwFirstFailure } from "../part-failures.ts";
import { listFrom } from "../simulate/options.ts";
import { describeTuning, tuningJson } from "../tune/describe-tuning.ts";

interface TuneCommandOptions extends CommonOptions, ScenarioData {
  readonly algorithms?: readonly string[];
  readonly baselines?: readonly string[];
  readonly strategy?: string;
  readonly trials?: number;
  readonly episodes?: number;
  readonly eta?: number;
  readonly rungs?: number;
  readonly seeds?: number;
  readonly seed?: number;
  readonly jobs?: number;
  readonly out?: string;
  readonly force?: boolean;
}

export function define(command: Command, context: CommandContext): void {
  command
    .description(
      "Searches settings: trains every algorithm with many, keeps those that do best on the validation and training\n" +
        "windows, and gives the baselines' search for their constants the same number of decisions. The test window is\n" +
        "not looked at. Started again, it continues: what is complete is kept, what was stopped is resumed.",
    )
    .argument("<scenario|tuning.yaml>", "name of a shipped scenario, or path of a scenario or tuning file")
    .addOption(traceOption())
    .addOption(sitesOption())
    .addOption(usersOption())
    .addOption(radioOption())
    .option("--algorithms <names>", "algorithms to tune, with commas between", namesFrom)
    .option("--baselines <names>", "baselines to tune, with commas between; none when empty", namesFrom)
    .option("--strategy <name>", "random, halving or hyperband (default: the file's, or halving)")
    .option("--trials <n>", "settings tried of each algorithm (default: the file's, or 27)", integerFrom(1))
    .option("--episodes <n>", "episodes of a whole training (default: the algorithms' own)", integerFrom(1))
    .option("--eta <factor>", "one of so many trials goes on to the next rung (default: 3)", positiveFrom)
    .option("--rungs <n>", "times that trials are compared (default: 3, or as many as fit)", integerFrom(1))
    .option(
      "--seeds <n>",
      "trainings of a trial, with seeds 0 … n − 1 (default: the file's, or 1)",
      integerFrom(1),
    )
    .option("--seed <n>", "seed of the settings drawn (default: the file's, or 0)", integerFrom(0))
    .option("--jobs <n>", "trainings side by side (default: one a core)", integerFrom(1))
    .option("--out <dir>", "output folder (default: runs/tune-<name>)")
    .option("--force", "train again even what is complete in the output folder")
    .action(async (nameOrPath: string, options: TuneCommandOptions) => {
      const { loadTuning, runTuning } = await import("../../experiments/index.ts");
      const { namedFiles } = await import("../../scenario/index.ts");
      const { sites, algorithms, baselines, seeds, seed, jobs, out } = options;
      const { strategy, trials, episodes, eta, rungs } = options;
      const tuning = await loadTuning(nameOrPath, {
        ...namedFiles(options),
        ...given({ sites, algorithms, baselines, seeds, seed, jobs, out }),
        search: given({ strategy, trials, episodes, eta, rungs }),
      });
      const result = await withProgress(context, options, (progress) =>
        runTuning(tuning, {
          signal: context.stopSignal(),
          ...(options.force === true ? { force: true } : {}),
          onNote: (text) => progress.note(text),
          onProgress: ({ fraction, remainingSeconds, running, ended }) => {
            if (ended !== null) progress.note(`${ended.name}: ${ended.how}`);
            progress.update(fraction, running.join(", "), remainingSeconds);
          },
        }),
      );
      printResult(context, options, { json: tuningJson(result), text: describeTuning(result) });
      throwFirstFailure("tuning", result.failures);
    });
  addExamples(command, [
    [
      "edgeflock tune quickstart --algorithms cto --trials 9 --episodes 9",
      "successive halving without any download: 9 trials, of which 3 and then 1 go on",
    ],
    [
      "edgeflock tune paper-3mec --trace google-2011 --algorithms cto,cto-tp --baselines static-tuned",
      "two algorithms and a baseline, each with the same budget",
    ],
    [
      "edgeflock tune experiments/tuning/paper-3mec.yaml --trace google-2011 --jobs 4",
      "a search of your own (docs/tuning.md tells its fields)",
    ],
    [
      "edgeflock run paper-3mec --trace google-2011 --settings runs/tune-paper-3mec/best.yaml",
      "judges what was found on the test window",
    ],
  ]);
}

/** Names with commas between; none when empty. */
function namesFrom(text: string): string[] {
  return text === "" ? [] : listFrom(text);
}

/** Without what was not said. */
function given<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}
