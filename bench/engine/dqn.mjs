/** DQN (Mnih et al., 2015) as the peer has it: 32 observations, 8 actions, two hidden layers, squared error, Adam. */
import {
  adam,
  add,
  compileFunction,
  compileUpdate,
  Graph,
  max,
  mean,
  mul,
  square,
  sub,
  sum,
} from "../../dist/graph/index.js";
import { mlp } from "../../dist/nn/index.js";
import { always, oneHots } from "./values.mjs";

const OBSERVATION = 32;
const ACTIONS = 8;

const qNetwork = (hidden) =>
  mlp({ inputs: OBSERVATION, hidden: [hidden, hidden], outputs: ACTIONS, activation: "relu" });

/** One update towards a target network that stays as it is. */
export function dqn({ hidden, batch }) {
  const graph = new Graph();
  const network = qNetwork(hidden);
  const online = graph.state("online", [network.size]);
  const target = graph.state("target", [network.size]);
  const q = network.apply(online, graph.input("observation", [batch, OBSERVATION]));
  const nextQ = network.apply(target, graph.input("nextObservation", [batch, OBSERVATION]));
  const goal = add(graph.input("reward", [batch]), mul(graph.input("discount", [batch]), max(nextQ, [1])));
  const chosen = sum(mul(q, graph.input("actions", [batch, ACTIONS])), [1]);
  const loss = mean(square(sub(chosen, goal)));
  const program = compileUpdate({ loss, parameters: online, optimizer: adam({ learningRate: 1e-3 }) });
  return {
    program,
    networks: { online: network, target: network },
    values: { actions: oneHots(ACTIONS), discount: always(0.99) },
  };
}

/** The values of all actions, for choosing one. */
export function dqnPolicy({ hidden, batch }) {
  const graph = new Graph();
  const network = qNetwork(hidden);
  const observation = graph.input("observation", [batch, OBSERVATION]);
  const values = network.apply(graph.state("online", [network.size]), observation);
  return { program: compileFunction({ values }), networks: { online: network } };
}
