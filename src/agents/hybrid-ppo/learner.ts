/**
 * The learner of hybrid PPO (MAPPO: Yu et al., 2022). All agents play an episode by draws of the one policy; what their
 * tasks earn credits each agent's own sequence of decisions, by the values of a critic that sees the whole state.
 */
import { Rng, type RngState } from "../../core/rng.ts";
import type { EpisodeSetup, Policy } from "../../env/policy.ts";
import { TargetSets } from "../../env/target-sets.ts";
import { TrainingEpisode } from "../../env/training-episode.ts";
import type { TrainingRecord } from "../../model-file/index.ts";
import { FunctionRunner, UpdateRunner } from "../../runtime/index.ts";
import { writeDecision } from "../common/trained-policy.ts";
import type {
  EpisodeStatistics,
  ExportedPolicy,
  Learner,
  LearnerContext,
  LearnerSnapshot,
} from "../learner.ts";
import { PolicyActor } from "../on-policy/actor.ts";
import { EntropyWeights } from "../on-policy/entropy-weights.ts";
import { learnInEpochs } from "../on-policy/epochs.ts";
import { policyNetwork } from "../on-policy/policy-network.ts";
import { type PolicyShape, sharedPolicyShape } from "../on-policy/policy-shape.ts";
import { createSharedPolicy, exportSharedPolicy, noRounding } from "../on-policy/shared-policy.ts";
import type { HybridPpoConfig } from "./config.ts";
import { Experience } from "./experience.ts";
import { ReturnScale, type ReturnScaleState } from "./return-scale.ts";
import { hybridPpoUpdate } from "./update-graph.ts";
import { valueNetwork, valuesProgram } from "./value-network.ts";

interface Counters {
  readonly episode: number;
  readonly decisions: number;
  readonly scale: ReturnScaleState;
  readonly entropyWeights: readonly number[];
  readonly acting: RngState;
  readonly shuffling: RngState;
}

interface Runners {
  readonly update: UpdateRunner;
  readonly values: FunctionRunner;
}

export class HybridPpoLearner implements Learner {
  decisions = 0;
  #episode = 0;
  readonly #scale = new ReturnScale();
  readonly #entropyWeights: EntropyWeights;
  readonly #acting: Rng;
  readonly #shuffling: Rng;

  private constructor(
    readonly name: string,
    readonly config: HybridPpoConfig,
    readonly context: LearnerContext,
    readonly shape: PolicyShape,
    readonly runners: Runners,
    /** Acts with the newest parameters. */
    readonly actor: PolicyActor,
  ) {
    this.#acting = Rng.stream(context.seed, "acting");
    this.#entropyWeights = new EntropyWeights(actor.heads.kinds, config.entropy);
    this.#shuffling = Rng.stream(context.seed, "batches");
  }

  static async create(name: string, config: HybridPpoConfig, context: LearnerContext) {
    const { engine, seed, setup } = context;
    const shape = sharedPolicyShape(setup, config, config.critic);
    const policy = policyNetwork(shape, config).policy.init(Rng.stream(seed, "parameters"));
    const critic = valueNetwork(shape, config).init(Rng.stream(seed, "critic parameters"));
    const state = { policy, policyTarget: policy, critic };
    const runners = {
      update: await UpdateRunner.create(engine, hybridPpoUpdate(shape, config), state),
      values: await FunctionRunner.create(engine, valuesProgram(shape, config), { critic }),
    };
    return new HybridPpoLearner(
      name,
      config,
      context,
      shape,
      runners,
      new PolicyActor(shape, config, policy),
    );
  }

  async trainEpisode(setup: EpisodeSetup): Promise<EpisodeStatistics> {
    const { config, shape, runners, actor } = this;
    const { count } = setup.tasks;
    const agents = setup.network.serverCount;
    const experience = new Experience(
      count,
      agents,
      shape,
      actor.heads,
      config,
      this.#scale,
      this.#shuffling,
    );
    const objective = this.#play(setup, experience);
    const { inputs } = runners.update;
    await experience.value(inputs, async () => (await runners.values.run(inputs))["values"]!);
    const explainedVariance = experience.credit();
    const progressAt = (within: number) => (this.#episode + within) / this.context.episodes;
    const weights = this.#entropyWeights;
    const { updates, means } = await learnInEpochs(
      runners.update,
      config,
      experience,
      weights.values,
      progressAt,
    );
    weights.steer(means, progressAt(0));
    this.#follow();
    this.#episode++;
    return { trainObjective: objective, updates, explainedVariance, ...means };
  }

  /** Plays what the policy draws. Returns the objective. */
  #play(setup: EpisodeSetup, experience: Experience): number {
    const { shape, actor, config } = this;
    const { network } = setup;
    const agents = Array.from({ length: network.serverCount }, (_, m) => m);
    const sets = agents.map((m) => new TargetSets(network, m, shape.layout.view.slots));
    const layouts = agents.map(() => shape.layout);
    const episode = new TrainingEpisode(setup, layouts, { ...config, nStep: 1 }, null);
    const { play } = episode;
    const shares = new Float32Array(this.actor.heads.sharesWidth);
    for (let m = episode.next(); m >= 0; m = episode.next()) {
      const logits = actor.logits(episode.observation);
      const set = experience.draw(m, play.task, logits, this.#acting, shares);
      writeDecision(play.decision, sets[m]!, set, shares, noRounding, network);
      episode.act(set);
      this.decisions++;
    }
    for (const m of agents) episode.drain(m, (row, step) => experience.note(m, row, step));
    return episode.objective();
  }

  /** Acts and values with the newest parameters. */
  #follow(): void {
    const { update, values } = this.runners;
    this.actor.follow(update.view("policy"));
    values.setStates({ critic: update.view("critic") });
  }

  /** Decides with the averaged policy, which is steadier than the newest one. */
  async greedyPolicy(): Promise<Policy> {
    return createSharedPolicy(this, this.runners.update.view("policyTarget"));
  }

  exportPolicy(training: TrainingRecord | null): ExportedPolicy {
    const { network } = this.context.setup;
    return exportSharedPolicy(this, this.runners.update.view("policyTarget"), network, training);
  }

  snapshot(): LearnerSnapshot {
    const json: Counters = {
      episode: this.#episode,
      decisions: this.decisions,
      scale: this.#scale.state(),
      entropyWeights: this.#entropyWeights.values,
      acting: this.#acting.state(),
      shuffling: this.#shuffling.state(),
    };
    return { json, arrays: this.runners.update.state() };
  }

  restore({ json, arrays }: LearnerSnapshot): void {
    const counters = json as Counters;
    this.#episode = counters.episode;
    this.decisions = counters.decisions;
    this.#scale.restore(counters.scale);
    this.#entropyWeights.restore(counters.entropyWeights);
    this.#acting.restore(counters.acting);
    this.#shuffling.restore(counters.shuffling);
    this.runners.update.restore(arrays);
    this.#follow();
  }

  async release(): Promise<void> {
    await this.runners.update.release();
    await this.runners.values.release();
  }
}
