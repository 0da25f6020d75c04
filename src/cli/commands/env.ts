/** `edgeflock env`: checks environments. */
import type { Command } from "commander";
import { EdgeflockError } from "../../core/errors.ts";
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

export interface EnvCheckOptions extends CommonOptions, ScenarioData {
  readonly window: WindowName;
  readonly limit: number;
}

export function define(command: Command, context: CommandContext): void {
  command.description(
    "Environments: the simulator, or a world of your own, for learners (docs/environment.md).",
  );
  command
    .command("check")
    .description(
      "Plays an environment with random actions and says what is wrong with it: of a scenario, the environments that\n" +
        "it makes; of a JavaScript module, the one it exports (`createEnvironment`, or its default export: a function\n" +
        "that makes it, or the environment itself).",
    )
    .argument(
      "<scenario|module>",
      "name of a shipped scenario, path of a scenario file, or of a .js or .mjs file",
    )
    .addOption(traceOption())
    .addOption(sitesOption())
    .addOption(usersOption())
    .addOption(radioOption())
    .addOption(choice("--window <name>", "which part of a scenario's arrivals", windowNames, "train"))
    .option("--limit <n>", "turns after which an episode counts as endless", integerFrom(1), 200_000)
    .action(async (nameOrPath: string, options: EnvCheckOptions) => {
      const { environmentsOf } = await import("../env/environments-of.ts");
      const { checkAll, describeChecks } = await import("../env/check-all.ts");
      const checks = await withProgress(context, options, async (progress) =>
        checkAll(await environmentsOf(nameOrPath, options, progress), options.limit, progress),
      );
      const broken = checks.filter(({ findings }) => findings.length > 0);
      printResult(context, options, {
        json: { checked: nameOrPath, ok: broken.length === 0, environments: checks },
        text: describeChecks(checks),
      });
      if (broken.length === 0) return;
      throw new EdgeflockError(
        "value",
        `${broken.map(({ name, findings }) => `${name} breaks ${rulesOf(findings.length)}`).join("; ")}`,
        "docs/environment.md tells what each rule asks for.",
      );
    });
  addExamples(command, [
    ["edgeflock env check quickstart", "the environments that a scenario makes"],
    ["edgeflock env check my-environment.mjs --json", "one of your own, for a script"],
  ]);
}

function rulesOf(count: number): string {
  return count === 1 ? "1 rule" : `${count} rules`;
}
