/** Hyperparameters of MADQN over target sets and a grid of shares. */
import { z } from "zod";
import { configureBy } from "../common/configure-by.ts";
import { explorationFields, qNetworkFields } from "../common/network-fields.ts";
import { offPolicyFields } from "../off-policy/config.ts";

const levels = z.array(z.number().gt(0).max(1)).min(1).max(16);

export const madqnConfigSchema = z
  .strictObject({
    ...offPolicyFields,
    madqn: z
      .strictObject({
        offloadRatios: levels.default([0.25, 0.5, 0.75, 1]).describe("Offload ratios to choose from."),
        computeShares: levels
          .default([0.25, 0.5, 1])
          .describe("Compute shares to choose from; those below the scenario's `shareMin` count as it."),
        bandwidthShares: levels.default([0.5, 1]).describe("Bandwidth shares to choose from, likewise."),
        initialShares: z
          .tuple([z.number().gt(0).max(1), z.number().gt(0).max(1), z.number().gt(0).max(1)])
          .default([0.5, 0.5, 1])
          .describe("Shares that an untrained network prefers: the nearest to choose from."),
        ...qNetworkFields,
        ...explorationFields(1, 0.5),
      })
      .prefault({}),
  })
  .describe("MADQN: one Q-network for targets and shares, the shares from a grid.");

export type MadqnConfig = z.output<typeof madqnConfigSchema>;

export const configureMadqn = configureBy(madqnConfigSchema, "docs/algorithms/madqn.md");
