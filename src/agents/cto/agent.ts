/**
 * One learning agent of the CTO family: its networks, its local replay buffer, its exploration. It acts when its
 * server has an arrival and updates by its own count of decisions, whatever the others do.
 */
import { Rng, type RngState } from "../../core/rng.ts";
import type { TransitionLayout } from "../../env/transition-layout.ts";
import { ReplayBuffer } from "../../replay/replay-buffer.ts";
import {
  linearSchedule,
  OrnsteinUhlenbeck,
  type OrnsteinUhlenbeckState,
  type Schedule,
} from "../../rl/index.ts";
import type { UpdateRunner } from "../../runtime/index.ts";
import { sharesWidth } from "../maddpg/networks.ts";
import type { Actor } from "./actor.ts";
import type { CtoConfig } from "./config.ts";

/** The counters and generators of an agent, as a JSON value. */
export interface AgentCounters {
  readonly decisions: number;
  readonly updates: number;
  readonly sinceSync: number;
  readonly exploration: RngState;
  readonly sampling: RngState;
  readonly noise: OrnsteinUhlenbeckState;
}

/** Sums over an episode, for its statistics. */
export interface UpdateTotals {
  updates: number;
  readonly sums: Record<string, number>;
}

export class CtoAgent {
  decisions = 0;
  updates = 0;
  readonly replay: ReplayBuffer;
  /** Own transitions since the last contribution to the global buffer. */
  #sinceSync = 0;
  readonly #exploration: Rng;
  readonly #sampling: Rng;
  /** Of unit stationary deviation; `#deviation` scales it. */
  readonly #noise: OrnsteinUhlenbeck;
  readonly #epsilon: Schedule;
  readonly #deviation: Schedule;
  readonly #rateSchedule: Schedule;
  readonly #batch: Float32Array;
  readonly #rate = new Float32Array(1);
  readonly #actorRate = new Float32Array(1);

  constructor(
    readonly layout: TransitionLayout,
    readonly config: CtoConfig,
    /** Acts with the online networks. */
    readonly actor: Actor,
    readonly runner: UpdateRunner,
    readonly shareMin: number,
    seed: number,
    index: number,
  ) {
    this.replay = new ReplayBuffer(config.localCapacity, layout.width);
    this.#exploration = Rng.stream(seed, `exploration/${index}`);
    this.#sampling = Rng.stream(seed, `sampling/${index}`);
    const { madqn, maddpg } = config;
    this.#noise = new OrnsteinUhlenbeck(Rng.stream(seed, `noise/${index}`), {
      size: sharesWidth,
      theta: maddpg.noiseTheta,
      sigma: Math.sqrt(1 - (1 - maddpg.noiseTheta) ** 2),
    });
    this.#epsilon = linearSchedule(madqn.epsilonStart, madqn.epsilonEnd, madqn.epsilonDecayFraction);
    this.#deviation = linearSchedule(maddpg.noiseStart, maddpg.noiseEnd, 1);
    this.#rateSchedule = linearSchedule(1, config.finalRate, 1);
    this.#batch = new Float32Array(config.batch * layout.width);
  }

  /**
   * Chooses a target set and writes the three shares to `shares`, exploring: ε-greedy in the set,
   * Ornstein-Uhlenbeck noise on the shares.
   *
   * @param progress fraction of the whole training that is done, for the schedules
   */
  explore(observation: Float32Array, progress: number, shares: Float32Array): number {
    const rng = this.#exploration;
    const isRandom = rng.uniform() < this.#epsilon(progress);
    const set = isRandom ? rng.integer(this.actor.sets) : this.actor.chooseSet(observation);
    this.actor.chooseShares(observation, set, shares);
    const deviation = this.#deviation(progress);
    const noise = this.#noise.next();
    for (let k = 0; k < sharesWidth; k++) {
      const low = k === 0 ? 0 : this.shareMin;
      shares[k] = Math.min(1, Math.max(low, shares[k]! + deviation * noise[k]!));
    }
    return set;
  }

  /** Chooses as `explore` does, but without exploring. */
  exploit(observation: Float32Array, shares: Float32Array): number {
    return this.actor.act(observation, shares);
  }

  remember(row: Float32Array): void {
    this.replay.add(row);
    this.#sinceSync++;
  }

  /** Whether an update is due after this decision. */
  get isUpdateDue(): boolean {
    return this.decisions % this.config.updateEvery === 0;
  }

  /** Updates, once it is warm; now and then contributes its newest transitions to the global buffer. */
  async learn(globalReplay: ReplayBuffer, progress: number, totals: UpdateTotals): Promise<void> {
    const { batch, globalShare, syncInterval, warmup } = this.config;
    if (this.replay.size < warmup) return;
    const shared = globalReplay.size > 0 ? Math.round(batch * globalShare) : 0;
    this.replay.sample(this.#sampling, batch - shared, this.#batch);
    if (shared > 0) globalReplay.sample(this.#sampling, shared, this.#batch, batch - shared);
    this.#rate[0] = this.#rateSchedule(progress);
    this.#actorRate[0] = progress < this.config.maddpg.actorStart ? 0 : this.#rate[0]!;
    const outputs = await this.runner.run({
      transitions: this.#batch,
      rate: this.#rate,
      actorRate: this.#actorRate,
    });
    this.actor.follow({ q: this.runner.view("q"), actor: this.runner.view("actor") });
    this.updates++;
    totals.updates++;
    for (const [name, value] of Object.entries(outputs)) {
      totals.sums[name] = (totals.sums[name] ?? 0) + value[0]!;
    }
    if (this.updates % syncInterval === 0) {
      this.replay.copyRecent(this.#sinceSync, globalReplay);
      this.#sinceSync = 0;
    }
  }

  counters(): AgentCounters {
    return {
      decisions: this.decisions,
      updates: this.updates,
      sinceSync: this.#sinceSync,
      exploration: this.#exploration.state(),
      sampling: this.#sampling.state(),
      noise: this.#noise.state(),
    };
  }

  restore(counters: AgentCounters): void {
    this.decisions = counters.decisions;
    this.updates = counters.updates;
    this.#sinceSync = counters.sinceSync;
    this.#exploration.restore(counters.exploration);
    this.#sampling.restore(counters.sampling);
    this.#noise.restore(counters.noise);
  }
}
