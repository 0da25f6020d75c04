/**
 * The CTO learner: plays episodes with all agents in one asynchronous environment. Each agent acts when its server
 * has an arrival, remembers its own transitions, and updates by its own clock (arXiv 2504.17526, section IV).
 */
import { EdgeflockError } from "../../core/errors.ts";
import { Rng } from "../../core/rng.ts";
import { Counterfactuals } from "../../env/counterfactuals.ts";
import type { EpisodeSetup, Policy } from "../../env/policy.ts";
import { TargetSets } from "../../env/target-sets.ts";
import { TrainingEpisode } from "../../env/training-episode.ts";
import type { TrainingRecord } from "../../model-file/index.ts";
import { ReplayBuffer } from "../../replay/replay-buffer.ts";
import { UpdateRunner } from "../../runtime/index.ts";
import { Decision } from "../../sim/decision.ts";
import type {
  EpisodeStatistics,
  ExportedPolicy,
  Learner,
  LearnerContext,
  LearnerSnapshot,
} from "../learner.ts";
import { sharesWidth } from "../maddpg/networks.ts";
import { Actor } from "./actor.ts";
import { type AgentCounters, CtoAgent, type UpdateTotals } from "./agent.ts";
import type { CtoConfig } from "./config.ts";
import { exportCtoPolicy } from "./export.ts";
import { agentShape } from "./graphs.ts";
import { CtoPolicy, writeDecision } from "./policy.ts";
import { type AgentShape, ctoUpdate, initialState } from "./update-graph.ts";

interface CtoCounters {
  readonly episode: number;
  readonly agents: readonly AgentCounters[];
}

export class CtoLearner implements Learner {
  #episode = 0;

  private constructor(
    readonly name: string,
    readonly config: CtoConfig,
    readonly context: LearnerContext,
    readonly shapes: readonly AgentShape[],
    readonly targetSets: readonly TargetSets[],
    readonly agents: readonly CtoAgent[],
    readonly globalReplay: ReplayBuffer,
  ) {}

  static async create(name: string, config: CtoConfig, context: LearnerContext): Promise<CtoLearner> {
    const { network } = context.setup;
    const servers = Array.from({ length: network.serverCount }, (_, m) => m);
    const targetSets = servers.map((m) => new TargetSets(network, m));
    const shapes = targetSets.map((sets, m) =>
      agentShape(network, sets, m, config, context.forecast !== null),
    );
    const [first] = shapes;
    if (first === undefined || shapes.some(({ layout }) => layout.width !== first.layout.width)) {
      throw new EdgeflockError(
        "scenario",
        `${name} needs servers with equally many neighbours, because they share the global replay buffer`,
        "Connect every server with the same number of others, e.g. as a full mesh.",
      );
    }
    const agents: CtoAgent[] = [];
    for (const [m, shape] of shapes.entries()) {
      const state = initialState(shape, config, Rng.stream(context.seed, `parameters/${m}`));
      const runner = await UpdateRunner.create(context.engine, ctoUpdate(shape, config), state);
      const actor = new Actor(shape, config, { q: runner.view("q"), actor: runner.view("actor") });
      agents.push(new CtoAgent(shape.layout, config, actor, runner, network.shareMin, context.seed, m));
    }
    const globalReplay = new ReplayBuffer(config.globalCapacity, first.layout.width);
    return new CtoLearner(name, config, context, shapes, targetSets, agents, globalReplay);
  }

  get decisions(): number {
    return this.agents.reduce((sum, agent) => sum + agent.decisions, 0);
  }

  async trainEpisode(setup: EpisodeSetup): Promise<EpisodeStatistics> {
    const { agents, config, globalReplay, shapes, targetSets } = this;
    const forecasts = this.context.forecast === null ? null : await this.context.forecast(setup);
    const layouts = shapes.map(({ layout }) => layout);
    const episode = new TrainingEpisode(setup, layouts, config, config.peerLoad, forecasts);
    const observation = new Float32Array(layouts[0]!.observation);
    const shares = new Float32Array(sharesWidth);
    const totals: UpdateTotals = { updates: 0, sums: {} };
    const { decision } = episode.play;
    let played = 0;
    for (let m = episode.next(observation); m >= 0; m = episode.next(observation)) {
      const agent = agents[m]!;
      const progress = (this.#episode + played++ / setup.tasks.count) / this.context.episodes;
      agent.decisions++;
      const set =
        config.rewardScope === "difference"
          ? agent.exploit(observation, shares)
          : agent.explore(observation, progress, shares);
      writeDecision(decision, targetSets[m]!, set, shares, config.maddpg.shareGrids, setup.network);
      episode.act(set, observation);
      if (config.rewardScope === "difference") continue;
      episode.drain(m, (row) => agent.remember(row));
      if (agent.isUpdateDue) await agent.learn(globalReplay, progress, totals);
    }
    if (config.rewardScope === "difference") await this.#learnFromDifferences(episode, totals);
    else for (const [m, agent] of agents.entries()) episode.drain(m, (row) => agent.remember(row));
    this.#episode++;
    const means = Object.entries(totals.sums).map(([name, sum]) => [name, sum / totals.updates]);
    return { trainObjective: episode.objective(), updates: totals.updates, ...Object.fromEntries(means) };
  }

  /** Remembers, for each decision of the episode, what other decisions would have saved against a default one. */
  #creditByDifference(episode: TrainingEpisode): void {
    const { setup, simulator, decisions } = episode.play;
    const { counterfactuals, maddpg } = this.config;
    const { network } = setup;
    const counterfactual = new Counterfactuals(setup, decisions, simulator.outcomes, counterfactuals);
    const decision = new Decision(network.maxTargets);
    const shares = new Float32Array(sharesWidth);
    const progress = (this.#episode + 1) / this.context.episodes;
    for (const [m, agent] of this.agents.entries()) {
      const { layout } = agent;
      const sets = this.targetSets[m]!;
      const write = (set: number) =>
        writeDecision(decision.reset(), sets, set, shares, maddpg.shareGrids, network);
      episode.forEachStep(m, (task, row) => {
        shares.set(maddpg.initialShares);
        write(sets.count - 1);
        const usual = counterfactual.costOf(task, decision);
        for (let k = 0; k < counterfactuals.alternatives; k++) {
          const set = agent.explore(row.subarray(0, layout.observation), progress, shares);
          write(set);
          layout.writeAction(row, 0, set, decision);
          // Relative to what the tasks cost anyway, or a few crowded moments would drown all others.
          const saved = 1 - counterfactual.costOf(task, decision) / usual;
          row[layout.rewardAt] = Math.max(-1, Math.min(1, saved)) * counterfactuals.horizonTasks;
          agent.remember(row);
        }
      });
    }
  }

  /** Credits the decisions of the episode that has been played, then lets every agent learn from all it remembers. */
  async #learnFromDifferences(episode: TrainingEpisode, totals: UpdateTotals): Promise<void> {
    this.#creditByDifference(episode);
    const { updates } = this.config.counterfactuals;
    for (let k = 0; k < updates; k++) {
      const progress = (this.#episode + k / updates) / this.context.episodes;
      for (const agent of this.agents) await agent.learn(this.globalReplay, progress, totals);
    }
  }

  /** Decides with the target networks: averages of the recent parameters, steadier than the newest ones. */
  async greedyPolicy(): Promise<Policy> {
    return new CtoPolicy(
      this.name,
      this.shapes.map((shape, m) => new Actor(shape, this.config, this.#greedyParameters(m))),
      this.config.maddpg.shareGrids,
      this.config.peerLoad,
    );
  }

  exportPolicy(training: TrainingRecord | null): ExportedPolicy {
    const parameters = this.agents.map((_, m) => this.#greedyParameters(m));
    const { network } = this.context.setup;
    return exportCtoPolicy(this.name, this.config, network, this.shapes, parameters, training);
  }

  snapshot(): LearnerSnapshot {
    const json: CtoCounters = {
      episode: this.#episode,
      agents: this.agents.map((agent) => agent.counters()),
    };
    const arrays: Record<string, Float32Array> = { "global/replay": this.globalReplay.snapshot().rows };
    for (const [m, agent] of this.agents.entries()) {
      arrays[`agent-${m}/replay`] = agent.replay.snapshot().rows;
      for (const [name, values] of Object.entries(agent.runner.state()))
        arrays[`agent-${m}/${name}`] = values;
    }
    return { json, arrays };
  }

  restore({ json, arrays }: LearnerSnapshot): void {
    const counters = json as CtoCounters;
    const rows = (name: string) => {
      const values = arrays[name];
      if (values === undefined) throw new EdgeflockError("run", `the checkpoint lacks "${name}"`);
      return { rows: values, size: values.length / this.globalReplay.width };
    };
    this.#episode = counters.episode;
    this.globalReplay.restore(rows("global/replay"));
    for (const [m, agent] of this.agents.entries()) {
      const prefix = `agent-${m}/`;
      agent.replay.restore(rows(`${prefix}replay`));
      agent.restore(counters.agents[m]!);
      agent.runner.restore(
        Object.fromEntries(
          Object.entries(arrays)
            .filter(([name]) => name.startsWith(prefix) && name !== `${prefix}replay`)
            .map(([name, values]) => [name.slice(prefix.length), values]),
        ),
      );
      agent.actor.follow({ q: agent.runner.view("q"), actor: agent.runner.view("actor") });
    }
  }

  async release(): Promise<void> {
    for (const agent of this.agents) await agent.runner.release();
  }

  #greedyParameters(m: number) {
    const { runner } = this.agents[m]!;
    return { q: runner.view("qTarget"), actor: runner.view("actorTarget") };
  }
}
