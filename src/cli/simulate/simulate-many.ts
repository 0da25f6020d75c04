/** Several policies, salts and seeds, side by side: a table of their means, and every run as JSON. */
import type { SimulationJob } from "../../experiments/index.ts";
import type { Scenario, Workload } from "../../scenario/index.ts";
import type { CommandContext } from "../command.ts";
import { loadCheckedScenario, openScenario } from "../open-scenario.ts";
import type { Progress } from "../progress.ts";
import { interval, percentage, readable, textTable } from "../text-table.ts";
import { durationOf, type SimulateOptions } from "./options.ts";

export async function simulateMany(
  scenarioName: string,
  options: SimulateOptions,
  context: CommandContext,
  progress: Progress,
): Promise<{ readonly json: unknown; readonly text: string }> {
  const { simulateAll, simulationMeans } = await import("../../experiments/index.ts");
  const { networkOf } = await import("../../scenario/index.ts");
  const { scenario, workload } = await open(scenarioName, options, progress);
  const { window } = options;
  const salts = options.salts ?? [options.salt];
  const seeds = options.seeds ?? [options.seed];
  const stream = options.stream === true ? { stream: durationOf(options) } : {};
  const jobs = options.policy.flatMap((policy) =>
    seeds.flatMap((seed) =>
      salts.map((salt): SimulationJob => ({ scenario, workload, policy, window, salt, seed, ...stream })),
    ),
  );
  const results = await simulateAll(jobs, {
    signal: context.stopSignal(),
    ...(options.workers === undefined ? {} : { workers: options.workers }),
    onProgress: (fraction, done) => progress.update(fraction, `${done} of ${jobs.length} simulations done`),
  });
  const policies = options.policy.map((policy, k) => {
    const bySeed = seeds.map((_, s) => {
      const first = (k * seeds.length + s) * salts.length;
      return results.slice(first, first + salts.length);
    });
    return {
      policy,
      parameters: bySeed.map(([first]) => first!.parameters),
      means: simulationMeans(
        policy,
        bySeed.map((row) => row.map(({ summary }) => summary)),
      ),
      runs: bySeed.flatMap((row, s) =>
        row.map(({ summary }, draw) => ({ seed: seeds[s]!, salt: salts[draw]!, ...summary })),
      ),
    };
  });
  policies.sort((p, q) => p.means.objective.mean - q.means.objective.mean);
  return {
    json: {
      scenario: scenario.name,
      window,
      salts,
      seeds,
      policies,
      servers: networkOf(scenario).spec.servers.map((server) => server.name),
      workload: workload?.report ?? null,
    },
    text: textTable(
      ["policy", "objective [95 % interval]", "latency s", "p95 s", "energy J", "dropped", "runs"],
      policies.map(({ policy, means, runs }) => [
        policy,
        interval(means.objective),
        interval(means.meanLatencySeconds),
        readable(means.p95LatencySeconds.mean),
        interval(means.meanEnergyJoules),
        percentage(means.droppedPercent.mean / 100),
        String(runs.length),
      ]),
    ),
  };
}

async function open(
  scenarioName: string,
  options: SimulateOptions,
  progress: Progress,
): Promise<{ readonly scenario: Scenario; readonly workload: Workload | null }> {
  if (options.stream !== true) return openScenario(scenarioName, options, progress);
  return { scenario: await loadCheckedScenario(scenarioName, options.sites), workload: null };
}
