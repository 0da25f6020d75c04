/**
 * One learning step of one MADQN agent as one graph: double DQN (van Hasselt et al., 2016) over target sets and a grid of
 * shares, and the soft update of the target network.
 */
import {
  abs,
  broadcastTo,
  compileUpdate,
  Graph,
  greater,
  mul,
  type Program,
  reshape,
  slice,
  square,
  sub,
  type Tensor,
  where,
} from "../../graph/index.ts";
import { chosenValue, doubleDqnTarget } from "../../rl/index.ts";
import { Networks, Objectives } from "../common/objectives.ts";
import { type AgentShape, masked } from "../common/shape.ts";
import { type BatchTensors, batchTensors } from "../off-policy/batch-tensors.ts";
import { meanOver, weightedSquaredLoss } from "../off-policy/losses.ts";
import type { ActionGrid } from "./action-grid.ts";
import type { MadqnConfig } from "./config.ts";
import { networksOf, validActions } from "./networks.ts";

export function madqnUpdate(shape: AgentShape, config: MadqnConfig): Program {
  const graph = new Graph();
  const batch = batchTensors(graph, shape, config);
  const { observations, nextObservations, reward, discount, weights } = batch;
  const { q: network, grid } = networksOf(shape, config);
  const states = new Networks(graph, config.targetRate);
  const [q, qTarget] = states.pair("q", network);

  const values = network.apply(q, observations);
  const value = chosenValue(values, chosenActions(batch, grid));
  const bootstrapped = () =>
    doubleDqnTarget(
      reward,
      discount,
      masked(network.apply(q, nextObservations), validActions(nextObservations, shape, grid)),
      network.apply(qTarget, nextObservations),
    );
  const goal = config.rewardScope === "difference" ? reward : bootstrapped();
  const qLoss = weightedSquaredLoss(value, goal, weights);

  const objectives = new Objectives(config);
  objectives.add("q", qLoss, q, config.madqn.learningRate, batch.rate);
  const valid = broadcastTo(validActions(observations, shape, grid), values.shape);
  return compileUpdate({
    minimise: objectives.minimise,
    targets: states.targets,
    outputs: {
      qLoss,
      meanQ: meanOver(values, valid),
      ...objectives.gradientNorms,
      ...(weights === null ? {} : { errors: abs(sub(value, goal)) }),
    },
  });
}

/** The actions of a batch, one-hot: `[batch, actions]`. */
function chosenActions({ chosenSet, shares }: BatchTensors, grid: ActionGrid): Tensor {
  const [batch = 1, sets = 1] = chosenSet.shape;
  const [ratios, computes, bandwidths] = grid.levels.map((levels, k) => {
    const own = slice(shares, 1, k, k + 1);
    return where(greater(1e-9, square(sub(own, own.graph.constant(levels)))), 1, 0);
  }) as [Tensor, Tensor, Tensor];
  const [r, c, b] = grid.levels.map((levels) => levels.length) as [number, number, number];
  const ofSet = mul(reshape(chosenSet, [batch, sets, 1]), reshape(ratios, [batch, 1, r]));
  const ofCompute = mul(reshape(ofSet, [batch, sets * r, 1]), reshape(computes, [batch, 1, c]));
  const all = mul(reshape(ofCompute, [batch, sets * r * c, 1]), reshape(bandwidths, [batch, 1, b]));
  return reshape(all, [batch, grid.count]);
}

/** The network, applied to a batch of transitions as it stands: to look into it. */
export function madqnProbes(
  { observations }: Pick<BatchTensors, "observations">,
  shape: AgentShape,
  config: MadqnConfig,
): Readonly<Record<string, Tensor>> {
  const { q } = networksOf(shape, config);
  return { q: q.apply(observations.graph.state("q", [q.size]), observations) };
}
