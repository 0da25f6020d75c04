/**
 * One learning step of one MADDPG agent as one graph (Lowe et al., 2017): the temporal-difference step of its critic,
 * the policy gradient step of its actor through a relaxed choice of targets, and the soft updates of both target
 * networks.
 */
import {
  abs,
  add,
  compileUpdate,
  div,
  Graph,
  matmul,
  mean,
  mul,
  oneHotArgmax,
  type Program,
  softmax,
  square,
  stopGradient,
  sub,
  type Tensor,
} from "../../graph/index.ts";
import { deterministicPolicyGradientLoss, tdTarget } from "../../rl/index.ts";
import { flat, Networks, Objectives } from "../common/objectives.ts";
import { type AgentShape, setMatrix } from "../common/shape.ts";
import { type BatchTensors, batchTensors, noiseInputs } from "../off-policy/batch-tensors.ts";
import { least, smoothed, weightedSquaredLoss } from "../off-policy/losses.ts";
import type { MaddpgConfig } from "./config.ts";
import { bestSet, networksOf, sharesOf } from "./networks.ts";

export function maddpgUpdate(shape: AgentShape, config: MaddpgConfig): Program {
  const graph = new Graph();
  const batch = batchTensors(graph, shape, config);
  const { observations, globalStates, reward, discount, weights } = batch;
  const networks = networksOf(shape, config);
  const states = new Networks(graph, config.targetRate);
  const [critic, criticTarget] = states.pair("critic", networks.critic);
  const [actor, actorTarget] = states.pair("actor", networks.actor);
  const multiHots = setMatrix(graph, shape);

  // The critic. Bootstrapped: the next action is the target actor's.
  const nextValue = () => {
    const next = networks.actor.apply(actorTarget, batch.nextObservations);
    const choice = bestSet(next);
    const input = {
      observations: batch.nextObservations,
      globalStates: batch.nextGlobalStates,
      targets: matmul(choice, multiHots),
      shares: smoothed(sharesOf(choice, next), config.maddpg, shape.shareMin),
    };
    return flat(least(networks.critic.apply(criticTarget, input)));
  };
  const taken = {
    observations,
    globalStates,
    targets: matmul(batch.chosenSet, multiHots),
    shares: batch.shares,
  };
  const criticValues = networks.critic.apply(critic, taken).map(flat);
  const criticGoal = config.rewardScope === "difference" ? reward : tdTarget(reward, discount, nextValue());
  const criticLoss = criticValues
    .map((value) => weightedSquaredLoss(value, criticGoal, weights))
    .reduce((sum, loss) => add(sum, loss));

  // The actor: the choice is drawn by Gumbel noise, made hard going forward and soft going back.
  const action = networks.actor.apply(actor, observations);
  const choice = straightThrough(action.logits, config.maddpg.temperature);
  const actionValue = networks.critic.apply(critic, {
    observations,
    globalStates,
    targets: matmul(choice, multiHots),
    shares: sharesOf(choice, action),
  })[0]!;
  const actorLoss = add(
    deterministicPolicyGradientLoss(actionValue),
    mul(mean(square(action.raw)), config.maddpg.saturationPenalty),
  );

  const objectives = new Objectives(config);
  objectives.add("critic", criticLoss, critic, config.maddpg.criticLearningRate, batch.rate);
  objectives.add("actor", actorLoss, actor, config.maddpg.actorLearningRate, batch.actorRate);
  return compileUpdate({
    minimise: objectives.minimise,
    targets: states.targets,
    outputs: {
      criticLoss,
      actorLoss,
      meanCritic: mean(criticValues[0]!),
      meanTarget: mean(criticGoal),
      ...objectives.gradientNorms,
      ...(weights === null ? {} : { errors: abs(sub(criticValues[0]!, criticGoal)) }),
    },
  });
}

/**
 * The straight-through Gumbel-softmax (Jang et al., 2017; Maddison et al., 2017): a one-hot draw from the softmax of
 * `logits [batch, sets]`, whose gradient is that of the relaxed draw `softmax((logits + g)/τ)`.
 */
function straightThrough(logits: Tensor, temperature: number): Tensor {
  const noise = logits.graph.input(noiseInputs.gumbel, logits.shape);
  const relaxed = softmax(div(add(logits, noise), temperature));
  return add(relaxed, stopGradient(sub(oneHotArgmax(relaxed), relaxed)));
}

/** The networks, applied to a batch of transitions as they stand: to look into them. */
export function maddpgProbes(
  {
    observations,
    globalStates,
    chosenSet,
    shares,
  }: Pick<BatchTensors, "observations" | "globalStates" | "chosenSet" | "shares">,
  shape: AgentShape,
  config: MaddpgConfig,
): Readonly<Record<string, Tensor>> {
  const { graph } = observations;
  const { actor, critic } = networksOf(shape, config);
  const targets = matmul(chosenSet, setMatrix(graph, shape));
  const input = { observations, globalStates, targets, shares };
  return {
    actor: actor.apply(graph.state("actor", [actor.size]), observations).raw,
    critic: critic.apply(graph.state("critic", [critic.size]), input)[0]!,
  };
}
