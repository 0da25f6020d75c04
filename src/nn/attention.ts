/** Multi-head self-attention (Vaswani et al., 2017). */
import { EdgeflockError } from "../core/errors.ts";
import {
  add,
  concat,
  formatShape,
  matmul,
  mul,
  reshape,
  slice,
  softmax,
  type Tensor,
  transpose,
} from "../graph/index.ts";
import { dense, linear } from "./dense.ts";
import { dropout } from "./dropout.ts";
import { glorotUniform, zeros } from "./initialisers.ts";
import { compose, layer, type Module } from "./module.ts";

export interface AttentionOptions {
  readonly width: number;
  /** Divides `width`. */
  readonly heads: number;
  /** Each position sees itself and earlier ones only. */
  readonly causal?: boolean;
  /**
   * Whether queries and values have biases. Keys never do: theirs would have no effect at all (a softmax ignores
   * shifts), so that its gradient would be rounding noise, which Adam blows up to full steps. Default false.
   */
  readonly bias?: boolean;
  /** Share of the attention weights that is set to zero in training. Default 0. */
  readonly dropout?: number;
}

/** Far below any score, and yet finite: the softmax of a masked score is 0. */
const MASKED = -1e9;

/** `[batch, length, width]` to the same shape. Queries, keys and values are projected together, then the result. */
export function multiHeadAttention(options: AttentionOptions): Module {
  const { width, heads, causal = false, bias = false, dropout: rate = 0 } = options;
  if (!Number.isInteger(width / heads)) {
    throw new EdgeflockError(
      "graph",
      `Attention of width ${width} cannot have ${heads} heads.`,
      "Choose a divisor.",
    );
  }
  const headWidth = width / heads;
  const parts = [
    bias ? biasedProjection(width) : dense({ inputs: width, outputs: 3 * width, bias: false }),
    dense({ inputs: width, outputs: width }),
    dropout(rate),
  ];
  return compose(parts, (apply, x: Tensor) => {
    const [batch, length] = x.shape;
    if (x.shape.length !== 3 || batch === undefined || length === undefined) {
      throw new EdgeflockError(
        "graph",
        `attention of ${formatShape(x.shape)}: it takes [batch, length, ${width}].`,
      );
    }
    // Queries, keys and values of all heads by one product: [batch, 3 * heads, length, headWidth].
    const all = transpose(reshape(apply(0, x), [batch, length, 3 * heads, headWidth]), [0, 2, 1, 3]);
    const queries = slice(all, 1, 0, heads);
    const keys = slice(all, 1, heads, 2 * heads);
    const values = slice(all, 1, 2 * heads, 3 * heads);
    const scores = mul(matmul(queries, keys, { transposeB: true }), 1 / Math.sqrt(headWidth));
    const seen = causal ? add(scores, x.graph.constant(causalMask(length), [length, length])) : scores;
    const mixed = matmul(apply(2, softmax(seen)), values);
    return apply(1, reshape(transpose(mixed, [0, 2, 1, 3]), [batch, length, width]));
  });
}

/** `[..., width]` to queries, keys and values side by side. */
function biasedProjection(width: number): Module {
  return layer(
    {
      weights: { shape: [width, 3 * width], init: glorotUniform(width, 3 * width) },
      queryBias: { shape: [width], init: zeros },
      valueBias: { shape: [width], init: zeros },
    },
    ({ weights, queryBias, valueBias }, x: Tensor) =>
      linear(x, weights, concat([queryBias, x.graph.constant(0, [width]), valueBias], 0)),
  );
}

function causalMask(length: number): Float32Array {
  const mask = new Float32Array(length * length);
  for (let row = 0; row < length; row++) mask.fill(MASKED, row * length + row + 1, (row + 1) * length);
  return mask;
}
