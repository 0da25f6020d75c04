/** Rounds of synchronous learning: one is over when every agent has taken its decisions; the quicker ones wait. */
export class Rounds {
  readonly #decisions: Int32Array;
  #waitingFor: number;

  /** @param decisionsEach that every agent takes in a round, at least */
  constructor(
    agents: number,
    readonly decisionsEach: number,
  ) {
    this.#decisions = new Int32Array(agents);
    this.#waitingFor = agents;
  }

  /** Notes a decision. Whether it ends a round; the next one then begins. */
  noteDecision(agent: number): boolean {
    this.#decisions[agent] = this.#decisions[agent]! + 1;
    if (this.#decisions[agent] === this.decisionsEach) this.#waitingFor--;
    if (this.#waitingFor > 0) return false;
    this.#decisions.fill(0);
    this.#waitingFor = this.#decisions.length;
    return true;
  }
}
