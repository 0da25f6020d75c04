/** Whose turn it is in a simulation, what that agent sees, and what it decides. Episodes and streams are played with it. */
import { Decision } from "../sim/decision.ts";
import type { Simulation } from "../sim/simulator.ts";
import { LocalObserver } from "./local-observer.ts";
import type { Policy, PolicyContext, Sight, Twin } from "./policy.ts";

/** So many decisions are taken together at most. */
const mostTogether = 256;

export class Turns {
  /** What `decide` takes; reset at each turn. */
  readonly decision: Decision;
  /** The server whose agent has to decide, and the number of its task; −1 before the first turn and after the last. */
  agent = -1;
  task = -1;
  readonly #observers: readonly LocalObserver[];
  readonly #lastTurn: Float64Array;

  constructor(
    readonly simulation: Simulation,
    sight: Sight,
    /** For policies that ask one. */
    readonly twin: Twin | null = null,
  ) {
    const { network } = simulation;
    this.decision = new Decision(network.maxTargets);
    this.#observers = Array.from(
      { length: network.serverCount },
      (_, m) => new LocalObserver(network, m, sight),
    );
    this.#lastTurn = new Float64Array(network.serverCount).fill(Number.NEGATIVE_INFINITY);
  }

  /** Runs to the next turn and returns its agent; −1 when every task has completed. */
  next(): number {
    this.task = this.simulation.advance();
    this.agent = this.task < 0 ? -1 : this.#look().server;
    this.decision.reset();
    return this.agent;
  }

  /** What the agent sees whose turn it is. */
  get local(): LocalObserver {
    const observer = this.#observers[this.agent];
    if (observer === undefined) throw new Error("it is nobody's turn: call next() first");
    return observer;
  }

  /** Takes `decision` for the present task. Throws as `Simulation.decide` does; it is then still the agent's turn. */
  decide(): void {
    this.#take(this.task, this.decision);
  }

  /**
   * Lets `policy` decide on every task, in batches where it can (`Policy.decideBatch`) and the event times allow it
   * (`Simulation.advanceTogether`).
   *
   * @param onDecisions called after each decision or batch with the decisions taken so far
   */
  async play(policy: Policy, onDecisions: (count: number) => void | Promise<void>): Promise<void> {
    const { twin } = this;
    if (policy.decideBatch !== undefined && policy.information !== "global" && twin === null) {
      await this.#playTogether(policy.decideBatch.bind(policy), onDecisions);
      return;
    }
    const global = policy.information === "global" ? this.simulation : null;
    while (this.next() >= 0) {
      const pending = policy.decide({ local: this.local, global, twin }, this.decision);
      if (pending !== undefined) await pending;
      this.decide();
      const told = onDecisions(this.task + 1);
      if (told !== undefined) await told;
    }
  }

  async #playTogether(
    decideBatch: NonNullable<Policy["decideBatch"]>,
    onDecisions: (count: number) => void | Promise<void>,
  ): Promise<void> {
    const { simulation } = this;
    const all = Array.from({ length: mostTogether }, () => new Decision(simulation.network.maxTargets));
    for (let done = 0; ; ) {
      const contexts: PolicyContext[] = [];
      simulation.advanceTogether(mostTogether, () =>
        contexts.push({ local: this.#look(), global: null, twin: null }),
      );
      if (contexts.length === 0) return;
      const decisions = all.slice(0, contexts.length);
      for (const decision of decisions) decision.reset();
      const pending = decideBatch(contexts, decisions);
      if (pending !== undefined) await pending;
      for (const decision of decisions) this.#take(done++, decision);
      const told = onDecisions(done);
      if (told !== undefined) await told;
    }
  }

  /** What the agent of the arriving task sees. */
  #look(): LocalObserver {
    const { simulation } = this;
    const { arriving, arrivingRow, nowSeconds } = simulation;
    const agent = arriving.home[arrivingRow]!;
    const observer = this.#observers[agent]!;
    observer.look(simulation, arriving, arrivingRow, nowSeconds - this.#lastTurn[agent]!);
    this.#lastTurn[agent] = nowSeconds;
    return observer;
  }

  #take(task: number, decision: Decision): void {
    this.simulation.decide(decision);
    this.note(task, decision);
  }

  /** Task `task` was decided. */
  protected note(_task: number, _decision: Decision): void {}
}
