/** A transformer encoder with learned positions and normalisation before each block (Xiong et al., 2020). */
import { EdgeflockError } from "../core/errors.ts";
import { add, formatShape, gelu, type Tensor } from "../graph/index.ts";
import { multiHeadAttention } from "./attention.ts";
import { dense } from "./dense.ts";
import { dropout } from "./dropout.ts";
import { normal } from "./initialisers.ts";
import { layerNorm } from "./layer-norm.ts";
import { compose, layer, type Module, parameterless, sequence } from "./module.ts";

export interface TransformerOptions {
  /** Features of each position of the input. */
  readonly inputs: number;
  readonly width: number;
  readonly heads: number;
  readonly layers: number;
  /** Width inside the feed-forward blocks. */
  readonly feedForward: number;
  /** Positions of the input. */
  readonly length: number;
  /** Each position sees itself and earlier ones only. */
  readonly causal?: boolean;
  /**
   * Share of what is set to zero in training, where Vaswani et al. (2017) and PyTorch's encoder do: of the attention
   * weights, of the output of each block before it is added, and inside the feed-forward blocks. Default 0.
   */
  readonly dropout?: number;
}

/** `[batch, length, inputs]` to `[batch, length, width]`. */
export function transformerEncoder(options: TransformerOptions): Module {
  const { inputs, width, heads, layers, feedForward, length, causal = false, dropout: rate = 0 } = options;
  const positions = layer(
    { positions: { shape: [length, width], init: normal(0.02), decays: false } },
    (own, x: Tensor) => add(x, own.positions),
  );
  const blocks = Array.from({ length: layers }, () => [
    residual([layerNorm(width), multiHeadAttention({ width, heads, causal, dropout: rate }), dropout(rate)]),
    residual([
      layerNorm(width),
      dense({ inputs: width, outputs: feedForward }),
      parameterless(gelu),
      dropout(rate),
      dense({ inputs: feedForward, outputs: width }),
      dropout(rate),
    ]),
  ]).flat();
  const encoder = sequence([dense({ inputs, outputs: width }), positions, ...blocks, layerNorm(width)]);
  return {
    ...encoder,
    apply(parameters, x, noise) {
      if (x.shape.length !== 3 || x.shape[1] !== length || x.shape[2] !== inputs) {
        throw new EdgeflockError(
          "graph",
          `A transformer of ${formatShape(x.shape)}: it takes [batch, ${length}, ${inputs}].`,
        );
      }
      return encoder.apply(parameters, x, noise);
    },
  };
}

function residual(modules: readonly Module[]): Module {
  return compose([sequence(modules)], (apply, x: Tensor) => add(x, apply(0, x)));
}
