/**
 * Credit by difference rewards (Wolpert and Tumer, 2002): once an episode is over, each decision is tried again in the
 * simulator, by a usual decision and by others, and each of these is remembered with what it would have saved.
 */
import { Counterfactuals } from "../../env/counterfactuals.ts";
import type { TrainingEpisode } from "../../env/training-episode.ts";
import { Decision } from "../../sim/decision.ts";
import { sharesWidth } from "../common/networks/share-actor.ts";
import { writeDecision } from "../common/trained-policy.ts";
import type { OffPolicyAgent } from "./agent.ts";
import type { OffPolicyConfig } from "./config.ts";
import type { OffPolicyModel } from "./model.ts";

/**
 * @param episode that has been played
 * @param progress fraction of the training that is done, for the exploration of other decisions
 */
export function creditByDifference<C extends OffPolicyConfig>(
  episode: TrainingEpisode,
  agents: readonly OffPolicyAgent<C>[],
  model: OffPolicyModel<C>,
  config: C,
  progress: number,
): void {
  const { setup, simulator, decisions } = episode.play;
  const { counterfactuals } = config;
  const { network } = setup;
  const counterfactual = new Counterfactuals(setup, decisions, simulator.outcomes, counterfactuals);
  const decision = new Decision(network.maxTargets);
  const shares = new Float32Array(sharesWidth);
  const grids = model.shareGrids(config);
  for (const [m, agent] of agents.entries()) {
    const sets = agent.targetSets;
    const largest = sets.sets.findLastIndex((_, set) => sets.isValid(set));
    const { layout } = agent.trainer.shape;
    const before = agent.decisions - episode.stepsOf(m);
    const write = (set: number) => writeDecision(decision.reset(), sets, set, shares, grids, network);
    episode.forEachStep(m, (task, row, step) => {
      shares.set(model.initialShares(config));
      write(largest);
      const usual = counterfactual.costOf(task, decision);
      for (let k = 0; k < counterfactuals.alternatives; k++) {
        const set = agent.explore(row.subarray(0, layout.observation), progress, shares);
        write(set);
        layout.writeAction(row, 0, set, decision);
        // Relative to what the tasks cost anyway, or a few crowded moments would drown all others.
        const saved = 1 - counterfactual.costOf(task, decision) / usual;
        row[layout.rewardAt] = Math.max(-1, Math.min(1, saved)) * counterfactuals.horizonTasks;
        agent.remember(row, before + step);
      }
    });
  }
}
