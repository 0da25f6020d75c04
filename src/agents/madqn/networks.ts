/** The one network of a MADQN agent: the value of every action of its grid. */
import type { Rng } from "../../core/rng.ts";
import { mul, reshape, type Tensor } from "../../graph/index.ts";
import { qNetwork } from "../common/networks/q-network.ts";
import { type AgentShape, headStartOf, validSets } from "../common/shape.ts";
import { ActionGrid } from "./action-grid.ts";
import type { MadqnConfig } from "./config.ts";

export function networksOf(shape: AgentShape, config: MadqnConfig) {
  const { recurrentWidth, madqn } = config;
  const grid = new ActionGrid(shape, config);
  const usual = grid.nearest(madqn.initialShares);
  const ofSets = headStartOf(shape, madqn.habit);
  const headStart = Float32Array.from({ length: grid.count }, (_, action) =>
    action % grid.combinations === usual ? ofSets[grid.setOf(action)]! : 0,
  );
  const { hidden, dueling } = madqn;
  return { grid, q: qNetwork({ view: shape.layout.view, recurrentWidth, hidden, dueling, headStart }) };
}

/** Which actions there are, `[batch, actions]` or `[1, actions]`: 1 or 0. */
export function validActions(observations: Tensor, shape: AgentShape, grid: ActionGrid): Tensor {
  const distinct = observations.graph.constant(grid.distinct, [1, shape.sets.length, grid.combinations]);
  const sets = validSets(observations, shape);
  if (sets === null) return reshape(distinct, [1, grid.count]);
  const batch = observations.shape[0] ?? 1;
  return reshape(mul(reshape(sets, [batch, shape.sets.length, 1]), distinct), [batch, grid.count]);
}

/** Fresh parameters; the target network starts as a copy. Keys are the states of the update graph. */
export function initialState(shape: AgentShape, config: MadqnConfig, rng: Rng): Record<string, Float32Array> {
  const q = networksOf(shape, config).q.init(rng);
  return { q, qTarget: q.slice() };
}
