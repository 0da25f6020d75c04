/** `edgeflock simulate`: one policy on one window of a scenario. */
import type { Command } from "commander";
import type { TunedParameters } from "../../agents/baselines/index.ts";
import type { Policy } from "../../env/index.ts";
import { type NamedPolicy, resolvePolicy } from "../../experiments/resolve-policy.ts";
import { type WindowName, windowNames } from "../../scenario/index.ts";
import type { Summary } from "../../sim/metrics.ts";
import {
  addExamples,
  type CommandContext,
  type CommonOptions,
  choice,
  printResult,
  RequiredOption,
  withProgress,
} from "../command.ts";
import {
  type OpenedScenario,
  openScenario,
  type ScenarioData,
  sitesOption,
  traceOption,
} from "../open-scenario.ts";
import { integerFrom } from "../option-values.ts";
import type { Progress } from "../progress.ts";
import { percentage, readable, textTable } from "../text-table.ts";

interface SimulateOptions extends CommonOptions, ScenarioData {
  readonly policy: string;
  readonly window: WindowName;
  readonly salt: string;
  readonly seed: number;
  readonly tasksCsv?: string;
}

export function define(command: Command, context: CommandContext): void {
  command
    .description(
      "Runs one policy on one window of a scenario, from an empty network to the completion of the last task, and\n" +
        "prints latency, energy and objective (the mean cost of a task: less is better). A baseline that has\n" +
        "constants to choose is tuned on the scenario's training window first.",
    )
    .argument("<scenario>", "name of a shipped scenario (see `edgeflock scenario list`) or path of a file")
    .addOption(
      new RequiredOption(
        "--policy <name|path>",
        "local, random, round-robin, split, static-tuned, least-loaded, myopic-local, myopic-global, or the folder of a trained run or policy",
      ),
    )
    .addOption(traceOption())
    .addOption(sitesOption())
    .addOption(choice("--window <name>", "which part of the arrivals", windowNames, "all"))
    .option("--salt <s>", "draw of the home servers; results are reported over the salts 0 … 9", "")
    .option("--seed <n>", "seed of policies that draw random numbers, and of tuning", integerFrom(0), 0)
    .option("--tasks-csv <file>", "write every task with its decision, latency and energy")
    .action(async (scenarioName: string, options: SimulateOptions) => {
      const result = await withProgress(context, options, (progress) =>
        simulate(scenarioName, options, progress),
      );
      printResult(context, options, result);
    });
  addExamples(command, [
    ["edgeflock simulate quickstart --policy split", "share every task with both neighbours"],
    [
      "edgeflock simulate paper-3mec --trace google-2011 --policy static-tuned --window test --salt 3",
      "the best constant decision, judged on the test window with homes drawn by salt 3",
    ],
    [
      "edgeflock simulate quickstart --policy runs/first --tasks-csv tasks.csv --json",
      "a trained policy, with every task as CSV",
    ],
  ]);
}

async function simulate(
  scenarioName: string,
  options: SimulateOptions,
  progress: Progress,
): Promise<{ readonly json: unknown; readonly text: string }> {
  const named = await resolvePolicy(options.policy);
  const opened = await openScenario(scenarioName, options, progress);
  const { episodeSetup } = await import("../../scenario/index.ts");
  const { rollout } = await import("../../env/index.ts");
  const { summarise } = await import("../../sim/metrics.ts");
  const { scenario, workload } = opened;
  const setup = episodeSetup(scenario, workload, options.window, options.salt);
  const { policy, parameters } = await readyPolicy(named, opened, options.seed, progress);
  const result = await rollout(setup, policy, {
    seed: options.seed,
    onProgress: (fraction) => progress.update(fraction, `simulating ${setup.tasks.count} tasks`),
  });
  if (options.tasksCsv !== undefined) {
    const { writeFileAtomic } = await import("../../core/atomic-file.ts");
    const { tasksCsv } = await import("../tasks-csv.ts");
    await writeFileAtomic(options.tasksCsv, [...tasksCsv(result)].join(""));
  }
  const summary = summarise(result.simulator, setup.cost);
  const servers = setup.network.spec.servers.map((server) => server.name);
  return {
    json: {
      scenario: scenario.name,
      window: options.window,
      salt: options.salt,
      seed: options.seed,
      policy: policy.name,
      parameters,
      ...summary,
      servers,
      workload: workload.report,
    },
    text: describe(summary, servers, `${policy.name} on ${scenario.name}, window ${options.window}`),
  };
}

/** A trained policy as it is; a baseline with its constants tuned on the training window. */
async function readyPolicy(
  named: NamedPolicy,
  { scenario, workload }: OpenedScenario,
  seed: number,
  progress: Progress,
): Promise<{ policy: Policy; parameters: TunedParameters }> {
  if (named.kind === "trained") return { policy: named.policy, parameters: {} };
  const { definition } = named;
  if (definition.tune === undefined) {
    return { policy: definition.create(definition.parameters), parameters: definition.parameters };
  }
  const { defaultTuningEpisodes, tuningSalts } = await import("../../agents/baselines/index.ts");
  const { episodeSetup } = await import("../../scenario/index.ts");
  const parameters = await definition.tune(
    tuningSalts.map((salt) => episodeSetup(scenario, workload, "train", salt)),
    {
      budgetEpisodes: defaultTuningEpisodes,
      seed,
      onProgress: (fraction) => progress.update(fraction, `tuning ${definition.name} on the training window`),
    },
  );
  return { policy: definition.create(parameters), parameters };
}

function describe(summary: Summary, servers: readonly string[], title: string): string {
  const { latencyParts: parts } = summary;
  const figures = textTable(
    [`${title}: ${summary.tasks} tasks`, ""],
    [
      ["objective (mean cost)", readable(summary.objective)],
      ["mean latency", `${readable(summary.meanLatencySeconds)} s`],
      ["  waiting for links", `${readable(parts.linkWait)} s`],
      ["  transfer", `${readable(parts.transfer)} s`],
      ["  waiting for compute", `${readable(parts.computeWait)} s`],
      ["  compute", `${readable(parts.compute)} s`],
      ...(parts.uplink > 0 ? [["  upload", `${readable(parts.uplink)} s`]] : []),
      [
        "p50, p95, p99 latency",
        [summary.p50LatencySeconds, summary.p95LatencySeconds, summary.p99LatencySeconds]
          .map((seconds) => `${readable(seconds)} s`)
          .join(", "),
      ],
      ["mean energy of a task", `${readable(summary.meanEnergyJoules)} J`],
      ["energy with idle power", `${readable(summary.systemEnergyJoules)} J`],
      ["dropped, deadline missed", `${summary.dropped}, ${summary.deadlineMisses}`],
      ...(summary.clippedShares > 0 ? [["shares clipped", String(summary.clippedShares)]] : []),
    ],
  );
  const use = textTable(
    ["server", "in use"],
    summary.utilisation.map((fraction, index) => [servers[index] ?? String(index), percentage(fraction)]),
  );
  return `${figures}\n${use}`;
}
