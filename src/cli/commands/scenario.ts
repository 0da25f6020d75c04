/** `edgeflock scenario`: lists the shipped scenarios, shows one, checks a file, draws a map. */
import type { Command } from "commander";
import { addExamples, type CommandContext, type CommonOptions, printResult } from "../command.ts";
import {
  loadCheckedScenario,
  loadCheckedScenarioFile,
  type ScenarioData,
  sitesOption,
} from "../open-scenario.ts";
import { textTable } from "../text-table.ts";

type SitesOptions = CommonOptions & Pick<ScenarioData, "sites">;

interface ShowOptions extends SitesOptions {
  readonly explicit?: boolean;
}

interface DrawOptions extends SitesOptions {
  readonly out?: string;
}

export function define(command: Command, context: CommandContext): void {
  command.description(
    "A scenario is one YAML file: servers, links, workload, windows, and how results are weighed.",
  );
  command
    .command("list")
    .description("Lists the shipped scenarios.")
    .action(async (options: CommonOptions) => {
      const { loadScenarioFile, needsSites, needsTrace, shippedScenarios } = await import(
        "../../scenario/index.ts"
      );
      const names = await shippedScenarios();
      const scenarios = await Promise.all(names.map((name) => loadScenarioFile(name)));
      const rows = scenarios.map((scenario) => ({
        name: scenario.name,
        workload: scenario.workload.kind,
        needs: [
          ...(needsTrace(scenario) ? ["--trace"] : []),
          ...(needsSites(scenario) ? ["--sites"] : []),
          ...(scenario.users?.mobility.kind === "trace" ? ["--users"] : []),
          ...(scenario.access?.kind === "log" ? ["--radio"] : []),
        ],
        description: scenario.description,
      }));
      printResult(context, options, {
        json: { scenarios: rows },
        text: textTable(
          ["name", "needs", "what it is"],
          rows.map((row) => [row.name, row.needs.join(" ") || "nothing", row.description]),
          ["left", "left", "left"],
        ),
      });
    });
  command
    .command("show")
    .description("Prints a scenario with every field, defaults included.")
    .argument("<scenario>", "name of a shipped scenario or path of a file")
    .option("--explicit", "with every server, link and home weight that its topology makes")
    .addOption(sitesOption())
    .action(async (nameOrPath: string, options: ShowOptions) => {
      const { loadScenario, loadScenarioFile } = await import("../../scenario/index.ts");
      const { stringify } = await import("yaml");
      const file = await loadScenarioFile(nameOrPath);
      const asStated = file.topology !== undefined && options.explicit !== true;
      const scenario = asStated ? file : await loadScenario(nameOrPath, options);
      printResult(context, options, { json: scenario, text: stringify(scenario) });
    });
  command
    .command("check")
    .description("Says what is wrong with a scenario file, or that nothing is.")
    .argument("<scenario>", "name of a shipped scenario or path of a file")
    .addOption(sitesOption())
    .action(async (nameOrPath: string, options: SitesOptions) => {
      const { needsSites } = await import("../../scenario/index.ts");
      const file = await loadCheckedScenarioFile(nameOrPath);
      const unread = needsSites(file) && options.sites === undefined;
      if (!unread) await loadCheckedScenario(nameOrPath, options.sites);
      printResult(context, options, {
        json: { scenario: file.name, ok: true },
        text: `${nameOrPath}: nothing is wrong with it${unread ? ", as far as can be said without its list of sites (--sites)" : ""}\n`,
      });
    });
  command
    .command("draw")
    .description("Draws a map: servers where they stand, the links between them, and how popular each is.")
    .argument("<scenario>", "name of a shipped scenario or path of a file")
    .option("--out <file>", "picture to write, .svg or .png (default: <name>.svg)")
    .addOption(sitesOption())
    .action(async (nameOrPath: string, options: DrawOptions) => {
      const { drawScenario } = await import("../scenario/draw-scenario.ts");
      const drawn = await drawScenario(nameOrPath, options);
      printResult(context, options, { json: drawn, text: `written: ${drawn.out}\n` });
    });
  addExamples(command, [
    ["edgeflock scenario list", "what is shipped"],
    ["edgeflock scenario show quickstart > mine.yaml", "start a scenario of your own"],
    ["edgeflock scenario check mine.yaml", "check it before using it"],
    ["edgeflock scenario draw city-1000 --out city.png", "a map of its servers and links"],
  ]);
}
