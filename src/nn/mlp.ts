/** A multilayer perceptron. */
import { relu, tanh } from "../graph/index.ts";
import { dense } from "./dense.ts";
import { glorotUniform, heUniform } from "./initialisers.ts";
import { layerNorm } from "./layer-norm.ts";
import { type Module, parameterless, sequence } from "./module.ts";

export interface MlpOptions {
  readonly inputs: number;
  /** Widths of the hidden layers. */
  readonly hidden: readonly number[];
  readonly outputs: number;
  readonly activation: "relu" | "tanh";
  /** Normalise each hidden layer before its activation. */
  readonly layerNorm?: boolean;
  /** Scale of the last layer's initial weights: small ones make the first outputs nearly zero. Default 1. */
  readonly outputScale?: number;
}

/** `[batch, inputs]` to `[batch, outputs]`; the last layer is linear. */
export function mlp(options: MlpOptions): Module {
  const { inputs, hidden, outputs, activation, outputScale = 1 } = options;
  const nonlinear = parameterless(activation === "relu" ? relu : tanh);
  const layers: Module[] = [];
  let width = inputs;
  for (const next of hidden) {
    const init = activation === "relu" ? heUniform(width) : glorotUniform(width, next);
    layers.push(dense({ inputs: width, outputs: next, init }));
    if (options.layerNorm === true) layers.push(layerNorm(next));
    layers.push(nonlinear);
    width = next;
  }
  layers.push(dense({ inputs: width, outputs, init: glorotUniform(width, outputs, outputScale) }));
  return sequence(layers);
}
