/** MADQN as a model of the off-policy learner. */
import { stepTensors } from "../off-policy/batch-tensors.ts";
import type { OffPolicyModel } from "../off-policy/model.ts";
import { greedyDecision, MadqnActor, valuesProgram } from "./actor.ts";
import type { MadqnConfig } from "./config.ts";
import { initialState } from "./networks.ts";
import { madqnProbes, madqnUpdate } from "./update-graph.ts";

export const madqnModel: OffPolicyModel<MadqnConfig> = {
  acting: { q: "qTarget" },
  // The Q-network sees what the agent sees.
  critic: () => "local",
  exploration: ({ madqn }) => ({ ...madqn, noise: null }),
  // The grid has only shares that fit.
  shareGrids: () => ({ compute: null, bandwidth: null }),
  initialShares: ({ madqn }) => madqn.initialShares,
  actorPace: () => ({ start: 0, delay: 1 }),
  initialState,
  update: madqnUpdate,
  probes: (transitions, shape, config) => madqnProbes(stepTensors(transitions, shape), shape, config),
  actingGraphs: (shape, config) => [
    {
      name: "act",
      description: "acting: the value of every set of helping servers with all shares of the grid",
      program: valuesProgram(shape, config),
    },
  ],
  createActor: (shape, config, parameters) => new MadqnActor(shape, config, parameters),
  greedy: greedyDecision,
};
