/** The network: what looks back over the tasks of one server (a causal transformer, a GRU or an LSTM), and the head. */
import { add, concat, type Graph, reshape, slice, type Tensor } from "../../graph/index.ts";
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
  zeros,
} from "../../nn/index.ts";
import { allCandidates } from "./candidates/index.ts";
import type { ForecasterConfig } from "./config.ts";
import { headInputs, headOutputs } from "./head.ts";
import type { Identity } from "./identities.ts";

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
  /** `[batch, length, targets · candidates]`. */
  readonly candidateLogs: Tensor;
  readonly candidateRatios: Tensor;
}

/**
 * Parameters as one flat vector: the tables', the encoder's, then the head's, which start at 0: an untrained network
 * gives the even mixture of the candidates. Gives `[batch · length, outputCount]`.
 */
export function forecasterNetwork(shape: NetworkShape): Module<NetworkInputs> {
  const { identities, length, width } = shape;
  const tables = identities.map(({ buckets, width: wide }) =>
    embedding({ count: buckets, width: wide, init: normal(0.1) }),
  );
  const inputs = identities.reduce((sum, { width: wide }) => sum + wide, shape.features);
  const modules = [
    ...tables,
    encoder(shape, inputs),
    dense({ inputs: width, outputs: headInputs, init: zeros }),
  ];
  return compose(modules, (apply, { features, places, candidateLogs, candidateRatios }: NetworkInputs) => {
    const batch = features.shape[0] ?? 1;
    const vectors = tables.map((_, k) => {
      if (places === null) throw new Error("a network with identities takes their places");
      return apply(k, reshape(slice(places, 2, k, k + 1), [batch, length]));
    });
    const seen = vectors.length === 0 ? features : concat([features, ...vectors], 2);
    const raw = apply(tables.length + 1, apply(tables.length, seen));
    const perRow = (x: Tensor, size: number) => reshape(x, [batch * length, size]);
    return headOutputs(
      perRow(raw, headInputs),
      perRow(candidateLogs, allCandidates),
      perRow(candidateRatios, allCandidates),
    );
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

export function networkInputs(graph: Graph, shape: NetworkShape, batch: number): NetworkInputs {
  const { length, features, identities } = shape;
  return {
    features: graph.input("features", [batch, length, features]),
    places: identities.length === 0 ? null : graph.input("places", [batch, length, identities.length]),
    candidateLogs: graph.input("candidateLogs", [batch, length, allCandidates]),
    candidateRatios: graph.input("candidateRatios", [batch, length, allCandidates]),
  };
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
  return { parameters, outputs: network.apply(parameters, networkInputs(graph, shape, batch), noise) };
}
