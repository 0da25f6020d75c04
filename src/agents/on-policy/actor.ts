/** Acting: the policy for one observation at a time, synchronously; and the same as a graph, for export. */
import {
  add,
  compileFunction,
  concat,
  Graph,
  matmul,
  mul,
  oneHotArgmax,
  slice,
  type Tensor,
} from "../../graph/index.ts";
import { FunctionRunner } from "../../runtime/index.ts";
import type { GreedyOutputs } from "../off-policy/model.ts";
import type { GreedyActor } from "../off-policy/policy.ts";
import type { AgentShape } from "../off-policy/shape.ts";
import { type ActionHeads, actionWidth } from "./action-heads.ts";
import type { OnPolicyConfig } from "./config.ts";
import { policyNetwork } from "./policy-network.ts";

/** `observation [1, view.size]` → `logits [1, heads.width]`. */
export function logitsProgram(shape: AgentShape, config: OnPolicyConfig) {
  const { policy } = policyNetwork(shape, config);
  const observation = new Graph().input("observation", [1, shape.layout.view.size]);
  const parameters = observation.graph.state("policy", [policy.size]);
  return compileFunction({ logits: policy.apply(parameters, observation) });
}

/** For a batch: the choice of greatest logit in each head that the decision uses. */
export function greedyDecision(
  observations: Tensor,
  shape: AgentShape,
  config: OnPolicyConfig,
): GreedyOutputs {
  const { heads, policy } = policyNetwork(shape, config);
  const { graph } = observations;
  const logits = policy.apply(graph.state("policy", [policy.size]), observations);
  const logitsOf = (at: number, count: number) => slice(logits, 1, at, at + count);
  const sets = shape.sets.length;
  const values = logitsOf(0, sets);
  const set = oneHotArgmax(values);
  // For each kind of share: [batch, numbers of helpers] of what would be taken, weighed by the number there is.
  const most = Math.max(...shape.sets.map((own) => own.length));
  const isOfSize = (size: number) => Float32Array.from(shape.sets, (own) => (own.length === size ? 1 : 0));
  const shares = (["offloadRatio", "computeShare", "bandwidthShare"] as const).map((kind, k) => {
    const levels = heads.levels[k]!;
    const parts = Array.from({ length: most + 1 }, (_, helpers) => {
      const applies = matmul(set, graph.constant(isOfSize(helpers), [sets, 1]));
      const head = heads.heads.find((own) => own.kind === kind && own.helpers === helpers);
      // Without helpers nothing leaves, and bandwidth does not matter.
      if (head === undefined) return mul(applies, kind === "offloadRatio" ? 0 : 1);
      const chosen = oneHotArgmax(logitsOf(head.at, head.count));
      return mul(applies, matmul(chosen, graph.constant(levels, [levels.length, 1])));
    });
    return parts.reduce((one, other) => add(one, other));
  });
  return { values, set, shares: concat(shares, 1) };
}

export class PolicyActor implements GreedyActor {
  readonly reads = "observation";
  readonly observationSize: number;
  readonly sets: number;
  readonly heads: ActionHeads;
  readonly #runner: FunctionRunner;
  readonly #action = new Int32Array(actionWidth);

  constructor(shape: AgentShape, config: OnPolicyConfig, policy: Float32Array) {
    this.observationSize = shape.layout.view.size;
    this.sets = shape.sets.length;
    this.heads = policyNetwork(shape, config).heads;
    this.#runner = FunctionRunner.synchronous(logitsProgram(shape, config), { policy });
  }

  /** Takes over (copies) new parameters. */
  follow(policy: Float32Array): void {
    this.#runner.setStates({ policy });
  }

  /** `heads.width` floats, which the next call overwrites. */
  logits(observation: Float32Array): Float32Array {
    return this.#runner.runSync({ observation })["logits"]!;
  }

  act(observation: Float32Array, shares: Float32Array): number {
    this.heads.choose(this.logits(observation), this.#action, null);
    this.heads.writeShares(this.#action, shares);
    return this.#action[0]!;
  }
}
