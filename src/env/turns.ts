/** Whose turn it is in a simulation, what that agent sees, and what it decides. Episodes and streams are played with it. */
import { Decision } from "../sim/decision.ts";
import type { Simulation } from "../sim/simulator.ts";
import { LocalObserver } from "./local-observer.ts";

export class Turns {
  /** What `decide` takes; reset at each turn. */
  readonly decision: Decision;
  /** The server whose agent has to decide, and the number of its task; −1 before the first turn and after the last. */
  agent = -1;
  task = -1;
  readonly #observers: readonly LocalObserver[];
  readonly #lastDecision: Float64Array;

  constructor(readonly simulation: Simulation) {
    const { network, loadReports } = simulation;
    this.decision = new Decision(network.maxTargets);
    this.#observers = Array.from(
      { length: network.serverCount },
      (_, m) => new LocalObserver(network, m, loadReports !== null),
    );
    this.#lastDecision = new Float64Array(network.serverCount).fill(Number.NEGATIVE_INFINITY);
  }

  /** Runs to the next turn and returns its agent; −1 when every task has completed. */
  next(): number {
    const { simulation } = this;
    this.task = simulation.advance();
    if (this.task < 0) {
      this.agent = -1;
      return -1;
    }
    const { arriving, arrivingRow } = simulation;
    const agent = arriving.home[arrivingRow]!;
    this.agent = agent;
    const since = simulation.nowSeconds - this.#lastDecision[agent]!;
    this.#observers[agent]!.look(simulation, arriving, arrivingRow, since);
    this.decision.reset();
    return agent;
  }

  /** What the agent sees whose turn it is. */
  get local(): LocalObserver {
    const observer = this.#observers[this.agent];
    if (observer === undefined) throw new Error("it is nobody's turn: call next() first");
    return observer;
  }

  /** Takes `decision` for the present task. Throws as `Simulation.decide` does; it is then still the agent's turn. */
  decide(): void {
    this.simulation.decide(this.decision);
    this.#lastDecision[this.agent] = this.simulation.nowSeconds;
  }
}
