/** PPO's clipped surrogate (Schulman et al., 2017) over the mixed action, with an entropy bonus: one step of the policy. */
import {
  abs,
  add,
  clip,
  concat,
  div,
  exp,
  type Graph,
  greater,
  logSoftmax,
  mean,
  minimum,
  mul,
  neg,
  reshape,
  slice,
  sub,
  sum,
  type Tensor,
  where,
} from "../../graph/index.ts";
import { Networks, Objectives } from "../common/objectives.ts";
import type { Head } from "./action-heads.ts";
import type { OnPolicyConfig } from "./config.ts";
import { policyNetwork } from "./policy-network.ts";
import type { PolicyShape } from "./policy-shape.ts";

export interface Surrogate {
  /** `[batch, view.size]` */
  readonly observations: Tensor;
  /** Factor of learning rates, `[1]`. */
  readonly rate: Tensor;
  /** Holds the policy's step; an algorithm adds that of its critic. */
  readonly objectives: Objectives;
  /** The policy and its average, `policyTarget`. */
  readonly networks: Networks;
  /** Statistics, each of one element. */
  readonly outputs: Readonly<Record<string, Tensor>>;
}

/**
 * Inputs: `observations [batch, view.size]`; `chosen [batch, heads.width]`, 1 for what was drawn in each head used;
 * `advantages [batch]`; `oldLogProbability [batch]`, when it was drawn; `rate [1]`; `entropyWeights`, one for
 * each of `ActionHeads.kinds`.
 */
export function surrogate(graph: Graph, shape: PolicyShape, config: OnPolicyConfig): Surrogate {
  const { batch, clipRange } = config;
  const { heads, policy } = policyNetwork(shape, config);
  const observations = graph.input("observations", [batch, shape.layout.view.size]);
  const chosen = graph.input("chosen", [batch, heads.width]);
  const advantages = graph.input("advantages", [batch]);
  const oldLogProbability = graph.input("oldLogProbability", [batch]);
  const rate = graph.input("rate", [1]);
  const entropyWeights = graph.input("entropyWeights", [heads.kinds.length]);
  const networks = new Networks(graph, config.targetRate);
  const [parameters] = networks.pair("policy", policy);

  const logits = policy.apply(parameters, observations);
  const ofHead = ({ at, levels }: Head) => {
    const count = levels.length;
    const logProbabilities = logSoftmax(slice(logits, 1, at, at + count));
    const drawn = slice(chosen, 1, at, at + count);
    const entropy = mul(
      sum(mul(exp(logProbabilities), logProbabilities), [1]),
      -1 / Math.log(Math.max(2, count)),
    );
    // A head that the decision does not use has nothing drawn in it.
    return {
      logProbability: sum(mul(logProbabilities, drawn), [1]),
      entropy: mul(entropy, sum(drawn, [1])),
      used: sum(drawn, [1]),
    };
  };
  const parts = heads.heads.map((head) => ({ kind: head.kind, ...ofHead(head) }));
  const total = (tensors: readonly Tensor[]) => tensors.reduce((one, other) => add(one, other));
  const logProbability = total(parts.map((part) => part.logProbability));
  const ratio = exp(sub(logProbability, oldLogProbability));
  const clipped = clip(ratio, 1 - clipRange, 1 + clipRange);
  const policyLoss = neg(mean(minimum(mul(ratio, advantages), mul(clipped, advantages))));
  const entropies = heads.kinds.map((kind) => {
    const own = parts.filter((part) => part.kind === kind);
    const entropy = mean(total(own.map((part) => part.entropy)));
    const uses = add(mean(total(own.map((part) => part.used))), 1e-6);
    return { kind, entropy, entropyPerUse: div(entropy, uses) };
  });
  const bonuses = concat(
    entropies.map(({ entropy }) => reshape(entropy, [1])),
    0,
  );
  const loss = sub(policyLoss, sum(mul(entropyWeights, bonuses)));

  const objectives = new Objectives(config);
  objectives.add("actor", loss, parameters, config.learningRate, rate);
  const outputs = {
    policyLoss,
    ...Object.fromEntries(entropies.map(({ kind, entropyPerUse }) => [`entropy.${kind}`, entropyPerUse])),
    klDivergence: mean(sub(oldLogProbability, logProbability)),
    clipFraction: mean(where(greater(abs(sub(ratio, 1)), clipRange), 1, 0)),
  };
  return { observations, rate, objectives, networks, outputs };
}
