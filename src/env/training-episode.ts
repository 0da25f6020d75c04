/**
 * An episode as the learners of the CTO family play it (model.md, section 5): only the server with an arrival acts, and
 * an agent's transition runs from one of its decisions to its next, with what the critics see. A transition is handed
 * out once its reward is known, that is, once every task it is credited for, and every one before, has completed; each
 * agent's come in the order of its decisions. `OffloadingEnvironment` is for learners that need no critics' view.
 */
import { summarise } from "../sim/metrics.ts";
import { Episode } from "./episode.ts";
import { GlobalObserver } from "./global-observer.ts";
import type { EpisodeSetup } from "./policy.ts";
import { type RewardKind, TaskRewards } from "./task-rewards.ts";
import type { TransitionLayout } from "./transition-layout.ts";

export interface RewardOptions {
  readonly reward: RewardKind;
  /**
   * `"own"`: an agent's own tasks. `"team"`: the mean over all tasks that arrived between its decision and its next one.
   * `"difference"`: nothing here; credit comes from `Counterfactuals` once the episode is over.
   */
  readonly rewardScope: "own" | "team" | "difference";
}

/** The steps of one agent in this episode: what it saw and did at each decision, as rows of a growing table. */
class Trajectory {
  /** `[steps, stepWidth]`, grown by doubling. */
  rows: Float32Array;
  /** Task of each step. */
  readonly tasks: number[] = [];
  /** Steps whose transition has been handed out. */
  emitted = 0;

  constructor(readonly stepWidth: number) {
    this.rows = new Float32Array(256 * stepWidth);
  }

  /** Makes room for one more step and returns its offset. */
  append(task: number): number {
    const offset = this.tasks.length * this.stepWidth;
    if (offset + this.stepWidth > this.rows.length) {
      const larger = new Float32Array(2 * this.rows.length);
      larger.set(this.rows);
      this.rows = larger;
    }
    this.tasks.push(task);
    return offset;
  }
}

export class TrainingEpisode {
  readonly play: Episode;
  readonly #global: GlobalObserver;
  readonly #rewards: TaskRewards;
  readonly #trajectories: Trajectory[];
  readonly #row: Float32Array;

  /** @param forecasts as `GlobalObserver` takes them */
  constructor(
    setup: EpisodeSetup,
    readonly layouts: readonly TransitionLayout[],
    readonly options: RewardOptions,
    withPeers: boolean,
    forecasts: Float32Array | null,
  ) {
    this.play = new Episode(setup, { withPeers });
    this.#global = new GlobalObserver(setup.network, setup.tasks, forecasts);
    this.#rewards = new TaskRewards(this.play, options.reward);
    this.#trajectories = layouts.map((layout) => new Trajectory(layout.stepWidth));
    this.#row = new Float32Array(Math.max(...layouts.map((layout) => layout.width)));
  }

  /**
   * Runs to the next decision and writes the agent's local observation to `observation`. Returns the agent, or −1
   * when the episode is over and every task has completed.
   */
  next(observation: Float32Array): number {
    const { play } = this;
    const agent = play.next();
    this.#rewards.noteCompletions();
    if (agent < 0) return -1;
    play.local.writeObservation(observation);
    this.#global.noteArrival(play.task, play.simulator.nowSeconds);
    return agent;
  }

  /** Takes `play.decision`, whose targets are target set `set`, as the decision of the present agent. */
  act(set: number, observation: Float32Array): void {
    const { agent, simulator, decision, task } = this.play;
    const layout = this.layouts[agent]!;
    const trajectory = this.#trajectories[agent]!;
    const at = trajectory.append(task);
    const { rows } = trajectory;
    rows.set(observation.subarray(0, layout.observation), at);
    this.#global.write(simulator, agent, rows, at + layout.globalAt);
    this.play.decide();
    layout.writeAction(rows, at, set, decision);
    this.#global.noteDecision(agent, decision);
  }

  /** Hands every transition of `agent` that has become complete to `take`. The row is reused. */
  drain(agent: number, take: (row: Float32Array) => void): void {
    const trajectory = this.#trajectories[agent]!;
    const { agent: present, setup } = this.play;
    const over = present < 0;
    const steps = trajectory.tasks.length;
    while (trajectory.emitted < steps) {
      const step = trajectory.emitted;
      const isLast = step + 1 === steps;
      // The last step waits for the agent's next decision, unless the episode is over.
      if (isLast && !over) return;
      const from = trajectory.tasks[step]!;
      const to = isLast ? setup.tasks.count : trajectory.tasks[step + 1]!;
      const creditedTo = this.options.rewardScope === "own" ? from + 1 : to;
      if (creditedTo > this.#rewards.frontier) return;
      const reward = this.#rewards.mean(from, creditedTo);
      const { arrivalSeconds } = setup.tasks;
      const seconds = isLast ? 0 : arrivalSeconds[to]! - arrivalSeconds[from]!;
      this.layouts[agent]!.write(this.#row, trajectory.rows, step, isLast, reward, seconds);
      trajectory.emitted++;
      take(this.#row);
    }
  }

  /**
   * Visits every step of `agent` in this episode: its task, and what it saw and did as a transition that ends there,
   * with no reward. The row is reused.
   */
  forEachStep(agent: number, visit: (task: number, row: Float32Array) => void): void {
    const trajectory = this.#trajectories[agent]!;
    for (const [step, task] of trajectory.tasks.entries()) {
      this.layouts[agent]!.write(this.#row, trajectory.rows, step, true, 0, 0);
      visit(task, this.#row);
    }
  }

  /** Mean cost of all tasks of the episode. Needs the episode to be over. */
  objective(): number {
    return summarise(this.play.simulator, this.play.setup.cost).objective;
  }
}
