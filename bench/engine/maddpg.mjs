/**
 * MADDPG (Lowe et al., 2017) as the peer has it: each agent has 16 observations and 4 actions, an actor that sees its
 * own, and a critic that sees all of both; two hidden layers each, Adam, soft updates.
 */
import {
  adam,
  add,
  compileFunction,
  compileUpdate,
  concat,
  Graph,
  matmul,
  mean,
  mul,
  relu,
  reshape,
  slice,
  square,
  stackAgents,
  sub,
  tanh,
  transpose,
  vmap,
} from "../../dist/graph/index.js";
import { dense, mlp, parameterless, sequence } from "../../dist/nn/index.js";
import { always, ownPlaces } from "./values.mjs";

const OBSERVATION = 16;
const ACTION = 4;
const rate = 0.01;

function actorNetwork(hidden) {
  const layers = mlp({ inputs: OBSERVATION, hidden: [hidden, hidden], outputs: ACTION, activation: "relu" });
  return sequence([layers, parameterless(tanh)]);
}

/**
 * What one agent updates.
 * @param nextJointOf the next observations and actions of all agents, `[batch, agents * 20]`; by default an input
 */
export function agent({ agents, hidden, batch }, nextJointOf = null) {
  const graph = new Graph();
  const width = agents * (OBSERVATION + ACTION);
  const actor = actorNetwork(hidden);
  const first = dense({ inputs: width, outputs: hidden });
  const rest = mlp({ inputs: hidden, hidden: [hidden], outputs: 1, activation: "relu" });
  const criticNetwork = sequence([first, parameterless(relu), rest]);
  const critic = graph.state("critic", [criticNetwork.size]);
  const criticTarget = graph.state("criticTarget", [criticNetwork.size]);
  const actorParameters = graph.state("actor", [actor.size]);
  const actorTarget = graph.state("actorTarget", [actor.size]);
  const firstOf = (parameters, x) => first.apply(slice(parameters, 0, 0, first.size), x);
  const restOf = (parameters, z) => rest.apply(slice(parameters, 0, first.size, criticNetwork.size), relu(z));

  const nextJoint = nextJointOf?.(graph, actorTarget) ?? graph.input("nextJoint", [batch, width]);
  const nextValue = restOf(criticTarget, firstOf(criticTarget, nextJoint));
  const goal = add(graph.input("reward", [batch, 1]), mul(graph.input("discount", [batch, 1]), nextValue));
  const z = firstOf(critic, graph.input("joint", [batch, width]));
  const criticLoss = mean(square(sub(restOf(critic, z), goal)));

  // The actor's own action in the place of the one that was taken: the first layer is corrected by the difference.
  const action = actor.apply(actorParameters, graph.input("observation", [batch, OBSERVATION]));
  const change = sub(action, graph.input("action", [batch, ACTION]));
  const weights = slice(critic, 0, agents * OBSERVATION * hidden, width * hidden);
  const own = matmul(graph.input("self", [1, agents]), reshape(weights, [agents, ACTION * hidden]));
  const moved = add(z, matmul(change, reshape(own, [ACTION, hidden])));
  const actorLoss = mul(mean(restOf(critic, moved)), -1);

  const optimizer = adam({ learningRate: 1e-3 });
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
  return {
    program,
    networks: { critic: criticNetwork, criticTarget: criticNetwork, actor, actorTarget: actor },
    values: { discount: always(0.95), self: ownPlaces(agents) },
    shared: ["self"],
  };
}

/** The first of several agents learns; the others stay as they are, but their target actors act on what comes next. */
export function maddpgOne(options) {
  const { agents, hidden, batch } = options;
  const actor = actorNetwork(hidden);
  const one = agent(options, (graph, actorTarget) => {
    const own = actor.apply(actorTarget, graph.input("nextObservation", [batch, OBSERVATION]));
    const others = vmap(
      (parameters, observation) => actor.apply(parameters, observation),
      [
        graph.state("others", [agents - 1, actor.size]),
        graph.input("nextObservationOfOthers", [agents - 1, batch, OBSERVATION]),
      ],
    );
    return concat(
      [graph.input("nextObservations", [batch, agents * OBSERVATION]), own, sideBySide(others)],
      1,
    );
  });
  return { ...one, networks: { ...one.networks, others: actor } };
}

/** All agents in one call, `groupSize` of them batched together in each op. */
export function maddpgAll({ groupSize, ...options }) {
  const { agents, hidden, batch } = options;
  const one = agent(options);
  const actor = actorNetwork(hidden);
  const nextJoint = (all) => {
    const next = all.input("nextObservation", [batch, OBSERVATION]);
    const actions = all.each([all.state("actorTarget"), next], (own, x) => actor.apply(own, x));
    return concat(
      [all.graph.input("nextObservations", [batch, agents * OBSERVATION]), sideBySide(actions)],
      1,
    );
  };
  const program = stackAgents(one.program, agents, { shared: ["joint"], computed: { nextJoint }, groupSize });
  return { ...one, program };
}

/** `[agents, batch, width]` to `[batch, agents * width]`. */
function sideBySide(each) {
  const [agents, batch, width] = each.shape;
  return reshape(transpose(each, [1, 0, 2]), [batch, agents * width]);
}

/** An actor as it acts. */
export function actorPolicy({ hidden, batch }) {
  const graph = new Graph();
  const network = actorNetwork(hidden);
  const observation = graph.input("observation", [batch, OBSERVATION]);
  const action = network.apply(graph.state("actor", [network.size]), observation);
  return { program: compileFunction({ action }), networks: { actor: network } };
}
