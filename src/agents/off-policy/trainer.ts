/**
 * One set of networks and what trains it: replay, updates, their schedules. Each agent has one of its own or, where
 * parameters are shared, all agents have the same.
 */
import { Rng, type RngState } from "../../core/rng.ts";
import type { ReplayBuffer } from "../../replay/replay-buffer.ts";
import {
  linearSchedule,
  RunningDeviation,
  type RunningDeviationState,
  type Schedule,
} from "../../rl/index.ts";
import type { UpdateRunner } from "../../runtime/index.ts";
import type { AgentShape } from "../common/shape.ts";
import type { Parameters } from "../common/trained-policy.ts";
import { noiseInputs } from "./batch-tensors.ts";
import type { OffPolicyConfig } from "./config.ts";
import { gumbelNoise } from "./gumbel-noise.ts";
import type { Actor, OffPolicyModel } from "./model.ts";
import { type ReplayCounters, Sampler } from "./sampler.ts";

/** The counters and generators of a trainer, as a JSON value. */
export interface TrainerCounters {
  readonly updates: number;
  readonly sinceSync: number;
  readonly sampling: RngState;
  readonly noise: RngState;
  readonly rewards: RunningDeviationState;
  readonly replay: ReplayCounters | null;
}

/** Sums over an episode, for its statistics. */
export interface UpdateTotals {
  updates: number;
  readonly sums: Record<string, number>;
}

export class Trainer<C extends OffPolicyConfig> {
  updates = 0;
  readonly sampler: Sampler;
  /** Own transitions since the last contribution to the global buffer. */
  #sinceSync = 0;
  readonly #sampling: Rng;
  readonly #noise: Rng;
  readonly #rewards = new RunningDeviation();
  readonly #rateSchedule: Schedule;
  readonly #pace: { readonly start: number; readonly delay: number };

  constructor(
    /** Unique among the trainers of a learner; streams of random numbers and arrays of snapshots are named after it. */
    readonly name: string,
    readonly model: OffPolicyModel<C>,
    readonly shape: AgentShape,
    readonly config: C,
    /** Acts with the online networks. */
    readonly actor: Actor,
    readonly runner: UpdateRunner,
    seed: number,
    /** What its streams of random numbers end with. */
    stream: string,
  ) {
    this.sampler = new Sampler(shape.layout, config);
    this.#sampling = Rng.stream(seed, `sampling/${stream}`);
    this.#noise = Rng.stream(seed, `update-noise/${stream}`);
    this.#rateSchedule = linearSchedule(1, config.finalRate, 1);
    this.#pace = model.actorPace(config);
  }

  /** @param row a transition, with its agent and decision entered */
  remember(row: Float32Array): void {
    this.sampler.replay.add(row);
    this.#rewards.add(row[this.shape.layout.rewardAt]!);
    this.#sinceSync++;
  }

  get isWarm(): boolean {
    return this.sampler.replay.size >= this.config.warmup;
  }

  /**
   * One update.
   * @param progress fraction of the training that is done
   * @param decisionsOf how many decisions each agent has taken
   */
  async learn(
    globalReplay: ReplayBuffer,
    progress: number,
    decisionsOf: (agent: number) => number,
    totals: UpdateTotals,
  ): Promise<void> {
    const { sampler, runner } = this;
    sampler.draw(this.#sampling, globalReplay, progress);
    this.#fillInputs(progress);
    const { errors, ...statistics } = await runner.run(runner.inputs);
    if (errors !== undefined) sampler.learned(errors);
    this.actor.follow(this.#parameters(([online]) => online));
    this.updates++;
    totals.updates++;
    const note = (name: string, value: number) => {
      totals.sums[name] = (totals.sums[name] ?? 0) + value;
    };
    for (const [name, value] of Object.entries(statistics)) note(name, value[0]!);
    note("replayAgeDecisions", sampler.meanAge(decisionsOf));
  }

  #fillInputs(progress: number): void {
    const { inputs } = this.runner;
    inputs["transitions"]!.set(this.sampler.batch);
    inputs["weights"]?.set(this.sampler.weights);
    inputs["rewardFactor"]?.fill(1 / this.#rewards.value);
    const rate = this.#rateSchedule(progress);
    const { start, delay } = this.#pace;
    inputs["rate"]!.fill(rate);
    inputs["actorRate"]?.fill(progress < start || this.updates % delay !== 0 ? 0 : rate);
    const normal = inputs[noiseInputs.normal];
    if (normal !== undefined) for (let k = 0; k < normal.length; k++) normal[k] = this.#noise.normal();
    const gumbel = inputs[noiseInputs.gumbel];
    if (gumbel !== undefined) for (let k = 0; k < gumbel.length; k++) gumbel[k] = gumbelNoise(this.#noise);
  }

  /** Copies what is new in its buffer to the global one when as many updates have passed. */
  contributeIfDue(globalReplay: ReplayBuffer): void {
    const { syncInterval } = this.config;
    if (syncInterval === null || this.updates % syncInterval !== 0) return;
    this.sampler.replay.copyRecent(this.#sinceSync, globalReplay);
    this.#sinceSync = 0;
  }

  /** What the judged policy acts with: averages of the recent parameters, steadier than the newest ones. */
  greedyParameters(): Parameters {
    return this.#parameters(([, judged]) => judged);
  }

  snapshot(): { counters: TrainerCounters; arrays: Record<string, Float32Array> } {
    const replay = this.sampler.snapshot();
    const counters = {
      updates: this.updates,
      sinceSync: this.#sinceSync,
      sampling: this.#sampling.state(),
      noise: this.#noise.state(),
      rewards: this.#rewards.state(),
      replay: replay.counters,
    };
    const arrays = { ...replay.arrays, ...this.runner.state() };
    const named = Object.entries(arrays).map(([name, values]) => [`${this.name}/${name}`, values]);
    return { counters, arrays: Object.fromEntries(named) };
  }

  /** @param array one of a snapshot by its name */
  restore(counters: TrainerCounters, array: (name: string) => Float32Array): void {
    const own = (name: string) => array(`${this.name}/${name}`);
    this.updates = counters.updates;
    this.#sinceSync = counters.sinceSync;
    this.#sampling.restore(counters.sampling);
    this.#noise.restore(counters.noise);
    this.#rewards.restore(counters.rewards);
    this.sampler.restore(own, counters.replay);
    this.runner.restore(Object.fromEntries(this.runner.program.states.map(({ name }) => [name, own(name)])));
    this.actor.follow(this.#parameters(([online]) => online));
  }

  #parameters(stateOf: (entry: readonly [string, string]) => string): Parameters {
    return Object.fromEntries(
      Object.entries(this.model.acting).map((entry) => [entry[0], this.runner.view(stateOf(entry))]),
    );
  }
}
