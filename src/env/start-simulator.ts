/** Simulations of an episode's setup. */
import {
  createSimulator,
  createStream,
  type Simulator,
  type SimulatorOptions,
  type TaskStream,
} from "../sim/simulator.ts";
import type { TaskSource } from "../sim/task-source.ts";
import type { EpisodeSetup, Sight } from "./policy.ts";

/** What a policy is run on when its tasks come in batches; the source is used up. */
export interface StreamSetup extends Omit<EpisodeSetup, "tasks"> {
  readonly source: TaskSource;
}

/** What a simulation has to keep for agents of that sight. */
export function needsOf(sight: Sight): Pick<SimulatorOptions, "loadReports" | "releaseTimes"> {
  return { loadReports: sight !== "local", releaseTimes: sight === "releases" };
}

type FurtherOptions = Omit<SimulatorOptions, "split" | "faults" | "carbon">;

/** @param tasks those of the setup, or a slice of them */
export function startSimulator(
  setup: EpisodeSetup,
  options: FurtherOptions = {},
  tasks = setup.tasks,
): Simulator {
  return createSimulator(setup.network, tasks, { ...optionsOf(setup), ...options });
}

export function startStream(
  setup: StreamSetup,
  options: FurtherOptions & { readonly records: boolean },
): TaskStream {
  return createStream(setup.network, setup.source, { ...optionsOf(setup), ...options });
}

function optionsOf({ split, faults, carbon }: Omit<EpisodeSetup, "tasks">): SimulatorOptions {
  return {
    split,
    ...(faults === undefined ? {} : { faults }),
    ...(carbon === undefined ? {} : { carbon }),
  };
}
