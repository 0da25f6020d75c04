/** CTO as a model of the off-policy learner. */
import { stepTensors } from "../off-policy/batch-tensors.ts";
import type { OffPolicyModel } from "../off-policy/model.ts";
import { CtoActor, chooseSetProgram, chooseSharesProgram, greedyDecision } from "./actor.ts";
import type { CtoConfig } from "./config.ts";
import { initialState } from "./networks.ts";
import { ctoProbes, ctoUpdate } from "./update-graph.ts";

export const ctoModel: OffPolicyModel<CtoConfig> = {
  acting: { q: "qTarget", actor: "actorTarget" },
  critic: ({ critic }) => critic,
  exploration: ({ madqn, maddpg }) => ({
    ...madqn,
    noise: { theta: maddpg.noiseTheta, start: maddpg.noiseStart, end: maddpg.noiseEnd },
  }),
  shareGrids: ({ maddpg }) => maddpg.shareGrids,
  initialShares: ({ maddpg }) => maddpg.initialShares,
  actorPace: ({ maddpg }) => ({ start: maddpg.actorStart, delay: maddpg.actorDelay }),
  initialState,
  update: ctoUpdate,
  probes: (transitions, shape, config) => ctoProbes(stepTensors(transitions, shape), shape, config),
  actingGraphs: (shape, config) => [
    {
      name: "choose-set",
      description: "acting: the value of every set of helping servers",
      program: chooseSetProgram(shape, config),
    },
    {
      name: "choose-shares",
      description: "acting: the shares for a set of helping servers",
      program: chooseSharesProgram(shape, config),
    },
  ],
  createActor: (shape, config, parameters) => new CtoActor(shape, config, parameters),
  greedy: greedyDecision,
};
