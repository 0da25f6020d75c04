/**
 * The simulator as an `AgentEnvironment`: the agents are the servers, a turn is a task that has arrived at one, an action
 * is a set of helpers and three shares. Agents see what their own server knows (and, if asked for, what its neighbours
 * last reported), never more.
 */
import { EdgeflockError } from "../core/errors.ts";
import type { Network } from "../sim/network.ts";
import type { AgentEnvironment } from "./agent-environment.ts";
import { Episode } from "./episode.ts";
import { localSpaces } from "./local-spaces.ts";
import { type EpisodeSetup, type Sight, sightBy } from "./policy.ts";
import { type AgentSpaces, requireRoom } from "./spaces.ts";
import { TargetSets } from "./target-sets.ts";
import { type RewardKind, TaskRewards } from "./task-rewards.ts";

export interface OffloadingOptions {
  /** Reward of a task; default `"cost"`. */
  readonly reward?: RewardKind;
  /**
   * `"own"`, the default: a decision earns the reward of its task, known from the task's completion on. `"team"`: the
   * mean over all tasks, of whatever server, from its own up to the agent's next decision (the end of the episode for
   * its last one), known at the first turn at which all of them, and all tasks before them, have completed.
   */
  readonly rewardScope?: "own" | "team";
  /** Whether agents also see what their neighbours last reported of their load; default false. */
  readonly peerLoad?: boolean;
  /** Whether they hear that, and see when capacity will be free; default false. */
  readonly releaseTimes?: boolean;
}

/** What has become known of one agent's rewards. */
class Ledger {
  /** Tasks of its decisions so far; at its turn, the one that waits too. */
  readonly tasks: number[] = [];
  /** With the scope `"team"`: decisions rewarded so far. */
  paid = 0;
  sinceStep = 0;
  readonly decisions: number[] = [];
  readonly rewards: number[] = [];

  enter(decision: number, reward: number): void {
    this.sinceStep += reward;
    this.decisions.push(decision);
    this.rewards.push(reward);
  }
}

export class OffloadingEnvironment implements AgentEnvironment {
  readonly agents: readonly AgentSpaces[];
  /** `task`: row of the task in the episode's table. */
  readonly info = { task: -1 };
  readonly #targetSets: readonly TargetSets[];
  readonly #scope: "own" | "team";
  readonly #rewardKind: RewardKind;
  readonly #sight: Sight;
  #episode: Episode | null = null;
  #rewards: TaskRewards | null = null;
  #ledgers: readonly Ledger[] = [];
  /** For each task, which of its agent's decisions it is, from 0. */
  #decisionOf = new Int32Array(0);
  readonly #noteOwn = (task: number) => {
    const { rewards, episode } = this.#playing();
    this.#ledgers[episode.setup.tasks.home[task]!]!.enter(this.#decisionOf[task]!, rewards.of(task));
  };

  /**
   * @param network the network of all episodes
   * @param setupOf the episode of a seed: the same for the same seed, e.g.
   *   `(seed) => episodeSetup(scenario, workload, "train", String(seed))`
   */
  constructor(
    readonly network: Network,
    readonly setupOf: (seed: number) => EpisodeSetup,
    { reward = "cost", rewardScope = "own", peerLoad = false, releaseTimes = false }: OffloadingOptions = {},
  ) {
    const servers = Array.from({ length: network.serverCount }, (_, m) => m);
    this.#sight = sightBy({ peerLoad, releaseTimes });
    this.agents = servers.map((m) => localSpaces(network, m, this.#sight));
    this.#targetSets = servers.map((m) => new TargetSets(network, m));
    this.#rewardKind = reward;
    this.#scope = rewardScope;
  }

  /** The episode that is played, for its tasks, its decisions and the simulator's figures; null before the first. */
  get episode(): Episode | null {
    return this.#episode;
  }

  get agent(): number {
    return this.#episode?.agent ?? -1;
  }

  get ending(): "terminated" | null {
    return this.#episode !== null && this.#episode.agent < 0 ? "terminated" : null;
  }

  get nowSeconds(): number {
    return this.#episode?.simulator.nowSeconds ?? 0;
  }

  reset(seed: number): void {
    const setup = this.setupOf(seed);
    this.#requireAlike(setup.network, seed);
    const episode = new Episode(setup, { sight: this.#sight });
    this.#episode = episode;
    this.#rewards = new TaskRewards(episode, this.#rewardKind);
    this.#ledgers = this.agents.map(() => new Ledger());
    this.#decisionOf = new Int32Array(setup.tasks.count);
    this.#advance();
  }

  observe(out: Float32Array, offset = 0): void {
    const { local } = this.#turn();
    requireRoom(out, offset, local.size, "an observation");
    local.writeObservation(out, offset);
  }

  writeChoiceMask(out: Uint8Array, offset = 0): void {
    const { agent, task, setup } = this.#turn();
    const sets = this.#targetSets[agent]!;
    requireRoom(out, offset, sets.count, "a mask of choices");
    const hasResult = setup.tasks.outputRatio[task]! > 0;
    for (let k = 0; k < sets.count; k++) {
      out[offset + k] = !hasResult || sets.canReturn(k) ? 1 : 0;
    }
  }

  /** Values out of their ranges are clipped, and counted, by the simulator. */
  step(choice: number, values: ArrayLike<number>): void {
    const episode = this.#turn();
    const { agent, decision } = episode;
    const sets = this.#targetSets[agent]!;
    if (!(Number.isInteger(choice) && choice >= 0 && choice < sets.count)) {
      throw new EdgeflockError(
        "value",
        `the choice ${choice} is none of agent ${agent}'s, 0 to ${sets.count - 1}`,
        "Choose by the place in `agents[agent].choice.choices`.",
      );
    }
    if (values.length < 3) {
      throw new EdgeflockError(
        "value",
        `an action has 3 values, not ${values.length}`,
        "Give the offload ratio, the compute share and the bandwidth share.",
      );
    }
    decision.reset();
    sets.choose(choice, decision);
    decision.offloadRatio = values[0]!;
    decision.computeShare = values[1]!;
    decision.bandwidthShare = values[2]!;
    episode.decide();
    // What is due at this turn belongs to it, whether it was asked for or not.
    this.#ledger(agent).sinceStep = 0;
    this.#advance();
  }

  reward(agent: number): number {
    return this.#ledger(agent).sinceStep;
  }

  takeCredits(agent: number, take: (decision: number, reward: number) => void): void {
    const { decisions, rewards } = this.#ledger(agent);
    for (let k = 0; k < decisions.length; k++) take(decisions[k]!, rewards[k]!);
    decisions.length = 0;
    rewards.length = 0;
  }

  #advance(): void {
    const { episode, rewards } = this.#playing();
    const agent = episode.next();
    this.info.task = episode.task;
    if (agent >= 0) {
      this.#decisionOf[episode.task] = this.#ledgers[agent]!.tasks.push(episode.task) - 1;
    }
    rewards.noteCompletions(this.#scope === "own" ? this.#noteOwn : undefined);
  }

  /** The ledger of `agent`, with all in it that is known by now. */
  #ledger(agent: number): Ledger {
    const { episode, rewards } = this.#playing();
    const ledger = this.#ledgers[agent];
    if (ledger === undefined) {
      throw new EdgeflockError(
        "value",
        `there is no agent ${agent}`,
        `Agents are 0 to ${this.agents.length - 1}.`,
      );
    }
    if (this.#scope === "own") return ledger;
    const { tasks } = ledger;
    while (ledger.paid < tasks.length) {
      const isLast = ledger.paid + 1 === tasks.length;
      // What the last one is credited for ends with the agent's next decision, or with the episode.
      if (isLast && episode.agent >= 0) break;
      const from = tasks[ledger.paid]!;
      const to = isLast ? episode.setup.tasks.count : tasks[ledger.paid + 1]!;
      if (to > rewards.frontier) break;
      ledger.enter(ledger.paid++, rewards.mean(from, to));
    }
    return ledger;
  }

  #turn(): Episode {
    const { episode } = this.#playing();
    if (episode.agent >= 0) return episode;
    throw new EdgeflockError("value", "the episode is over: it is nobody's turn", "Call reset() first.");
  }

  #playing(): { readonly episode: Episode; readonly rewards: TaskRewards } {
    if (this.#episode !== null && this.#rewards !== null) {
      return { episode: this.#episode, rewards: this.#rewards };
    }
    throw new EdgeflockError("value", "no episode has begun", "Call reset() first.");
  }

  #requireAlike({ serverCount, linkCount }: Network, seed: number): void {
    const { network } = this;
    if (serverCount === network.serverCount && linkCount === network.linkCount) return;
    throw new EdgeflockError(
      "value",
      `the episode of seed ${seed} has ${serverCount} servers and ${linkCount} links, not ${network.serverCount} and ${network.linkCount}`,
      "All episodes of an environment share one network.",
    );
  }
}
