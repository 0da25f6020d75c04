/** One simulation: its figures, and every task as CSV or Parquet if wanted. */
import type { Rollout } from "../../env/index.ts";
import type { ReadyPolicy } from "../../experiments/ready-policy.ts";
import type { NamedPolicy } from "../../experiments/resolve-policy.ts";
import type { TaskLog } from "../../experiments/task-log.ts";
import type { Scenario, WindowSetup, Workload } from "../../scenario/index.ts";
import type { Summary } from "../../sim/metrics.ts";
import type { Network } from "../../sim/network.ts";
import type { CommandContext } from "../command.ts";
import { loadCheckedScenario, openScenario } from "../open-scenario.ts";
import type { Progress } from "../progress.ts";
import { describeSummary, type UsersFigures } from "./describe-summary.ts";
import { durationOf, filesOf, type SimulateOptions } from "./options.ts";
import { writePower } from "./write-power.ts";

interface Result {
  readonly json: unknown;
  readonly text: string;
}

export async function simulateOne(
  scenarioName: string,
  options: SimulateOptions,
  context: CommandContext,
  progress: Progress,
): Promise<Result> {
  const { resolvePolicy } = await import("../../experiments/resolve-policy.ts");
  const { requireWritable } = await import("../../core/atomic-file.ts");
  const named = await resolvePolicy(options.policy[0]!);
  for (const path of Object.values(filesOf(options))) if (path !== undefined) await requireWritable(path);
  return options.stream === true
    ? simulateStream(named, scenarioName, options, context, progress)
    : simulateTable(named, scenarioName, options, context, progress);
}

async function simulateTable(
  named: NamedPolicy,
  scenarioName: string,
  options: SimulateOptions,
  context: CommandContext,
  progress: Progress,
): Promise<Result> {
  const { scenario, workload } = await openScenario(scenarioName, options, progress);
  const { episodeSetup } = await import("../../scenario/index.ts");
  const { rollout } = await import("../../env/index.ts");
  const { summarise } = await import("../../sim/metrics.ts");
  const setup = episodeSetup(scenario, workload, options.window, options.salt);
  const ready = await readyPolicy(named, scenario, workload, options.seed, progress);
  const result = await rollout(setup, ready.policy, {
    seed: options.seed,
    ...powerBins(options),
    onProgress: (fraction) => progress.update(fraction, `simulating ${setup.tasks.count} tasks`),
  });
  if (options.tasksCsv !== undefined) {
    const { writeFileAtomic } = await import("../../core/atomic-file.ts");
    const { tasksCsv } = await import("./tasks-csv.ts");
    await writeFileAtomic(options.tasksCsv, tasksCsv(result));
  }
  if (options.tasksParquet !== undefined) {
    await writeTasks(options.tasksParquet, result, context.stopSignal());
  }
  await writePower(options, scenario, result.simulator);
  const summary = summarise(result.simulator, setup.cost);
  return resultOf(scenario, setup.network, options, ready, summary, workload, usersFigures(setup));
}

async function simulateStream(
  named: NamedPolicy,
  scenarioName: string,
  options: SimulateOptions,
  context: CommandContext,
  progress: Progress,
): Promise<Result> {
  const { episodeStream, loadWorkload, streamEnd } = await import("../../scenario/index.ts");
  const { rolloutStream } = await import("../../env/index.ts");
  const { summariseStream } = await import("../../sim/metrics.ts");
  const { needsTuning } = await import("../../experiments/ready-policy.ts");
  const scenario = await loadCheckedScenario(scenarioName, options.sites);
  const duration = durationOf(options);
  const setup = episodeStream(scenario, options.window, options.salt, duration);
  const workload = needsTuning(named) ? await loadWorkload(scenario) : null;
  const ready = await readyPolicy(named, scenario, workload, options.seed, progress);
  const end = streamEnd(scenario, options.window, duration);
  // Only from here on: what comes before cannot stop by itself, and leaves nothing behind.
  const signal = context.stopSignal();
  const path = options.tasksParquet;
  const log = path === undefined ? null : await openLog(path, setup.network);
  let lastPause = performance.now();
  try {
    const stream = await rolloutStream(setup, ready.policy, {
      seed: options.seed,
      ...powerBins(options),
      records: log !== null,
      async onPause(paused) {
        if (log !== null) await log.append(paused.takeRecords());
        if (performance.now() - lastPause < 50) return;
        progress.update(Math.min(1, paused.nowSeconds / end), `${paused.sums.tasks} tasks simulated`);
        // Lets Ctrl-C and the display in.
        await new Promise((resolve) => setImmediate(resolve));
        signal.throwIfAborted();
        lastPause = performance.now();
      },
    });
    await log?.close();
    await writePower(options, scenario, stream);
    const summary = summariseStream(stream, scenario.objective);
    return resultOf(scenario, setup.network, options, ready, summary, null, null);
  } finally {
    // After the close there is nothing left to abort.
    await log?.abort();
  }
}

async function readyPolicy(
  named: NamedPolicy,
  scenario: Scenario,
  workload: Workload | null,
  seed: number,
  progress: Progress,
): Promise<ReadyPolicy> {
  const { needsTuning, policyWith, tunedParameters } = await import("../../experiments/ready-policy.ts");
  if (!needsTuning(named) || workload === null) return policyWith(named);
  const name = named.kind === "baseline" ? named.definition.name : named.algorithm;
  const parameters = await tunedParameters(named, scenario, workload, seed, (fraction) =>
    progress.update(fraction, `tuning ${name} on the training window`),
  );
  return policyWith(named, parameters);
}

function powerBins(options: SimulateOptions): { readonly powerBinSeconds?: number } {
  const { powerCsv, powerFigure, powerBin = 1 } = options;
  return powerCsv === undefined && powerFigure === undefined ? {} : { powerBinSeconds: powerBin };
}

async function openLog(path: string, network: Network): Promise<TaskLog> {
  const { TaskLog } = await import("../../experiments/task-log.ts");
  return TaskLog.open(path, network.maxTargets);
}

async function writeTasks(
  path: string,
  { simulator, decisions }: Rollout,
  signal: AbortSignal,
): Promise<void> {
  const { recordsOf } = await import("../../experiments/task-log.ts");
  const log = await openLog(path, simulator.network);
  const abort = () => void log.abort();
  signal.addEventListener("abort", abort);
  try {
    await log.append(recordsOf(simulator, decisions));
    await log.close();
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener("abort", abort);
    // After the close there is nothing left to abort.
    await log.abort();
  }
}

function resultOf(
  scenario: Scenario,
  network: Network,
  { window, salt, seed }: SimulateOptions,
  { policy, parameters }: ReadyPolicy,
  summary: Summary,
  workload: Workload | null,
  users: UsersFigures | null,
): Result {
  const servers = network.spec.servers.map((server) => server.name);
  return {
    json: {
      scenario: scenario.name,
      window,
      salt,
      seed,
      policy: policy.name,
      parameters,
      ...summary,
      servers,
      users,
      workload: workload?.report ?? null,
    },
    text: describeSummary(summary, servers, users, `${policy.name} on ${scenario.name}, window ${window}`),
  };
}

function usersFigures({ users, tasks, network }: WindowSetup): UsersFigures | null {
  if (users === undefined) return null;
  const homeTasks = new Int32Array(network.serverCount);
  for (const home of tasks.home) homeTasks[home]! += 1;
  return { ...users, taskShare: Array.from(homeTasks, (count) => count / tasks.count) };
}
