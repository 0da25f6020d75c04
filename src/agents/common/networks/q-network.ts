/** The Q-network of one agent: what it sees in, the value of every action out. */
import type { ViewLayout } from "../../../env/view-layout.ts";
import { add, mean, slice, sub, type Tensor } from "../../../graph/index.ts";
import { compose, type Module, mlp } from "../../../nn/index.ts";
import { scaleWithWork } from "../../observations.ts";
import { encodedWidth, encoder, latest } from "./encoder.ts";

export interface QNetworkShape {
  readonly view: ViewLayout;
  readonly recurrentWidth: number;
  readonly hidden: readonly number[];
  /** Value of the state and advantages of the actions apart (Wang et al., 2016). */
  readonly dueling: boolean;
  /** Head start of each action: an untrained network says little else. Its length is the number of actions. */
  readonly headStart: Float32Array;
}

/** `[batch, view.size]` → `[batch, actions]`. */
export function qNetwork({
  view,
  recurrentWidth,
  hidden,
  dueling,
  headStart,
}: QNetworkShape): Module<Tensor> {
  const actions = headStart.length;
  const layers = mlp({
    inputs: encodedWidth(view, recurrentWidth),
    hidden: [...hidden],
    outputs: 2 * (dueling ? actions + 1 : actions),
    activation: "relu",
    outputScale: 0.1,
  });
  return compose([encoder(view, recurrentWidth), layers], (apply, observations: Tensor) => {
    const outputs = scaleWithWork(apply(1, apply(0, observations)), latest(observations, view), view.workAt);
    return add(dueling ? combined(outputs, actions) : outputs, observations.graph.constant(headStart));
  });
}

/** `Q = V + A − mean A` from `[batch, 1 + actions]`. */
function combined(outputs: Tensor, actions: number): Tensor {
  const advantages = slice(outputs, 1, 1, 1 + actions);
  return add(slice(outputs, 1, 0, 1), sub(advantages, mean(advantages, [1], true)));
}
