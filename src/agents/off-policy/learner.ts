/**
 * The off-policy learner: plays episodes with all agents in one asynchronous environment. Each agent acts when its
 * server has an arrival and remembers its own transitions; agents update each by its own clock (arXiv 2504.17526,
 * section IV), or all together. What they learn with is the algorithm's model.
 */
import { EdgeflockError } from "../../core/errors.ts";
import type { EpisodeSetup, Policy } from "../../env/policy.ts";
import { TrainingEpisode } from "../../env/training-episode.ts";
import type { TrainingRecord } from "../../model-file/index.ts";
import { ReplayBuffer } from "../../replay/replay-buffer.ts";
import { exportPolicy } from "../common/export-policy.ts";
import { sharesWidth } from "../common/networks/share-actor.ts";
import { type AgentShape, agentShape } from "../common/shape.ts";
import { TrainedPolicy, writeDecision } from "../common/trained-policy.ts";
import type {
  EpisodeStatistics,
  ExportedPolicy,
  Learner,
  LearnerContext,
  LearnerSnapshot,
} from "../learner.ts";
import type { AgentCounters, OffPolicyAgent } from "./agent.ts";
import type { OffPolicyConfig } from "./config.ts";
import { createAgents } from "./create-agents.ts";
import { creditByDifference } from "./credit-by-difference.ts";
import { DeadUnits } from "./dead-units.ts";
import type { OffPolicyModel } from "./model.ts";
import { Rounds } from "./rounds.ts";
import type { Trainer, TrainerCounters, UpdateTotals } from "./trainer.ts";

interface Counters {
  readonly episode: number;
  readonly agents: readonly AgentCounters[];
  readonly trainers: readonly TrainerCounters[];
}

export class OffPolicyLearner<C extends OffPolicyConfig> implements Learner {
  #episode = 0;
  readonly #deadUnits: DeadUnits<C>;

  private constructor(
    readonly name: string,
    readonly model: OffPolicyModel<C>,
    readonly config: C,
    readonly context: LearnerContext,
    readonly shape: AgentShape,
    readonly agents: readonly OffPolicyAgent<C>[],
    /** One for each agent, or one for all. */
    readonly trainers: readonly Trainer<C>[],
    readonly globalReplay: ReplayBuffer,
  ) {
    this.#deadUnits = new DeadUnits(model, shape, config);
  }

  static async create<C extends OffPolicyConfig>(
    name: string,
    model: OffPolicyModel<C>,
    config: C,
    context: LearnerContext,
  ): Promise<OffPolicyLearner<C>> {
    const { network } = context.setup;
    const shape = agentShape(network, config, model.critic(config), context.forecast !== null);
    const { agents, trainers } = await createAgents(model, config, context, shape);
    const globalReplay = new ReplayBuffer(config.globalCapacity, shape.layout.width);
    return new OffPolicyLearner(name, model, config, context, shape, agents, trainers, globalReplay);
  }

  get decisions(): number {
    return this.agents.reduce((sum, agent) => sum + agent.decisions, 0);
  }

  async trainEpisode(setup: EpisodeSetup): Promise<EpisodeStatistics> {
    const { agents, config, shape } = this;
    const forecasts = this.context.forecast === null ? null : await this.context.forecast(setup);
    const layouts = agents.map(() => shape.layout);
    const episode = new TrainingEpisode(setup, layouts, config, forecasts);
    const totals: UpdateTotals = { updates: 0, sums: {} };
    if (config.rewardScope === "difference") {
      await this.#play(episode, (agent, _, shares) => agent.exploit(episode.observation, shares));
      await this.#learnFromDifferences(episode, totals);
    } else {
      await this.#learnWhilePlaying(episode, totals);
    }
    this.#episode++;
    return { trainObjective: episode.objective(), updates: totals.updates, ...this.#statistics(totals) };
  }

  /** Plays an episode; `choose` returns a target set and writes the shares, `decided` is called after each decision. */
  async #play(
    episode: TrainingEpisode,
    choose: (agent: OffPolicyAgent<C>, progress: number, shares: Float32Array) => number,
    decided?: (agent: OffPolicyAgent<C>, progress: number) => Promise<void>,
  ): Promise<void> {
    const { decision, setup } = episode.play;
    const grids = this.model.shareGrids(this.config);
    const shares = new Float32Array(sharesWidth);
    let played = 0;
    for (let m = episode.next(); m >= 0; m = episode.next()) {
      const agent = this.agents[m]!;
      const progress = this.#progress(played++ / setup.tasks.count);
      agent.decisions++;
      const set = choose(agent, progress, shares);
      writeDecision(decision, agent.targetSets, set, shares, grids, setup.network);
      episode.act(set);
      await decided?.(agent, progress);
    }
  }

  /** Bootstrapped credit: agents learn from the rewards of their tasks while the episode goes on. */
  async #learnWhilePlaying(episode: TrainingEpisode, totals: UpdateTotals): Promise<void> {
    const { agents, config, trainers } = this;
    const before = agents.map(({ decisions }) => decisions);
    const drain = (agent: OffPolicyAgent<C>) =>
      episode.drain(agent.index, (row, step) => agent.remember(row, before[agent.index]! + step));
    const rounds = config.learning === "synchronous" ? new Rounds(agents.length, config.updateEvery) : null;
    await this.#play(
      episode,
      (agent, progress, shares) => agent.explore(episode.observation, progress, shares),
      async (agent, progress) => {
        drain(agent);
        if (rounds !== null) {
          if (rounds.noteDecision(agent.index)) await this.#updateTogether(trainers, progress, totals);
        } else if (agent.decisions % config.updateEvery === 0) {
          await this.#update(agent.trainer, progress, totals);
        }
      },
    );
    for (const agent of agents) drain(agent);
  }

  /** Credits the decisions of the episode that has been played, then lets every agent learn from all it remembers. */
  async #learnFromDifferences(episode: TrainingEpisode, totals: UpdateTotals): Promise<void> {
    const { agents, model, config, trainers } = this;
    creditByDifference(episode, agents, model, config, this.#progress(1));
    const { updates } = config.counterfactuals;
    for (let k = 0; k < updates; k++) {
      const progress = this.#progress(k / updates);
      if (config.learning === "synchronous") await this.#updateTogether(trainers, progress, totals);
      else for (const trainer of trainers) await this.#update(trainer, progress, totals);
    }
  }

  /** One update of one set of networks, if it has seen enough; after it, what is due of its experience is shared. */
  async #update(trainer: Trainer<C>, progress: number, totals: UpdateTotals): Promise<void> {
    if (!trainer.isWarm) return;
    await trainer.learn(this.globalReplay, progress, this.#decisionsOf, totals);
    // Where networks are shared so is all experience.
    if (this.trainers.length > 1) trainer.contributeIfDue(this.globalReplay);
  }

  /** One update of all sets of networks, once all have seen enough; only then they share what is due, all at once. */
  async #updateTogether(
    trainers: readonly Trainer<C>[],
    progress: number,
    totals: UpdateTotals,
  ): Promise<void> {
    if (trainers.some((trainer) => !trainer.isWarm)) return;
    for (const trainer of trainers)
      await trainer.learn(this.globalReplay, progress, this.#decisionsOf, totals);
    if (trainers.length > 1) for (const trainer of trainers) trainer.contributeIfDue(this.globalReplay);
  }

  readonly #decisionsOf = (agent: number) => this.agents[agent]!.decisions;

  /** Fraction of the training that is done, when `within` of the present episode is. */
  #progress(within: number): number {
    return (this.#episode + within) / this.context.episodes;
  }

  /** Means over the updates of an episode, and how things stand at its end. */
  #statistics({ updates, sums }: UpdateTotals): EpisodeStatistics {
    const means = Object.entries(sums).map(([name, sum]) => [name, sum / updates]);
    const exploration = this.agents[0]!.explorationAt(this.#progress(0));
    if (updates === 0) return exploration;
    const learnt = this.trainers.filter((trainer) => trainer.updates > 0);
    const dead: Record<string, number> = {};
    for (const trainer of learnt) {
      for (const [name, fraction] of Object.entries(this.#deadUnits.of(trainer))) {
        dead[name] = (dead[name] ?? 0) + fraction / learnt.length;
      }
    }
    return { ...Object.fromEntries(means), ...dead, ...exploration };
  }

  /** Decides with the target networks: averages of the recent parameters, steadier than the newest ones. */
  async greedyPolicy(): Promise<Policy> {
    const { model, config, shape, trainers } = this;
    return new TrainedPolicy(
      this.name,
      trainers.map((trainer) => model.createActor(shape, config, trainer.greedyParameters())),
      {
        view: shape.layout.options,
        shareGrids: model.shareGrids(config),
        isShared: config.shareParameters,
      },
    );
  }

  exportPolicy(training: TrainingRecord | null): ExportedPolicy {
    const { name, model, config, shape } = this;
    const { network } = this.context.setup;
    const parameters = this.trainers.map((trainer) => trainer.greedyParameters());
    return exportPolicy({ algorithm: name, model, config, shape, network }, parameters, training);
  }

  snapshot(): LearnerSnapshot {
    const trainers = this.trainers.map((trainer) => trainer.snapshot());
    const json: Counters = {
      episode: this.#episode,
      agents: this.agents.map((agent) => agent.counters()),
      trainers: trainers.map(({ counters }) => counters),
    };
    const globalRows = { "global/replay": this.globalReplay.snapshot().rows };
    return { json, arrays: Object.assign(globalRows, ...trainers.map(({ arrays }) => arrays)) };
  }

  restore({ json, arrays }: LearnerSnapshot): void {
    const { episode, agents, trainers } = json as Counters;
    const array = (name: string) => {
      const values = arrays[name];
      if (values === undefined) throw new EdgeflockError("run", `the checkpoint lacks "${name}"`);
      return values;
    };
    this.#episode = episode;
    const rows = array("global/replay");
    this.globalReplay.restore({ rows, size: rows.length / this.globalReplay.width });
    for (const [m, agent] of this.agents.entries()) agent.restore(agents[m]!);
    for (const [k, trainer] of this.trainers.entries()) trainer.restore(trainers[k]!, array);
  }

  async release(): Promise<void> {
    for (const trainer of this.trainers) await trainer.runner.release();
  }
}
