/** What the policy of on-policy algorithms depends on in a scenario. */
import type { CriticKind } from "../../env/critic-observer.ts";
import type { EpisodeSetup } from "../../env/policy.ts";
import { type AgentShape, agentShape } from "../common/shape.ts";
import type { OnPolicyConfig } from "./config.ts";

export interface PolicyShape extends AgentShape {
  /** How helpers share what leaves home; with `weighted` the policy says it. */
  readonly split: EpisodeSetup["split"];
}

/**
 * All agents share one policy, so that a policy of one city decides in another.
 * @param critic what the critic is shown; `local` where there is none
 */
export function sharedPolicyShape(
  { network, split }: Pick<EpisodeSetup, "network" | "split">,
  config: OnPolicyConfig,
  critic: CriticKind,
): PolicyShape {
  return { ...agentShape(network, { ...config, shareParameters: true }, critic, false), split };
}
