/** The Q-network of one MADQN agent: local observation in, the value of every target set out. */
import { add, type Tensor } from "../../graph/index.ts";
import { compose, type Module, mlp } from "../../nn/index.ts";
import { compress, scaleWithWork } from "../observations.ts";

export interface QNetworkShape {
  readonly observation: number;
  /** Where the observation holds the task's work. */
  readonly workAt: number;
  readonly sets: number;
  readonly hidden: readonly number[];
  /** Head start of the last, largest set: an untrained network says little else. */
  readonly habit: number;
}

/** `[batch, observation]` → `[batch, sets]`. */
export function qNetwork({ observation, workAt, sets, hidden, habit }: QNetworkShape): Module<Tensor> {
  const headStart = Float32Array.from({ length: sets }, (_, k) => (k === sets - 1 ? habit : 0));
  const layers = mlp({
    inputs: observation,
    hidden: [...hidden],
    outputs: 2 * sets,
    activation: "relu",
    outputScale: 0.1,
  });
  return compose([layers], (apply, observations: Tensor) =>
    add(
      scaleWithWork(apply(0, compress(observations)), observations, workAt),
      observations.graph.constant(headStart),
    ),
  );
}
