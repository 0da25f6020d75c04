/** MADDPG as a model of the off-policy learner. */
import { stepTensors } from "../off-policy/batch-tensors.ts";
import type { OffPolicyModel } from "../off-policy/model.ts";
import { actProgram, greedyDecision, MaddpgActor } from "./actor.ts";
import type { MaddpgConfig } from "./config.ts";
import { initialState } from "./networks.ts";
import { maddpgProbes, maddpgUpdate } from "./update-graph.ts";

export const maddpgModel: OffPolicyModel<MaddpgConfig> = {
  acting: { actor: "actorTarget" },
  critic: ({ critic }) => critic,
  exploration: ({ maddpg }) => ({
    ...maddpg,
    noise: { theta: maddpg.noiseTheta, start: maddpg.noiseStart, end: maddpg.noiseEnd },
  }),
  shareGrids: ({ maddpg }) => maddpg.shareGrids,
  initialShares: ({ maddpg }) => maddpg.initialShares,
  actorPace: ({ maddpg }) => ({ start: maddpg.actorStart, delay: maddpg.actorDelay }),
  initialState,
  update: maddpgUpdate,
  probes: (transitions, shape, config) => maddpgProbes(stepTensors(transitions, shape), shape, config),
  actingGraphs: (shape, config) => [
    {
      name: "act",
      description: "acting: a logit for every set of helping servers, and the shares that go with each",
      program: actProgram(shape, config),
    },
  ],
  createActor: (shape, config, parameters) => new MaddpgActor(shape, config, parameters),
  greedy: greedyDecision,
};
