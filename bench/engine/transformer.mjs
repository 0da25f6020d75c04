/**
 * A training step of a small transformer: 32 positions of 16 inputs, width 64, 4 heads, 2 layers, feed-forward blocks of
 * 128, 3 outputs from the last position, squared error, Adam. Ours normalises before each block and at the end, has GELU
 * and learned positions; the peer's normalises after each block, has ReLU and no positions. The products are the same.
 */
import { adam, compileUpdate, Graph, mean, reshape, slice, square, sub } from "../../dist/graph/index.js";
import { compose, DropoutNoise, dense, transformerEncoder } from "../../dist/nn/index.js";
import { seeds } from "./values.mjs";

const BATCH = 64;
const LENGTH = 32;
const INPUTS = 16;
const WIDTH = 64;
const OUTPUTS = 3;

export function transformerStep({ dropout }) {
  const graph = new Graph();
  const size = { inputs: INPUTS, width: WIDTH, heads: 4, layers: 2, feedForward: 128, length: LENGTH };
  const parts = [transformerEncoder({ ...size, dropout }), dense({ inputs: WIDTH, outputs: OUTPUTS })];
  const network = compose(parts, (apply, x) => {
    const last = slice(apply(0, x), 1, LENGTH - 1, LENGTH);
    return apply(1, reshape(last, [BATCH, WIDTH]));
  });
  const parameters = graph.state("network", [network.size]);
  const noise = dropout > 0 ? new DropoutNoise(graph.input("seed", [1])) : undefined;
  const answer = network.apply(parameters, graph.input("x", [BATCH, LENGTH, INPUTS]), noise);
  const loss = mean(square(sub(answer, graph.input("y", [BATCH, OUTPUTS]))));
  const program = compileUpdate({ loss, parameters, optimizer: adam({ learningRate: 1e-3 }) });
  return { program, networks: { network }, values: { seed: seeds } };
}
