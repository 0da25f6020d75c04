/**
 * One learning step of one CTO agent as one graph: the double-DQN step of its Q-network, the deterministic policy
 * gradient step of its actor, the temporal-difference step of its centralised critic, and the soft updates of the
 * three target networks. The input is a batch of transitions as the replay buffers hold them.
 */
import {
  abs,
  add,
  compileUpdate,
  Graph,
  matmul,
  mean,
  mul,
  neg,
  oneHotArgmax,
  type Program,
  reshape,
  square,
  stopGradient,
  sub,
  type Tensor,
  transpose,
} from "../../graph/index.ts";
import { chosenValue, doubleDqnTarget, tdTarget } from "../../rl/index.ts";
import { flat, Networks, Objectives } from "../common/objectives.ts";
import { type AgentShape, masked, setMatrix, validSets } from "../common/shape.ts";
import { type BatchTensors, batchTensors, everySet } from "../off-policy/batch-tensors.ts";
import { least, meanOver, smoothed, weightedSquaredLoss } from "../off-policy/losses.ts";
import type { CtoConfig } from "./config.ts";
import { networksOf } from "./networks.ts";

export function ctoUpdate(shape: AgentShape, config: CtoConfig): Program {
  const graph = new Graph();
  const batch = batchTensors(graph, shape, config);
  const { observations, globalStates, chosenSet, shares, reward, discount, weights } = batch;
  const networks = networksOf(shape, config);
  const states = new Networks(graph, config.targetRate);
  const [q, qTarget] = states.pair("q", networks.q);
  const [critic, criticTarget] = states.pair("critic", networks.critic);
  const [actor, actorTarget] = states.pair("actor", networks.actor);

  const multiHots = setMatrix(graph, shape);
  const values = networks.q.apply(q, observations);
  const nextValues = () =>
    masked(networks.q.apply(q, batch.nextObservations), validSets(batch.nextObservations, shape));

  // MADDPG's critic. Bootstrapped: the next action is what the target actor does with the targets that MADQN picks next.
  const nextCriticValue = () => {
    const targets = matmul(oneHotArgmax(nextValues()), multiHots);
    const next = { observations: batch.nextObservations, targets };
    const action = networks.actor.apply(actorTarget, next);
    const nextShares = smoothed(action.shares, config.maddpg, shape.shareMin);
    const input = { ...next, globalStates: batch.nextGlobalStates, shares: nextShares };
    return flat(least(networks.critic.apply(criticTarget, input)));
  };
  const targets = matmul(chosenSet, multiHots);
  const criticValues = networks.critic
    .apply(critic, { observations, globalStates, targets, shares })
    .map(flat);
  const criticGoal =
    config.rewardScope === "difference" ? reward : tdTarget(reward, discount, nextCriticValue());
  const criticLoss = criticValues
    .map((value) => weightedSquaredLoss(value, criticGoal, weights))
    .reduce((sum, loss) => add(sum, loss));

  // MADDPG's actor: the deterministic policy gradient (Lowe et al., 2017) through the critic as it stands, at the
  // target set that was chosen or at every one.
  const isCounterfactual = config.madqn.learnsFrom === "critic";
  const rated = isCounterfactual ? everySet(shape, batch) : { observations, globalStates, targets };
  const valid = isCounterfactual ? validSets(observations, shape) : null;
  const action = networks.actor.apply(actor, rated);
  const actionValues = networks.critic.apply(critic, { ...rated, shares: action.shares });
  const actionValue = actionValues[0]!;
  const validRows = valid === null ? null : reshape(transpose(valid, [1, 0]), actionValue.shape);
  const actorLoss = add(
    neg(meanOver(actionValue, validRows)),
    mul(mean(square(action.preActivation)), config.maddpg.saturationPenalty),
  );

  // MADQN: double DQN, or what the critic says of every set with the actor's shares. Squared error, not Huber's: the
  // objective is a mean, and its tail is what matters.
  const doubleDqnGoal = () => {
    const nextTargetValues = networks.q.apply(qTarget, batch.nextObservations);
    return doubleDqnTarget(reward, discount, nextValues(), nextTargetValues);
  };
  const qLoss = isCounterfactual
    ? distillationLoss(values, least(actionValues), valid)
    : weightedSquaredLoss(chosenValue(values, chosenSet), doubleDqnGoal(), weights);

  const objectives = new Objectives(config);
  objectives.add("q", qLoss, q, config.madqn.learningRate, batch.rate);
  objectives.add("critic", criticLoss, critic, config.maddpg.criticLearningRate, batch.rate);
  objectives.add("actor", actorLoss, actor, config.maddpg.actorLearningRate, batch.actorRate);
  return compileUpdate({
    minimise: objectives.minimise,
    targets: states.targets,
    outputs: {
      qLoss,
      criticLoss,
      actorLoss,
      meanQ: mean(values),
      meanCritic: mean(criticValues[0]!),
      meanTarget: mean(criticGoal),
      ...objectives.gradientNorms,
      ...(weights === null ? {} : { errors: abs(sub(criticValues[0]!, criticGoal)) }),
    },
  });
}

/** Squared error of `values [batch, sets]` against the critic's, `[sets·batch, 1]`, over the sets that are there. */
function distillationLoss(values: Tensor, actionValue: Tensor, valid: Tensor | null): Tensor {
  const [batch = 1, sets = 1] = values.shape;
  const goal = stopGradient(transpose(reshape(actionValue, [sets, batch]), [1, 0]));
  return meanOver(square(sub(values, goal)), valid);
}

/** The networks, applied to a batch of transitions as they stand: to look into them. */
export function ctoProbes(
  batch: Pick<BatchTensors, "observations" | "globalStates" | "chosenSet" | "shares">,
  shape: AgentShape,
  config: CtoConfig,
): Readonly<Record<string, Tensor>> {
  const { observations, globalStates, chosenSet, shares } = batch;
  const { graph } = observations;
  const networks = networksOf(shape, config);
  const state = (name: "q" | "actor" | "critic") => graph.state(name, [networks[name].size]);
  const targets = matmul(chosenSet, setMatrix(graph, shape));
  return {
    q: networks.q.apply(state("q"), observations),
    actor: networks.actor.apply(state("actor"), { observations, targets }).shares,
    critic: networks.critic.apply(state("critic"), { observations, globalStates, targets, shares })[0]!,
  };
}
