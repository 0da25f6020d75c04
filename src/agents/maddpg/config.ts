/** Hyperparameters of MADDPG with the choice of targets relaxed inside the actor. */
import { z } from "zod";
import { configureBy } from "../common/configure-by.ts";
import { actorCriticFields, criticField, explorationFields, habitField } from "../common/network-fields.ts";
import { offPolicyFields } from "../off-policy/config.ts";

export const maddpgConfigSchema = z
  .strictObject({
    ...offPolicyFields,
    critic: criticField,
    maddpg: z
      .strictObject({
        ...actorCriticFields,
        // Of a logit, not of a value: the others start within a few tenths of 0.
        habit: habitField(1),
        temperature: z
          .number()
          .positive()
          .default(1)
          .describe("Of the Gumbel-softmax over target sets in the actor's loss; lower: nearer to a choice."),
        ...explorationFields(0.4, 0.3),
      })
      .prefault({}),
  })
  .describe("MADDPG: one actor for targets and shares, and a centralised critic.");

export type MaddpgConfig = z.output<typeof maddpgConfigSchema>;

export const configureMaddpg = configureBy(maddpgConfigSchema, "docs/algorithms/maddpg.md");
