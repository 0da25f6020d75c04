/** `edgeflock bound`: what no policy can do better than. */
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
import {
  openScenario,
  radioOption,
  type ScenarioData,
  sitesOption,
  traceOption,
  usersOption,
} from "../open-scenario.ts";
import { rangesFrom } from "../simulate/options.ts";
import { readable, textTable } from "../text-table.ts";

interface BoundOptions extends CommonOptions, ScenarioData {
  readonly window: WindowName;
  readonly salts?: readonly string[];
}

export function define(command: Command, context: CommandContext): void {
  command
    .description(
      "Prints lower bounds of the objective of a window: no policy gets below them, whatever it knows (docs/baselines.md).\n" +
        "`isolated`: each task at its least cost alone in an empty network. `shared`: the tasks share the servers' capacity.",
    )
    .argument("<scenario>", "name of a shipped scenario (see `edgeflock scenario list`) or path of a file")
    .addOption(traceOption())
    .addOption(sitesOption())
    .addOption(usersOption())
    .addOption(radioOption())
    .addOption(choice("--window <name>", "which part of the arrivals", windowNames, "test"))
    .option("--salts <list>", "draws of the home servers, as in 0..9 or a,b,7 (default: 0..9)", rangesFrom)
    .action(async (scenarioName: string, options: BoundOptions) => {
      const { episodeSetup } = await import("../../scenario/index.ts");
      const { lowerBounds } = await import("../../env/index.ts");
      const { evaluationSalts } = await import("../../experiments/index.ts");
      const salts = options.salts ?? evaluationSalts;
      const result = await withProgress(context, options, async (progress) => {
        const { scenario, workload } = await openScenario(scenarioName, options, progress);
        const draws = [];
        for (const [k, salt] of salts.entries()) {
          progress.update(k / salts.length, `salt "${salt}"`);
          const setup = episodeSetup(scenario, workload, options.window, salt);
          draws.push({ salt, tasks: setup.tasks.count, ...lowerBounds(setup) });
          // Lets Ctrl-C and the display in.
          await new Promise((resolve) => setImmediate(resolve));
        }
        return { scenario: scenario.name, draws };
      });
      const { draws } = result;
      const mean = (of: "isolated" | "shared") =>
        draws.reduce((sum, draw) => sum + draw[of], 0) / draws.length;
      const means = { isolated: mean("isolated"), shared: mean("shared") };
      printResult(context, options, {
        json: { scenario: result.scenario, window: options.window, means, draws },
        text: textTable(
          ["salt", "tasks", "isolated", "shared"],
          [
            ...draws.map(({ salt, tasks, isolated, shared }) => [
              salt === "" ? '""' : salt,
              String(tasks),
              readable(isolated),
              readable(shared),
            ]),
            ["mean", "", readable(means.isolated), readable(means.shared)],
          ],
        ),
      });
    });
  addExamples(command, [
    ["edgeflock bound quickstart", "the ten draws of the test window"],
    ["edgeflock bound paper-3mec --trace google-2011 --window all --salts 3", "one draw, all arrivals"],
  ]);
}
