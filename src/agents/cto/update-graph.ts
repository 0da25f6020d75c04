/**
 * One learning step of one CTO agent as one graph: the double-DQN step of its Q-network, the deterministic policy
 * gradient step of its actor, the temporal-difference step of its centralised critic, and the soft updates of the
 * three target networks. The input is a batch of transitions as the replay buffers hold them.
 */

import type { Rng } from "../../core/rng.ts";
import { workIndex } from "../../env/local-observer.ts";
import type { TransitionLayout } from "../../env/transition-layout.ts";
import {
  adam,
  add,
  compileUpdate,
  concat,
  exp,
  Graph,
  greater,
  matmul,
  mean,
  mul,
  oneHotArgmax,
  type Program,
  reshape,
  slice,
  square,
  stopGradient,
  sub,
  type Tensor,
  transpose,
  where,
} from "../../graph/index.ts";
import {
  chosenValue,
  deterministicPolicyGradientLoss,
  doubleDqnTarget,
  squaredLoss,
  tdTarget,
} from "../../rl/index.ts";
import { actorNetwork, criticNetwork, sharesWidth } from "../maddpg/networks.ts";
import { qNetwork } from "../madqn/networks.ts";
import type { CtoConfig } from "./config.ts";

/** What the networks of an agent depend on; agents of equal shape share their compiled graphs. */
export interface AgentShape {
  readonly layout: TransitionLayout;
  readonly degree: number;
  /** Each target set as positions among the server's links. */
  readonly sets: readonly (readonly number[])[];
  readonly shareMin: number;
}

export function networksOf(shape: AgentShape, config: CtoConfig) {
  const { layout, degree, sets, shareMin } = shape;
  const { observation, global } = layout;
  const workAt = workIndex(degree);
  return {
    q: qNetwork({
      observation,
      workAt,
      sets: sets.length,
      hidden: config.madqn.hidden,
      habit: config.madqn.habit,
    }),
    actor: actorNetwork({
      observation,
      degree,
      shareMin,
      initialShares: config.maddpg.initialShares,
      hidden: config.maddpg.actorHidden,
    }),
    critic: criticNetwork({ observation, workAt, global, degree, hidden: config.maddpg.criticHidden }),
  };
}

/** Fresh parameters; every target network starts as a copy. Keys are the states of the update graph. */
export function initialState(shape: AgentShape, config: CtoConfig, rng: Rng): Record<string, Float32Array> {
  const networks = networksOf(shape, config);
  const q = networks.q.init(rng);
  const actor = networks.actor.init(rng);
  const critic = networks.critic.init(rng);
  return { q, actor, critic, qTarget: q.slice(), actorTarget: actor.slice(), criticTarget: critic.slice() };
}

/** `[sets, degree]`: row s is the multi-hot vector of set s. */
export function setMatrix(graph: Graph, { sets, degree }: AgentShape): Tensor {
  const values = new Float32Array(sets.length * degree);
  sets.forEach((set, row) => {
    for (const k of set) values[row * degree + k] = 1;
  });
  return graph.constant(values, [sets.length, degree]);
}

export function ctoUpdate(shape: AgentShape, config: CtoConfig): Program {
  const { layout, sets } = shape;
  const networks = networksOf(shape, config);
  const graph = new Graph();
  const transitions = graph.input("transitions", [config.batch, layout.width]);
  // Factors of the learning rates, so that they can follow schedules.
  const rate = graph.input("rate", [1]);
  const actorRate = graph.input("actorRate", [1]);
  const columns = (from: number, width: number) => slice(transitions, 1, from, from + width);
  const column = (at: number) => reshape(columns(at, 1), [config.batch]);

  const observations = columns(0, layout.observation);
  const globalStates = columns(layout.globalAt, layout.global);
  const shares = columns(layout.sharesAt, sharesWidth);
  const reward = mul(column(layout.rewardAt), config.rewardScale);
  const nextObservations = columns(layout.nextObservationAt, layout.observation);
  const nextGlobalStates = columns(layout.nextGlobalAt, layout.global);
  const goesOn = sub(1, column(layout.doneAt));
  const gamma =
    config.discount === "decision"
      ? config.gamma
      : exp(mul(column(layout.secondsAt), Math.log(Math.max(config.gamma, Number.MIN_VALUE))));
  const discount = mul(goesOn, gamma);

  const state = (name: string, size: number) => graph.state(name, [size]);
  const q = state("q", networks.q.size);
  const qTarget = state("qTarget", networks.q.size);
  const actor = state("actor", networks.actor.size);
  const actorTarget = state("actorTarget", networks.actor.size);
  const critic = state("critic", networks.critic.size);
  const criticTarget = state("criticTarget", networks.critic.size);

  const chosenSet = oneHot(columns(layout.setAt, 1), sets.length);
  const values = networks.q.apply(q, observations);
  const nextValues = networks.q.apply(q, nextObservations);

  const multiHots = setMatrix(graph, shape);
  const targets = matmul(chosenSet, multiHots);

  // MADDPG's critic. Bootstrapped: the next action is what the target actor does with the targets that MADQN picks next.
  const nextCriticValue = () => {
    const nextTargets = matmul(oneHotArgmax(nextValues), multiHots);
    const next = { observations: nextObservations, targets: nextTargets };
    const { shares: nextShares } = networks.actor.apply(actorTarget, next);
    return networks.critic.apply(criticTarget, {
      ...next,
      globalStates: nextGlobalStates,
      shares: nextShares,
    });
  };
  const criticInput = { observations, globalStates, targets, shares };
  const criticValue = reshape(networks.critic.apply(critic, criticInput), [config.batch]);
  const criticGoal =
    config.rewardScope === "difference"
      ? reward
      : tdTarget(reward, discount, reshape(nextCriticValue(), [config.batch]));
  const criticLoss = squaredLoss(criticValue, criticGoal);

  // MADDPG's actor: the deterministic policy gradient (Lowe et al., 2017) through the critic as it stands, at the
  // target set that was chosen or at every one.
  const isCounterfactual = config.madqn.learnsFrom === "critic";
  const rated = isCounterfactual
    ? everySet(shape, config.batch, observations, globalStates)
    : { observations, globalStates, targets };
  const action = networks.actor.apply(actor, rated);
  const actionValue = networks.critic.apply(critic, { ...rated, shares: action.shares });
  const actorLoss = add(
    deterministicPolicyGradientLoss(actionValue),
    mul(mean(square(action.preActivation)), config.maddpg.saturationPenalty),
  );

  // MADQN: double DQN, or what the critic says of every set with the actor's shares. Squared error, not Huber's: the
  // objective is a mean, and its tail is what matters.
  const qLoss = isCounterfactual
    ? mean(
        square(
          sub(values, stopGradient(transpose(reshape(actionValue, [sets.length, config.batch]), [1, 0]))),
        ),
      )
    : squaredLoss(
        chosenValue(values, chosenSet),
        doubleDqnTarget(reward, discount, nextValues, networks.q.apply(qTarget, nextObservations)),
      );

  const { maxGradientNorm, targetRate } = config;
  const optimizer = (learningRate: number, factor: Tensor) =>
    adam({ learningRate: mul(factor, learningRate), maxGradientNorm });
  return compileUpdate({
    minimise: [
      { loss: qLoss, parameters: q, optimizer: optimizer(config.madqn.learningRate, rate) },
      { loss: criticLoss, parameters: critic, optimizer: optimizer(config.maddpg.criticLearningRate, rate) },
      {
        loss: actorLoss,
        parameters: actor,
        optimizer: optimizer(config.maddpg.actorLearningRate, actorRate),
      },
    ],
    targets: [
      { target: qTarget, source: q, rate: targetRate },
      { target: criticTarget, source: critic, rate: targetRate },
      { target: actorTarget, source: actor, rate: targetRate },
    ],
    outputs: { qLoss, criticLoss, actorLoss, meanQ: mean(values), meanCritic: mean(criticValue) },
  });
}

/** The states of a batch, once for each target set: rows `k·batch … (k + 1)·batch − 1` are those of set k. */
function everySet({ sets, degree }: AgentShape, batch: number, observations: Tensor, globalStates: Tensor) {
  const multiHots = new Float32Array(sets.length * batch * degree);
  for (const [s, set] of sets.entries()) {
    for (let row = s * batch; row < (s + 1) * batch; row++)
      for (const k of set) multiHots[row * degree + k] = 1;
  }
  const repeated = (x: Tensor) => concat(Array<Tensor>(sets.length).fill(x), 0);
  return {
    observations: repeated(observations),
    globalStates: repeated(globalStates),
    targets: observations.graph.constant(multiHots, [sets.length * batch, degree]),
  };
}

/** `[batch, 1]` of indices → `[batch, count]`. */
function oneHot(indices: Tensor, count: number): Tensor {
  const positions = indices.graph.constant(Float32Array.from({ length: count }, (_, k) => k));
  return where(greater(0.25, square(sub(indices, positions))), 1, 0);
}
