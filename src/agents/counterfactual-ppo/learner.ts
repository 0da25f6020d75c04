/**
 * The learner of counterfactual PPO. An episode is played greedily; then every decision is tried again with others that
 * the policy draws, in forks of the simulation. What they cost less than their mean is their advantage, so that the
 * gradient holds neither the noise of other tasks nor an error of a critic.
 */
import { Rng, type RngState } from "../../core/rng.ts";
import { AgentView } from "../../env/agent-view.ts";
import { Episode } from "../../env/episode.ts";
import { ForkedCounterfactuals } from "../../env/forked-counterfactuals.ts";
import type { EpisodeSetup, Policy } from "../../env/policy.ts";
import { TargetSets } from "../../env/target-sets.ts";
import type { TrainingRecord } from "../../model-file/index.ts";
import { linearSchedule } from "../../rl/index.ts";
import { UpdateRunner } from "../../runtime/index.ts";
import { Decision } from "../../sim/decision.ts";
import { summarise } from "../../sim/metrics.ts";
import type {
  EpisodeStatistics,
  ExportedPolicy,
  Learner,
  LearnerContext,
  LearnerSnapshot,
} from "../learner.ts";
import { exportPolicy } from "../off-policy/export.ts";
import { sharesWidth } from "../off-policy/networks/share-actor.ts";
import { OffPolicyPolicy, writeDecision } from "../off-policy/policy.ts";
import type { AgentShape } from "../off-policy/shape.ts";
import { PolicyActor } from "./actor.ts";
import { counterfactualPpoShape, exportedModel, noRounding } from "./algorithm-parts.ts";
import type { CounterfactualPpoConfig } from "./config.ts";
import { policyNetwork } from "./networks.ts";
import { Trials } from "./trials.ts";
import { counterfactualPpoUpdate, headKinds } from "./update-graph.ts";

interface Counters {
  readonly episode: number;
  readonly decisions: number;
  /** Running root mean square of the advantages; 0 before the first. */
  readonly scale: number;
  readonly entropyWeights: readonly number[];
  readonly load: RngState;
  readonly drawing: RngState;
  readonly shuffling: RngState;
}

/** Weight of the episodes before in the running scale of advantages. */
const scaleMemory = 0.95;

export class CounterfactualPpoLearner implements Learner {
  decisions = 0;
  #episode = 0;
  #scale = 0;
  /** Of each of `headKinds`. */
  #entropyWeights = headKinds.map(() => 0.01);
  readonly #load: Rng;
  readonly #drawing: Rng;
  readonly #shuffling: Rng;

  private constructor(
    readonly name: string,
    readonly config: CounterfactualPpoConfig,
    readonly context: LearnerContext,
    readonly shape: AgentShape,
    readonly runner: UpdateRunner,
    /** Acts with the newest parameters. */
    readonly actor: PolicyActor,
  ) {
    this.#load = Rng.stream(context.seed, "load");
    this.#drawing = Rng.stream(context.seed, "alternatives");
    this.#shuffling = Rng.stream(context.seed, "batches");
  }

  static async create(name: string, config: CounterfactualPpoConfig, context: LearnerContext) {
    const shape = counterfactualPpoShape(context.setup.network, config);
    const policy = policyNetwork(shape, config).policy.init(Rng.stream(context.seed, "parameters"));
    const program = counterfactualPpoUpdate(shape, config);
    const runner = await UpdateRunner.create(context.engine, program, { policy, policyTarget: policy });
    const actor = new PolicyActor(shape, config, policy);
    return new CounterfactualPpoLearner(name, config, context, shape, runner, actor);
  }

  async trainEpisode(given: EpisodeSetup): Promise<EpisodeStatistics> {
    const [least, most] = this.config.load;
    const setup = atLoad(given, least + (most - least) * this.#load.uniform());
    const trials = new Trials(setup.tasks.count, this.shape.layout.view.size, this.actor.heads, this.config);
    const objective = this.#play(setup, trials);
    const squares = trials.creditByMean();
    this.#scale =
      this.#scale === 0
        ? Math.sqrt(squares)
        : scaleMemory * this.#scale + (1 - scaleMemory) * Math.sqrt(squares);
    const statistics = await this.#learn(trials);
    this.#episode++;
    return { trainObjective: objective, ...statistics };
  }

  /** Plays greedily, then tries what the policy draws. Returns the objective of what was played. */
  #play(setup: EpisodeSetup, trials: Trials): number {
    const { network } = setup;
    const episode = new Episode(setup, { withPeers: this.config.peerLoad });
    const sets: TargetSets[] = [];
    const views: AgentView[] = [];
    for (let m = 0; m < network.serverCount; m++) {
      sets.push(new TargetSets(network, m, this.shape.layout.view.slots));
      views.push(new AgentView(this.shape.layout.view, network, m));
    }
    const shares = new Float32Array(sharesWidth);
    for (let m = episode.next(); m >= 0; m = episode.next()) {
      const observation = views[m]!.look(episode.local);
      const logits = this.actor.logits(observation);
      const set = trials.note(episode.task, observation, logits, shares);
      writeDecision(episode.decision, sets[m]!, set, shares, noRounding, network);
      episode.decide();
      this.decisions++;
    }
    const decision = new Decision(network.maxTargets);
    const counterfactuals = new ForkedCounterfactuals(setup, episode.decisions, this.config.horizonTasks);
    counterfactuals.forEachTask((task, costOf) => {
      const own = sets[setup.tasks.home[task]!]!;
      trials.tryAll(task, this.#drawing, shares, (set) => {
        writeDecision(decision.reset(), own, set, shares, noRounding, network);
        return costOf(decision);
      });
    });
    return summarise(episode.simulator, setup.cost).objective;
  }

  async #learn(trials: Trials): Promise<EpisodeStatistics> {
    const { config, runner } = this;
    const rateAt = linearSchedule(1, config.finalRate, 1);
    const updates = config.epochs * Math.max(1, Math.floor(trials.count / config.batch));
    const sums: Record<string, number> = {};
    let k = 0;
    for (let epoch = 0; epoch < config.epochs; epoch++) {
      trials.shuffle(this.#shuffling);
      for (let from = 0; from === 0 || from + config.batch <= trials.count; from += config.batch, k++) {
        const progress = (this.#episode + k / updates) / this.context.episodes;
        trials.writeBatch(from, this.#scale, runner.inputs);
        runner.inputs["rate"]![0] = rateAt(progress);
        runner.inputs["entropyWeights"]!.set(this.#entropyWeights);
        const outputs = await runner.run(runner.inputs);
        for (const [name, value] of Object.entries(outputs)) sums[name] = (sums[name] ?? 0) + value[0]!;
      }
    }
    this.actor.follow(runner.view("policy"));
    const means = Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, sum / updates]));
    this.#steerEntropy(means);
    return { updates, advantageScale: this.#scale, ...means };
  }

  /**
   * Weights that rise where there is less entropy than is asked for, and fall where there is more (after the temperature
   * of Haarnoja et al., 2018): the size of advantages differs too much between scenarios for fixed ones.
   */
  #steerEntropy(means: Readonly<Record<string, number>>): void {
    const [start, end] = this.config.entropy;
    const aim = start + (end - start) * Math.min(1, this.#episode / this.context.episodes);
    this.#entropyWeights = headKinds.map((kind, k) => {
      const weight = this.#entropyWeights[k]! * Math.exp(aim - means[`entropy.${kind}`]!);
      return Math.min(1, Math.max(1e-4, weight));
    });
  }

  /** Decides with the averaged policy, which is steadier than the newest one. */
  async greedyPolicy(): Promise<Policy> {
    const { name, shape, config, runner } = this;
    const actor = new PolicyActor(shape, config, runner.view("policyTarget"));
    return new OffPolicyPolicy(name, [actor], {
      view: shape.layout.options,
      shareGrids: noRounding,
      isShared: true,
    });
  }

  exportPolicy(training: TrainingRecord | null): ExportedPolicy {
    const { name, config, shape, context } = this;
    const content = {
      ...exportedModel(config),
      algorithm: name,
      shape,
      network: context.setup.network,
    };
    return exportPolicy(content, [{ policy: this.runner.view("policyTarget") }], training);
  }

  snapshot(): LearnerSnapshot {
    const json: Counters = {
      episode: this.#episode,
      decisions: this.decisions,
      scale: this.#scale,
      entropyWeights: this.#entropyWeights,
      load: this.#load.state(),
      drawing: this.#drawing.state(),
      shuffling: this.#shuffling.state(),
    };
    return { json, arrays: this.runner.state() };
  }

  restore({ json, arrays }: LearnerSnapshot): void {
    const counters = json as Counters;
    this.#episode = counters.episode;
    this.decisions = counters.decisions;
    this.#scale = counters.scale;
    this.#entropyWeights = [...counters.entropyWeights];
    this.#load.restore(counters.load);
    this.#drawing.restore(counters.drawing);
    this.#shuffling.restore(counters.shuffling);
    this.runner.restore(arrays);
    this.actor.follow(this.runner.view("policy"));
  }

  release(): Promise<void> {
    return this.runner.release();
  }
}

/** The same tasks, arriving `factor` times as densely. */
function atLoad(setup: EpisodeSetup, factor: number): EpisodeSetup {
  const { tasks } = setup;
  return { ...setup, tasks: { ...tasks, arrivalSeconds: tasks.arrivalSeconds.map((at) => at / factor) } };
}
