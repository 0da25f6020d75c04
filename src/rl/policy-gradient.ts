/** The loss of deterministic actors. */
import { EdgeflockError } from "../core/errors.ts";
import { formatShape, mean, neg, type Tensor } from "../graph/index.ts";

/**
 * `-mean Q(s, μ(s))`: its gradient is the deterministic policy gradient (Silver et al., 2014; Lillicrap et al., 2016).
 * @param value the critic's value of the actor's own actions: `[batch]` or `[batch, 1]`. Minimise it in the actor's
 *   parameters only; the critic's are left as they are.
 */
export function deterministicPolicyGradientLoss(value: Tensor): Tensor {
  const { shape } = value;
  if (!(shape.length === 1 || (shape.length === 2 && shape[1] === 1))) {
    throw new EdgeflockError(
      "graph",
      `deterministicPolicyGradientLoss of ${formatShape(shape)}.`,
      "Give it one value a sample: [batch] or [batch, 1].",
    );
  }
  return neg(mean(value));
}
