/** One policy for all servers: the policy that is judged, its files and graphs. */
import type { Program, Tensor } from "../../graph/index.ts";
import type { TrainingRecord } from "../../model-file/index.ts";
import type { Network } from "../../sim/network.ts";
import { exportPolicy, greedyProgram } from "../common/export-policy.ts";
import { sharesWidth } from "../common/networks/share-actor.ts";
import { TrainedPolicy } from "../common/trained-policy.ts";
import type { ExportedPolicy, NamedGraph } from "../learner.ts";
import { ActionHeads } from "./action-heads.ts";
import { greedyDecision, logitsProgram, PolicyActor } from "./actor.ts";
import type { OnPolicyConfig } from "./config.ts";
import type { PolicyShape } from "./policy-shape.ts";

/** Shares come from levels that fit as they are. */
export const noRounding = { compute: null, bandwidth: null };

/** What there is to say of a policy beside its parameters. */
export interface SharedPolicy {
  readonly name: string;
  readonly shape: PolicyShape;
  readonly config: OnPolicyConfig;
}

/** The policy with `parameters`, which it copies. */
export function createSharedPolicy(
  { name, shape, config }: SharedPolicy,
  parameters: Float32Array,
): TrainedPolicy {
  const actor = new PolicyActor(shape, config, parameters);
  return new TrainedPolicy(name, [actor], {
    view: shape.layout.options,
    shareGrids: noRounding,
    isShared: true,
  });
}

function exportContent({ name, shape, config }: SharedPolicy, network: Network) {
  return {
    model: {
      greedy: (observations: Tensor) => greedyDecision(observations, shape, config),
      helperWeights: new ActionHeads(shape, config).sharesWidth - sharesWidth,
      shareGrids: () => noRounding,
      valuesMeaning: "log-probability of each set of helping servers, up to a constant",
    },
    config: { ...config, shareParameters: true },
    algorithm: name,
    shape,
    network,
  };
}

export function exportSharedPolicy(
  policy: SharedPolicy,
  parameters: Float32Array,
  network: Network,
  training: TrainingRecord | null,
): ExportedPolicy {
  return exportPolicy(exportContent(policy, network), [{ policy: parameters }], training);
}

/** What an algorithm compiles: `update` first, what else it has, then acting and the exported policy. */
export function onPolicyGraphs(
  policy: SharedPolicy,
  network: Network,
  update: { readonly description: string; readonly program: Program },
  others: readonly NamedGraph[] = [],
): readonly NamedGraph[] {
  return [
    { name: "update", ...update },
    ...others,
    {
      name: "act",
      description: "acting: the logits of every choice",
      program: logitsProgram(policy.shape, policy.config),
    },
    {
      name: "policy",
      description: "the exported policy: the choice of greatest logit in each head",
      program: greedyProgram(exportContent(policy, network), 0),
    },
  ];
}
