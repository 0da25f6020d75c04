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
  sub,
  type Tensor,
} from "../../graph/index.ts";
import { FunctionRunner } from "../../runtime/index.ts";
import type { GreedyActor, GreedyOutputs } from "../common/trained-policy.ts";
import type { ActionHeads, Head } from "./action-heads.ts";
import type { OnPolicyConfig } from "./config.ts";
import { policyNetwork } from "./policy-network.ts";
import type { PolicyShape } from "./policy-shape.ts";

/** `observation [1, view.size]` → `logits [1, heads.width]`. */
export function logitsProgram(shape: PolicyShape, config: OnPolicyConfig) {
  const { policy } = policyNetwork(shape, config);
  const observation = new Graph().input("observation", [1, shape.layout.view.size]);
  const parameters = observation.graph.state("policy", [policy.size]);
  return compileFunction({ logits: policy.apply(parameters, observation) });
}

/** For a batch: the choice of greatest logit in each head that the decision uses. */
export function greedyDecision(
  observations: Tensor,
  shape: PolicyShape,
  config: OnPolicyConfig,
): GreedyOutputs {
  const { heads, policy } = policyNetwork(shape, config);
  const { graph } = observations;
  const logits = policy.apply(graph.state("policy", [policy.size]), observations);
  const sets = shape.sets.length;
  const values = slice(logits, 1, 0, sets);
  const set = oneHotArgmax(values);
  const most = Math.max(...shape.sets.map((own) => own.length));
  /** `[batch, 1]`: the level chosen in the k-th of the heads of a kind that decisions with so many helpers use. */
  const chosen = (kind: Head["kind"], helpers: number, k = 0): Tensor | null => {
    const head = heads.heads.filter((own) => own.kind === kind && own.helpers === helpers)[k];
    if (head === undefined) return null;
    const { at, levels } = head;
    return matmul(
      oneHotArgmax(slice(logits, 1, at, at + levels.length)),
      graph.constant(levels, [levels.length, 1]),
    );
  };
  /** `[batch, 1]`: what `of` says for the number of helpers that are chosen. */
  const byHelpers = (of: (helpers: number) => Tensor | number) =>
    Array.from({ length: most + 1 }, (_, helpers) => {
      const isOfSize = Float32Array.from(shape.sets, (own) => (own.length === helpers ? 1 : 0));
      return mul(matmul(set, graph.constant(isOfSize, [sets, 1])), of(helpers));
    }).reduce((one, other) => add(one, other));
  const weight = (place: number, helpers: number) => {
    if (place >= helpers) return 0;
    let part: Tensor | number = 1;
    for (let k = 0; k < place; k++) part = mul(sub(1, chosen("helperPart", helpers, k)!), part);
    const own = chosen("helperPart", helpers, place);
    return own === null ? part : mul(own, part);
  };
  const shares = [
    // Without helpers nothing leaves, and bandwidth does not matter.
    byHelpers((helpers) => chosen("offloadRatio", helpers) ?? 0),
    byHelpers((helpers) => chosen("computeShare", helpers)!),
    byHelpers((helpers) => chosen("bandwidthShare", helpers) ?? 1),
    ...(shape.split === "weighted"
      ? Array.from({ length: most }, (_, place) => byHelpers((helpers) => weight(place, helpers)))
      : []),
  ];
  return { values, set, shares: concat(shares, 1) };
}

export class PolicyActor implements GreedyActor {
  readonly reads = "observation";
  readonly observationSize: number;
  readonly sets: number;
  readonly heads: ActionHeads;
  readonly #runner: FunctionRunner;
  readonly #action: Int32Array;

  constructor(shape: PolicyShape, config: OnPolicyConfig, policy: Float32Array) {
    this.observationSize = shape.layout.view.size;
    this.sets = shape.sets.length;
    this.heads = policyNetwork(shape, config).heads;
    this.#action = new Int32Array(this.heads.actionWidth);
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
