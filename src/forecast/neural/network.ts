/**
 * The network: what looks back over the tasks of one server (a causal transformer, a GRU or an LSTM), and a head with
 * five numbers for each target (Gneiting, "Making and evaluating point forecasts", 2011, on which loss asks for which):
 * the standardised logarithm, learned by squared error; the logarithm of value / training mean, learned by the Poisson
 * deviance, whose minimiser is the conditional mean, as with squared error, but which does not let the few greatest
 * values drown the rest; and three quantiles of the standardised logarithm, learned by the pinball loss.
 */
import {
  add,
  clip,
  concat,
  type Graph,
  reshape,
  slice,
  softplus,
  sub,
  type Tensor,
} from "../../graph/index.ts";
import {
  compose,
  type DropoutNoise,
  dense,
  dropout,
  embedding,
  gru,
  layerNorm,
  lstm,
  type Module,
  normal,
  sequence,
  transformerEncoder,
} from "../../nn/index.ts";
import { forecastTargets } from "../targets.ts";
import type { ForecasterConfig } from "./config.ts";
import type { Identity } from "./identities.ts";

const targets = forecastTargets.length;

/** What the head gives for each target, in this order, all targets of one before those of the next. */
export const outputKinds = [
  "standardised logarithm",
  "logarithm of the ratio to the training mean",
  "p10 of the standardised logarithm",
  "p50 of the standardised logarithm",
  "p90 of the standardised logarithm",
] as const;

/** Numbers for one task. */
export const outputCount = outputKinds.length * targets;
export const outputNames = outputKinds.flatMap((kind) =>
  forecastTargets.map(({ name }) => `${kind}: ${name}`),
);

/** Greatest logarithm of a ratio, either way. */
const ratioLimit = 12;

/** What a network's parameters and inputs follow from. */
export interface NetworkShape
  extends Pick<
    ForecasterConfig,
    "network" | "length" | "width" | "heads" | "layers" | "feedForward" | "dropout"
  > {
  /** Features of a task. */
  readonly features: number;
  readonly identities: readonly Identity[];
}

export interface NetworkInputs {
  /** `[batch, length, features]`. */
  readonly features: Tensor;
  /** `[batch, length, identities]`; null without identities. */
  readonly places: Tensor | null;
}

/** Parameters as one flat vector: the tables', the encoder's, then the head's. Gives `[batch · length, outputCount]`. */
export function forecasterNetwork(shape: NetworkShape): Module<NetworkInputs> {
  const { identities, length, width } = shape;
  const tables = identities.map(({ buckets, width: wide }) =>
    embedding({ count: buckets, width: wide, init: normal(0.1) }),
  );
  const inputs = identities.reduce((sum, { width: wide }) => sum + wide, shape.features);
  const modules = [...tables, encoder(shape, inputs), dense({ inputs: width, outputs: outputCount })];
  return compose(modules, (apply, { features, places }: NetworkInputs) => {
    const batch = features.shape[0] ?? 1;
    const vectors = tables.map((_, k) => {
      if (places === null) throw new Error("a network with identities takes their places");
      return apply(k, reshape(slice(places, 2, k, k + 1), [batch, length]));
    });
    const seen = vectors.length === 0 ? features : concat([features, ...vectors], 2);
    const raw = apply(tables.length + 1, apply(tables.length, seen));
    return heads(reshape(raw, [batch * length, outputCount]));
  });
}

/** `[batch, length, inputs]` to `[batch, length, width]`; each position sees itself and earlier ones. */
function encoder(shape: NetworkShape, inputs: number): Module {
  const { network, length, width, heads, layers, feedForward, dropout: rate } = shape;
  if (network === "transformer") {
    return transformerEncoder({
      inputs,
      width,
      heads,
      layers,
      feedForward,
      length,
      causal: true,
      dropout: rate,
    });
  }
  const recurrent = network === "gru" ? gru : lstm;
  return sequence([
    dense({ inputs, outputs: width }),
    ...Array.from({ length: layers }, () =>
      compose([layerNorm(width), recurrent({ inputs: width, width }), dropout(rate)], (apply, x: Tensor) =>
        add(x, apply(2, apply(1, apply(0, x)))),
      ),
    ),
    layerNorm(width),
  ]);
}

/** Keeps quantiles in their order: p10 and p90 lie a softplus below and above p50. */
function heads(raw: Tensor): Tensor {
  const part = (kind: number) => slice(raw, 1, kind * targets, (kind + 1) * targets);
  const median = part(3);
  return concat(
    [
      part(0),
      clip(part(1), -ratioLimit, ratioLimit),
      sub(median, softplus(part(2))),
      median,
      add(median, softplus(part(4))),
    ],
    1,
  );
}

/** The network with its inputs in a graph; its parameters are the state `parameters`. */
export function networkOutputs(
  graph: Graph,
  shape: NetworkShape,
  batch: number,
  noise?: DropoutNoise,
): { readonly parameters: Tensor; readonly outputs: Tensor } {
  const network = forecasterNetwork(shape);
  const parameters = graph.state("parameters", [network.size]);
  const { length, features, identities } = shape;
  const inputs = {
    features: graph.input("features", [batch, length, features]),
    places: identities.length === 0 ? null : graph.input("places", [batch, length, identities.length]),
  };
  return { parameters, outputs: network.apply(parameters, inputs, noise) };
}
