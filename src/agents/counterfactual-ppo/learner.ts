/**
 * The learner of counterfactual PPO. An episode is played greedily; then every decision is tried again with others that
 * the policy draws, in forks of the simulation. What they cost less than their mean is their advantage, so that the
 * gradient holds neither the noise of other tasks nor an error of a critic.
 */
import { Rng, type RngState } from "../../core/rng.ts";
import { AgentView } from "../../env/agent-view.ts";
import { Episode } from "../../env/episode.ts";
import { ForkedCounterfactuals } from "../../env/forked-counterfactuals.ts";
import { type EpisodeSetup, type Policy, sightBy } from "../../env/policy.ts";
import { TargetSets } from "../../env/target-sets.ts";
import type { TrainingRecord } from "../../model-file/index.ts";
import { UpdateRunner } from "../../runtime/index.ts";
import { Decision } from "../../sim/decision.ts";
import { summarise } from "../../sim/metrics.ts";
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
import { learnInEpochs, type Samples } from "../on-policy/epochs.ts";
import { policyNetwork } from "../on-policy/policy-network.ts";
import { type PolicyShape, sharedPolicyShape } from "../on-policy/policy-shape.ts";
import { createSharedPolicy, exportSharedPolicy, noRounding } from "../on-policy/shared-policy.ts";
import type { CounterfactualPpoConfig } from "./config.ts";
import { Trials } from "./trials.ts";
import { counterfactualPpoUpdate } from "./update-graph.ts";

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
  readonly #entropyWeights: EntropyWeights;
  readonly #load: Rng;
  readonly #drawing: Rng;
  readonly #shuffling: Rng;

  private constructor(
    readonly name: string,
    readonly config: CounterfactualPpoConfig,
    readonly context: LearnerContext,
    readonly shape: PolicyShape,
    readonly runner: UpdateRunner,
    /** Acts with the newest parameters. */
    readonly actor: PolicyActor,
  ) {
    this.#load = Rng.stream(context.seed, "load");
    this.#drawing = Rng.stream(context.seed, "alternatives");
    this.#entropyWeights = new EntropyWeights(actor.heads.kinds, config.entropy);
    this.#shuffling = Rng.stream(context.seed, "batches");
  }

  static async create(name: string, config: CounterfactualPpoConfig, context: LearnerContext) {
    const shape = sharedPolicyShape(context.setup, config, "local");
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
    const episode = new Episode(setup, { sight: sightBy(this.config) });
    const sets: TargetSets[] = [];
    const views: AgentView[] = [];
    for (let m = 0; m < network.serverCount; m++) {
      sets.push(new TargetSets(network, m, this.shape.layout.view.slots));
      views.push(new AgentView(this.shape.layout.view, network, m));
    }
    const shares = new Float32Array(this.actor.heads.sharesWidth);
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
    const samples: Samples = {
      count: trials.count,
      shuffle: () => trials.shuffle(this.#shuffling),
      writeBatch: (from, inputs) => trials.writeBatch(from, this.#scale, inputs),
    };
    const progressAt = (within: number) => (this.#episode + within) / this.context.episodes;
    const weights = this.#entropyWeights;
    const { updates, means } = await learnInEpochs(runner, config, samples, weights.values, progressAt);
    weights.steer(means, progressAt(0));
    this.actor.follow(runner.view("policy"));
    return { updates, advantageScale: this.#scale, ...means };
  }

  /** Decides with the averaged policy, which is steadier than the newest one. */
  async greedyPolicy(): Promise<Policy> {
    return createSharedPolicy(this, this.runner.view("policyTarget"));
  }

  exportPolicy(training: TrainingRecord | null): ExportedPolicy {
    const { network } = this.context.setup;
    return exportSharedPolicy(this, this.runner.view("policyTarget"), network, training);
  }

  snapshot(): LearnerSnapshot {
    const json: Counters = {
      episode: this.#episode,
      decisions: this.decisions,
      scale: this.#scale,
      entropyWeights: this.#entropyWeights.values,
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
    this.#entropyWeights.restore(counters.entropyWeights);
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
