/**
 * The updates of the PyTorch peer, written with the public API: the same networks, batches and algorithms, so that
 * both can be timed side by side. Observations 16 and actions 4 an agent (MADDPG), 32 and 8 (DQN), two hidden layers.
 */
import {
  adam,
  add,
  compileUpdate,
  concat,
  Graph,
  matmul,
  max,
  mean,
  mul,
  relu,
  reshape,
  slice,
  square,
  stackAgents,
  sub,
  sum,
  tanh,
  transpose,
} from "../../dist/graph/index.js";
import { dense, mlp, parameterless, sequence } from "../../dist/nn/index.js";

const OBSERVATION = 16;
const ACTION = 4;
const learningRate = 1e-3;
const rate = 0.01;

/** DQN with a target network that stays as it is, mean squared error, Adam. */
export function dqn({ hidden, batch }) {
  const graph = new Graph();
  const network = mlp({ inputs: 32, hidden: [hidden, hidden], outputs: 8, activation: "relu" });
  const online = graph.state("online", [network.size]);
  const target = graph.state("target", [network.size]);
  const q = network.apply(online, graph.input("observation", [batch, 32]));
  const nextQ = network.apply(target, graph.input("nextObservation", [batch, 32]));
  const goal = add(graph.input("reward", [batch]), mul(graph.input("discount", [batch]), max(nextQ, [1])));
  const chosen = sum(mul(q, graph.input("actions", [batch, 8])), [1]);
  const loss = mean(square(sub(chosen, goal)));
  const program = compileUpdate({ loss, parameters: online, optimizer: adam({ learningRate }) });
  return { program, networks: { online: network, target: network }, shared: [] };
}

/** The actor of one agent: `[batch, 16]` to `[batch, 4]`. */
export function actorNetwork(hidden) {
  const layers = mlp({ inputs: OBSERVATION, hidden: [hidden, hidden], outputs: ACTION, activation: "relu" });
  return sequence([layers, parameterless(tanh)]);
}

/** MADDPG: what one agent updates, its next joint action given. */
export function agent({ agents, hidden, batch }) {
  const graph = new Graph();
  const width = agents * (OBSERVATION + ACTION);
  const actor = actorNetwork(hidden);
  const first = dense({ inputs: width, outputs: hidden });
  const rest = mlp({ inputs: hidden, hidden: [hidden], outputs: 1, activation: "relu" });
  const criticSize = first.size + rest.size;
  const state = (name, size) => graph.state(name, [size]);
  const critic = state("critic", criticSize);
  const criticTarget = state("criticTarget", criticSize);
  const actorParameters = state("actor", actor.size);
  const actorTarget = state("actorTarget", actor.size);
  const firstOf = (parameters, x) => first.apply(slice(parameters, 0, 0, first.size), x);
  const restOf = (parameters, z) => rest.apply(slice(parameters, 0, first.size, criticSize), relu(z));

  const joint = graph.input("joint", [batch, width]);
  const nextJoint = graph.input("nextJoint", [batch, width]);
  const nextValue = restOf(criticTarget, firstOf(criticTarget, nextJoint));
  const goal = add(graph.input("reward", [batch, 1]), mul(graph.input("discount", [batch, 1]), nextValue));
  const z = firstOf(critic, joint);
  const criticLoss = mean(square(sub(restOf(critic, z), goal)));

  // The actor's own action in the place of the one that was taken: the first layer is corrected by the difference.
  const action = actor.apply(actorParameters, graph.input("observation", [batch, OBSERVATION]));
  const change = sub(action, graph.input("action", [batch, ACTION]));
  const weights = slice(critic, 0, agents * OBSERVATION * hidden, width * hidden);
  const own = matmul(graph.input("self", [1, agents]), reshape(weights, [agents, ACTION * hidden]));
  const moved = add(z, matmul(change, reshape(own, [ACTION, hidden])));
  const actorLoss = mul(mean(restOf(critic, moved)), -1);

  const optimizer = adam({ learningRate });
  const program = compileUpdate({
    minimise: [
      { loss: criticLoss, parameters: critic, optimizer },
      { loss: actorLoss, parameters: actorParameters, optimizer },
    ],
    targets: [
      { target: criticTarget, source: critic, rate },
      { target: actorTarget, source: actorParameters, rate },
    ],
    outputs: { criticLoss, actorLoss },
  });
  const criticNetwork = sequence([first, parameterless(relu), rest]);
  return {
    program,
    actor,
    networks: { critic: criticNetwork, criticTarget: criticNetwork, actor, actorTarget: actor },
  };
}

/** All agents of MADDPG in one call. */
export function maddpgAll(options) {
  const { agents, batch } = options;
  const { program, actor, networks } = agent(options);
  const nextJoint = (all) => {
    const next = all.input("nextObservation", [batch, OBSERVATION]);
    const actions = all.each([all.state("actorTarget"), next], (own, x) => actor.apply(own, x));
    const joint = reshape(transpose(actions, [1, 0, 2]), [batch, agents * ACTION]);
    return concat([all.graph.input("nextObservations", [batch, agents * OBSERVATION]), joint], 1);
  };
  const { groupSize } = options;
  const all = stackAgents(program, agents, { shared: ["joint"], computed: { nextJoint }, groupSize });
  return { program: all, networks, agents };
}
