/** `edgeflock scenario`: lists the shipped scenarios, shows one, checks a file. */
import type { Command } from "commander";
import { addExamples, type CommandContext, type CommonOptions, printResult } from "../command.ts";
import { loadCheckedScenario } from "../open-scenario.ts";
import { textTable } from "../text-table.ts";

export function define(command: Command, context: CommandContext): void {
  command.description(
    "A scenario is one YAML file: servers, links, workload, windows, and how results are weighed.",
  );
  command
    .command("list")
    .description("Lists the shipped scenarios.")
    .action(async (options: CommonOptions) => {
      const { loadScenario, shippedScenarios } = await import("../../scenario/index.ts");
      const scenarios = await Promise.all((await shippedScenarios()).map((name) => loadScenario(name)));
      const rows = scenarios.map(({ name, description, workload }) => ({
        name,
        workload: workload.kind,
        description: description ?? "",
      }));
      printResult(context, options, {
        json: { scenarios: rows },
        text: textTable(
          ["name", "needs", "what it is"],
          rows.map((row) => [
            row.name,
            row.workload === "google-2011" ? "--trace" : "nothing",
            row.description,
          ]),
          ["left", "left", "left"],
        ),
      });
    });
  command
    .command("show")
    .description("Prints a scenario with every field, defaults included.")
    .argument("<scenario>", "name of a shipped scenario or path of a file")
    .action(async (nameOrPath: string, options: CommonOptions) => {
      const { loadScenario } = await import("../../scenario/index.ts");
      const { stringify } = await import("yaml");
      const scenario = await loadScenario(nameOrPath);
      printResult(context, options, { json: scenario, text: stringify(scenario) });
    });
  command
    .command("check")
    .description("Says what is wrong with a scenario file, or that nothing is.")
    .argument("<scenario>", "name of a shipped scenario or path of a file")
    .action(async (nameOrPath: string, options: CommonOptions) => {
      const scenario = await loadCheckedScenario(nameOrPath);
      printResult(context, options, {
        json: { scenario: scenario.name, ok: true },
        text: `${nameOrPath}: nothing is wrong with it\n`,
      });
    });
  addExamples(command, [
    ["edgeflock scenario list", "what is shipped"],
    ["edgeflock scenario show quickstart > mine.yaml", "start a scenario of your own"],
    ["edgeflock scenario check mine.yaml", "check it before using it"],
  ]);
}
