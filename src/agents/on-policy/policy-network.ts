/** The policy of on-policy algorithms: what an agent sees in, the logits of all heads out; one for every server. */
import { add, concat, slice, type Tensor } from "../../graph/index.ts";
import { compose, type Module, mlp } from "../../nn/index.ts";
import { encodedWidth, encoder } from "../common/networks/encoder.ts";
import { headStartOf, masked, validSets } from "../common/shape.ts";
import { ActionHeads } from "./action-heads.ts";
import type { OnPolicyConfig } from "./config.ts";
import type { PolicyShape } from "./policy-shape.ts";

/** `[batch, view.size]` → `[batch, heads.width]`; sets that name a neighbour that is not there are never chosen. */
export function policyNetwork(
  shape: PolicyShape,
  config: OnPolicyConfig,
): { readonly heads: ActionHeads; readonly policy: Module<Tensor> } {
  const heads = new ActionHeads(shape, config);
  const { view } = shape.layout;
  const sets = shape.sets.length;
  const headStart = new Float32Array(heads.width);
  headStart.set(headStartOf(shape, config.habit));
  for (const at of heads.usualLogits(config.initialShares)) headStart[at] = config.habit;
  const layers = mlp({
    inputs: encodedWidth(view, config.recurrentWidth),
    hidden: config.hidden,
    outputs: heads.width,
    activation: "tanh",
    outputScale: 0.1,
  });
  const policy = compose([encoder(view, config.recurrentWidth), layers], (apply, observations: Tensor) => {
    const logits = add(apply(1, apply(0, observations)), observations.graph.constant(headStart));
    const valid = validSets(observations, shape);
    if (valid === null) return logits;
    return concat([masked(slice(logits, 1, 0, sets), valid), slice(logits, 1, sets, heads.width)], 1);
  });
  return { heads, policy };
}
