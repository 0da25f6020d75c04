/** A simulation of an episode's setup. */
import { createSimulator, type Simulator, type SimulatorOptions } from "../sim/simulator.ts";
import type { EpisodeSetup } from "./policy.ts";

/** @param tasks those of the setup, or a slice of them */
export function startSimulator(
  { network, split, faults, ...setup }: EpisodeSetup,
  options: Omit<SimulatorOptions, "split" | "faults"> = {},
  tasks = setup.tasks,
): Simulator {
  return createSimulator(network, tasks, { split, ...(faults === undefined ? {} : { faults }), ...options });
}
