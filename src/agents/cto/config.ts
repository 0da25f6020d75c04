/** Hyperparameters of the CTO family: MADQN chooses the targets, MADDPG the shares. */
import { z } from "zod";
import { configureBy } from "../common/configure-by.ts";
import {
  actorCriticFields,
  criticField,
  explorationFields,
  qNetworkFields,
} from "../common/network-fields.ts";
import { offPolicyFields } from "../off-policy/config.ts";

export const ctoConfigSchema = z
  .strictObject({
    ...offPolicyFields,
    forecastDrift: z
      .enum(["log", "mask", "off"])
      .default("log")
      .describe(
        "Where forecasts have become worse than naive ones: `log` tells it in `events.ndjson`, `mask` also hides them from the critics, `off` does not look. Unused without forecasts.",
      ),
    critic: criticField,
    madqn: z
      .strictObject({
        learnsFrom: z
          .enum(["returns", "critic"])
          .default("critic")
          .describe(
            "`returns`: double DQN. `critic`: the critic's value of every target set, with the actor's shares.",
          ),
        ...qNetworkFields,
        ...explorationFields(0.4, 0.3),
      })
      .prefault({}),
    maddpg: z.strictObject(actorCriticFields).prefault({}),
  })
  .describe("CTO: multi-agent DQN for the targets, multi-agent DDPG for the shares.");

export type CtoConfig = z.output<typeof ctoConfigSchema>;

export const configureCto = configureBy(ctoConfigSchema, "docs/algorithms/cto.md");
