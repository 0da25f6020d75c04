/** What a simulation thread does: it tunes a baseline, or runs one policy on one window. */
import type { TunedParameters } from "../agents/baselines/index.ts";
import { rollout, rolloutStream } from "../env/index.ts";
import {
  type EpisodeStreamOptions,
  episodeSetup,
  episodeStream,
  loadWorkload,
  type Scenario,
  streamEnd,
  type WindowName,
  type Workload,
} from "../scenario/index.ts";
import { type Summary, summarise, summariseStream } from "../sim/metrics.ts";
import { policyWith, tunedParameters } from "./ready-policy.ts";
import { type NamedPolicy, resolvePolicy } from "./resolve-policy.ts";
import type { DoTask } from "./serve-tasks.ts";

/** A scenario and its tasks; null where a synthetic one's are not there yet. */
export interface SimulationInput {
  readonly scenario: Scenario;
  readonly workload: Workload | null;
}

/** One policy on one draw of a window. */
export interface SimulationRun {
  /** A baseline's name, or the folder of a trained run or policy. */
  readonly policy: string;
  /** Constants of a baseline. */
  readonly parameters?: TunedParameters;
  readonly window: WindowName;
  /** Draws the homes. */
  readonly salt: string;
  /** Of policies that draw random numbers, and of tuning. */
  readonly seed: number;
  /** Given, the tasks of a synthetic scenario are made as they are needed; quantiles are then off by up to 0.4 %. */
  readonly stream?: EpisodeStreamOptions;
}

/** What a thread is given to do, on one of the inputs that all threads share. */
export type SimulationTask = { readonly input: number } & (
  | { readonly kind: "tune"; readonly policy: string; readonly seed: number }
  | ({ readonly kind: "simulate" } & SimulationRun)
);

export type SimulationTaskResult =
  | { readonly kind: "tune"; readonly parameters: TunedParameters }
  | { readonly kind: "simulate"; readonly summary: Summary };

/** Does tasks on `inputs`; what they have in common is loaded once. */
export function simulationTasks(
  inputs: readonly SimulationInput[],
): DoTask<SimulationTask, SimulationTaskResult> {
  const policies = new Map<string, Promise<NamedPolicy>>();
  const workloads = new Map<number, Promise<Workload>>();
  const once = <Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value => {
    const known = map.get(key) ?? make();
    map.set(key, known);
    return known;
  };
  return async (task, onProgress) => {
    const { scenario, workload: given } = inputs[task.input]!;
    const workload = async () => given ?? once(workloads, task.input, () => loadWorkload(scenario));
    const named = await once(policies, task.policy, () => resolvePolicy(task.policy));
    if (task.kind === "tune") {
      const parameters = await tunedParameters(named, scenario, await workload(), task.seed, onProgress);
      return { kind: "tune", parameters };
    }
    const { window, salt, seed } = task;
    const { policy } = policyWith(named, task.parameters);
    if (task.stream === undefined) {
      const setup = episodeSetup(scenario, await workload(), window, salt);
      const { simulator } = await rollout(setup, policy, { seed, onProgress });
      return { kind: "simulate", summary: summarise(simulator, setup.cost) };
    }
    const end = streamEnd(scenario, window, task.stream);
    const stream = await rolloutStream(episodeStream(scenario, window, salt, task.stream), policy, {
      seed,
      onPause: ({ nowSeconds }) => onProgress(Math.min(1, nowSeconds / end)),
    });
    return { kind: "simulate", summary: summariseStream(stream, scenario.objective) };
  };
}
