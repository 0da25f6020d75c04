/**
 * An episode as off-policy learners play it (model.md, section 5): only the server with an arrival acts, and
 * an agent's transition runs from one of its decisions to its next, or `nStep` further, with what the critics see. A transition is handed
 * out once its reward is known, that is, once every task it is credited for, and every one before, has completed; each
 * agent's come in the order of its decisions. `OffloadingEnvironment` is for learners that need no critics' view.
 */
import { summarise } from "../sim/metrics.ts";
import { AgentView } from "./agent-view.ts";
import { createCriticObserver } from "./create-critic-observer.ts";
import type { CriticObserver } from "./critic-observer.ts";
import { Episode } from "./episode.ts";
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
  /** Decisions a transition spans; their rewards are added up, discounted (Sutton and Barto, 2018, section 7.1). */
  readonly nStep: number;
  /** γ, of a decision or of a second: for the rewards of transitions that span several. */
  readonly gamma: number;
  readonly discount: "decision" | "second";
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
  /** What the present agent sees; the next look of the same agent overwrites it. */
  observation: Float32Array = new Float32Array(0);
  readonly #critic: CriticObserver;
  readonly #views: readonly AgentView[];
  readonly #rewards: TaskRewards;
  readonly #trajectories: Trajectory[];
  readonly #row: Float32Array;

  /**
   * @param layouts of every agent; all with the same options
   * @param forecasts as `ServerStates` takes them
   */
  constructor(
    setup: EpisodeSetup,
    readonly layouts: readonly TransitionLayout[],
    readonly options: RewardOptions,
    forecasts: Float32Array | null,
  ) {
    const { network, tasks } = setup;
    const [{ view, options: known }] = layouts as readonly [TransitionLayout];
    this.play = new Episode(setup, { sight: known.sight });
    this.#critic = createCriticObserver(known.critic, network, tasks, forecasts, view.slots);
    this.#views = layouts.map((layout, m) => new AgentView(layout.view, network, m));
    this.#rewards = new TaskRewards(this.play, options.reward);
    this.#trajectories = layouts.map((layout) => new Trajectory(layout.stepWidth));
    this.#row = new Float32Array(Math.max(...layouts.map((layout) => layout.width)));
  }

  /**
   * Runs to the next decision and looks at it. Returns the agent, or −1 when the episode is over and every task has
   * completed.
   */
  next(): number {
    const { play } = this;
    const agent = play.next();
    this.#rewards.noteCompletions();
    if (agent < 0) return -1;
    this.observation = this.#views[agent]!.look(play.local);
    this.#critic.noteArrival(play.task, play.simulator.nowSeconds);
    return agent;
  }

  /** Takes `play.decision`, whose targets are target set `set`, as the decision of the present agent. */
  act(set: number): void {
    const { agent, simulator, decision, task } = this.play;
    const layout = this.layouts[agent]!;
    const trajectory = this.#trajectories[agent]!;
    const at = trajectory.append(task);
    const { rows } = trajectory;
    rows.set(this.observation, at);
    this.#critic.write(simulator, agent, rows, at + layout.globalAt);
    this.play.decide();
    layout.writeAction(rows, at, set, decision);
    this.#critic.noteDecision(agent, decision);
  }

  /**
   * Hands every transition of `agent` that has become complete to `take`, with the number of its step in this episode.
   * The row is reused.
   */
  drain(agent: number, take: (row: Float32Array, step: number) => void): void {
    const trajectory = this.#trajectories[agent]!;
    const isOver = this.play.agent < 0;
    const steps = trajectory.tasks.length;
    const { arrivalSeconds, count } = this.play.setup.tasks;
    while (trajectory.emitted < steps) {
      const step = trajectory.emitted;
      const next = step + this.options.nStep;
      // Steps that lead nowhere yet wait for the agent's next decisions, unless the episode is over.
      if (next >= steps && !isOver) return;
      const last = Math.min(next, steps) - 1;
      const from = trajectory.tasks[step]!;
      const creditedTo = this.#creditedTo(trajectory, last, count);
      if (creditedTo > this.#rewards.frontier) return;
      const seconds = next < steps ? arrivalSeconds[trajectory.tasks[next]!]! - arrivalSeconds[from]! : 0;
      const reward = this.#returnOf(trajectory, step, last);
      const successor = next < steps ? next : null;
      this.layouts[agent]!.write(this.#row, trajectory.rows, step, successor, reward, seconds);
      trajectory.emitted++;
      take(this.#row, step);
    }
  }

  /** The task before which all tasks are those that step `step` is credited for. */
  #creditedTo({ tasks }: Trajectory, step: number, count: number): number {
    if (this.options.rewardScope === "own") return tasks[step]! + 1;
    return step + 1 < tasks.length ? tasks[step + 1]! : count;
  }

  /** Discounted sum of the rewards of the steps from `first` to `last`. */
  #returnOf(trajectory: Trajectory, first: number, last: number): number {
    const { arrivalSeconds, count } = this.play.setup.tasks;
    const { gamma, discount } = this.options;
    const { tasks } = trajectory;
    let sum = 0;
    for (let step = first; step <= last; step++) {
      const reward = this.#rewards.mean(tasks[step]!, this.#creditedTo(trajectory, step, count));
      const elapsed =
        discount === "decision"
          ? step - first
          : arrivalSeconds[tasks[step]!]! - arrivalSeconds[tasks[first]!]!;
      sum += elapsed === 0 ? reward : gamma ** elapsed * reward;
    }
    return sum;
  }

  /** Decisions of `agent` in this episode so far. */
  stepsOf(agent: number): number {
    return this.#trajectories[agent]!.tasks.length;
  }

  /**
   * Visits every step of `agent` in this episode: its task, and what it saw and did as a transition that ends there,
   * with no reward; and its number. The row is reused.
   */
  forEachStep(agent: number, visit: (task: number, row: Float32Array, step: number) => void): void {
    const trajectory = this.#trajectories[agent]!;
    for (const [step, task] of trajectory.tasks.entries()) {
      this.layouts[agent]!.write(this.#row, trajectory.rows, step, null, 0, 0);
      visit(task, this.#row, step);
    }
  }

  /** Mean cost of all tasks of the episode. Needs the episode to be over. */
  objective(): number {
    return summarise(this.play.simulator, this.play.setup.cost).objective;
  }
}
