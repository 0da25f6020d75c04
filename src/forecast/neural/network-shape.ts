/** The shape of a forecaster's network, from its configuration and from what it sees of a task. */
import type { ForecasterConfig } from "./config.ts";
import type { Encoding } from "./encode.ts";
import type { NetworkShape } from "./network.ts";

export function networkShape(config: ForecasterConfig, encoding: Encoding): NetworkShape {
  const { network, length, width, heads, layers, feedForward, dropout } = config;
  const { identities, featureMean } = encoding;
  const features = featureMean.length;
  return { network, length, width, heads, layers, feedForward, dropout, features, identities };
}
