/**
 * The asynchronous multi-agent environment (model.md, section 5): only the server with an arrival acts, and an
 * agent's transition runs from one of its decisions to its next. A transition is handed out once its reward is
 * known, that is, once every task it is credited for has completed; each agent's come in the order of its decisions.
 */

import { costReward, paperReward } from "../sim/cost.ts";
import { Decision } from "../sim/decision.ts";
import { summarise } from "../sim/metrics.ts";
import { createSimulator, type Simulator } from "../sim/simulator.ts";
import { createDecisionLog, type DecisionLog, writeToLog } from "./decision-log.ts";
import { GlobalObserver } from "./global-observer.ts";
import { LocalObserver } from "./local-observer.ts";
import type { EpisodeSetup } from "./policy.ts";
import type { TransitionLayout } from "./transition-layout.ts";

export interface RewardOptions {
  /** `"paper"`: `λ·L̂/L + ρ·Ê/E`; `"cost"`: `−min(J, dropCost)`. */
  readonly reward: "paper" | "cost";
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

export class AsynchronousEnvironment {
  readonly simulator: Simulator;
  readonly decision: Decision;
  /** Every decision of the episode so far. */
  readonly decisions: DecisionLog;
  /** The agent whose decision is due, and its task; −1 when the episode is over. */
  agent = -1;
  task = -1;
  readonly #observers: LocalObserver[];
  readonly #global: GlobalObserver;
  readonly #trajectories: Trajectory[];
  readonly #lastDecision: Float64Array;
  /** Sum of the rewards of all tasks before row i; valid up to the frontier. */
  readonly #rewardBefore: Float64Array;
  readonly #completed: Uint8Array;
  /** Every task before this row has completed. */
  #frontier = 0;
  readonly #row: Float32Array;

  constructor(
    readonly setup: EpisodeSetup,
    readonly layouts: readonly TransitionLayout[],
    readonly options: RewardOptions,
    withPeers: boolean,
    forecasts: Float32Array | null,
  ) {
    const { network, tasks } = setup;
    this.simulator = createSimulator(network, tasks, { split: setup.split, loadReports: withPeers });
    this.decision = new Decision(network.maxTargets);
    this.decisions = createDecisionLog(tasks.count, network.maxTargets);
    this.#observers = layouts.map((_, m) => new LocalObserver(network, m, withPeers));
    this.#global = new GlobalObserver(network, tasks, forecasts);
    this.#trajectories = layouts.map((layout) => new Trajectory(layout.stepWidth));
    this.#lastDecision = new Float64Array(network.serverCount).fill(Number.NEGATIVE_INFINITY);
    this.#rewardBefore = new Float64Array(tasks.count + 1);
    this.#completed = new Uint8Array(tasks.count);
    this.#row = new Float32Array(Math.max(...layouts.map((layout) => layout.width)));
  }

  /**
   * Runs to the next decision and writes the agent's local observation to `observation`. Returns the agent, or −1
   * when the episode is over and every task has completed.
   */
  next(observation: Float32Array): number {
    const { simulator, setup } = this;
    this.task = simulator.advance();
    this.#noteCompletions();
    if (this.task < 0) {
      this.agent = -1;
      return -1;
    }
    const agent = setup.tasks.home[this.task]!;
    this.agent = agent;
    const observer = this.#observers[agent]!;
    observer.look(simulator, setup.tasks, this.task, simulator.nowSeconds - this.#lastDecision[agent]!);
    observer.writeObservation(observation);
    this.#global.noteArrival(this.task, simulator.nowSeconds);
    return agent;
  }

  /** Takes `this.decision`, whose targets are target set `set`, as the decision of the present agent. */
  act(set: number, observation: Float32Array): void {
    const { agent, simulator, decision } = this;
    const layout = this.layouts[agent]!;
    const trajectory = this.#trajectories[agent]!;
    const at = trajectory.append(this.task);
    const { rows } = trajectory;
    rows.set(observation.subarray(0, layout.observation), at);
    this.#global.write(simulator, agent, rows, at + layout.globalAt);
    simulator.decide(decision);
    writeToLog(this.decisions, this.task, decision);
    layout.writeAction(rows, at, set, decision);
    this.#global.noteDecision(agent, decision);
    this.#lastDecision[agent] = simulator.nowSeconds;
  }

  /** Hands every transition of `agent` that has become complete to `take`. The row is reused. */
  drain(agent: number, take: (row: Float32Array) => void): void {
    const trajectory = this.#trajectories[agent]!;
    const over = this.agent < 0;
    const steps = trajectory.tasks.length;
    while (trajectory.emitted < steps) {
      const step = trajectory.emitted;
      const isLast = step + 1 === steps;
      // The last step waits for the agent's next decision, unless the episode is over.
      if (isLast && !over) return;
      const from = trajectory.tasks[step]!;
      const to = isLast ? this.setup.tasks.count : trajectory.tasks[step + 1]!;
      const creditedTo = this.options.rewardScope === "own" ? from + 1 : to;
      if (creditedTo > this.#frontier) return;
      const reward = (this.#rewardBefore[creditedTo]! - this.#rewardBefore[from]!) / (creditedTo - from);
      const seconds = isLast
        ? 0
        : this.setup.tasks.arrivalSeconds[to]! - this.setup.tasks.arrivalSeconds[from]!;
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
    return summarise(this.simulator, this.setup.cost).objective;
  }

  #noteCompletions(): void {
    const { rows, count } = this.simulator.takeCompleted();
    for (let i = 0; i < count; i++) this.#completed[rows[i]!] = 1;
    const tasks = this.setup.tasks.count;
    while (this.#frontier < tasks && this.#completed[this.#frontier] === 1) {
      const task = this.#frontier++;
      this.#rewardBefore[task + 1] = this.#rewardBefore[task]! + this.#reward(task);
    }
  }

  #reward(task: number): number {
    const { cost, network, tasks } = this.setup;
    const { outcomes } = this.simulator;
    return this.options.reward === "cost"
      ? costReward(cost, outcomes, task)
      : paperReward(cost, network, tasks, outcomes, task);
  }
}
