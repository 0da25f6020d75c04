/** The decisions tried in one episode, several a task: what their agents saw, what was drawn, what it cost. */
import type { Rng } from "../../core/rng.ts";
import type { ActionHeads } from "../on-policy/action-heads.ts";
import { shuffle } from "../on-policy/epochs.ts";
import type { CounterfactualPpoConfig } from "./config.ts";

export class Trials {
  /** Tried decisions: `alternatives` a task. */
  readonly count: number;
  /** `[tasks, view.size]` and `[tasks, heads.width]`. */
  readonly #observations: Float32Array;
  readonly #logits: Float32Array;
  /** `[count, heads.actionWidth]`; the other columns are `[count]`. */
  readonly #actions: Int32Array;
  readonly #logProbabilities: Float64Array;
  readonly #costs: Float64Array;
  readonly #advantages: Float64Array;
  readonly #order: Int32Array;
  readonly #greedy: Int32Array;

  constructor(
    tasks: number,
    readonly viewSize: number,
    readonly heads: ActionHeads,
    readonly config: Pick<CounterfactualPpoConfig, "alternatives" | "batch" | "largestAdvantage">,
  ) {
    this.count = tasks * config.alternatives;
    this.#greedy = new Int32Array(heads.actionWidth);
    this.#observations = new Float32Array(tasks * viewSize);
    this.#logits = new Float32Array(tasks * heads.width);
    this.#actions = new Int32Array(this.count * heads.actionWidth);
    this.#logProbabilities = new Float64Array(this.count);
    this.#costs = new Float64Array(this.count);
    this.#advantages = new Float64Array(this.count);
    this.#order = Int32Array.from({ length: this.count }, (_, k) => k);
  }

  #actionOf(k: number): Int32Array {
    const { actionWidth } = this.heads;
    return this.#actions.subarray(k * actionWidth, (k + 1) * actionWidth);
  }

  /** What the agent of `task` saw. Returns the target set that is played, and writes its shares. */
  note(task: number, observation: Float32Array, logits: Float32Array, shares: Float32Array): number {
    this.#observations.set(observation, task * this.viewSize);
    this.#logits.set(logits, task * this.heads.width);
    this.heads.choose(logits, this.#greedy, null);
    this.heads.writeShares(this.#greedy, shares);
    return this.#greedy[0]!;
  }

  /** Draws the alternatives of `task` and asks `costOf` about each, whose shares are then in `shares`. */
  tryAll(task: number, rng: Rng, shares: Float32Array, costOf: (set: number) => number): void {
    const { alternatives } = this.config;
    const { width } = this.heads;
    const logits = this.#logits.subarray(task * width, (task + 1) * width);
    for (let k = task * alternatives; k < (task + 1) * alternatives; k++) {
      const action = this.#actionOf(k);
      this.#logProbabilities[k] = this.heads.choose(logits, action, rng);
      this.heads.writeShares(action, shares);
      this.#costs[k] = costOf(action[0]!);
    }
  }

  /**
   * Advantages: how much less each trial cost than the mean of the other trials of its task (a leave-one-out baseline,
   * which has no bias: Kool, van Hoof and Welling, 2019). Returns the mean of their squares.
   */
  creditByMean(): number {
    const { alternatives } = this.config;
    let squares = 0;
    for (let first = 0; first < this.count; first += alternatives) {
      let sum = 0;
      for (let k = first; k < first + alternatives; k++) sum += this.#costs[k]!;
      for (let k = first; k < first + alternatives; k++) {
        const advantage = (sum - alternatives * this.#costs[k]!) / (alternatives - 1);
        this.#advantages[k] = advantage;
        squares += advantage * advantage;
      }
    }
    return squares / this.count;
  }

  /** A new order for batches. */
  shuffle(rng: Rng): void {
    shuffle(this.#order, rng);
  }

  /** Writes a batch, from place `from` of the order on, as the update takes it; `scale` is what advantages are divided by. */
  writeBatch(from: number, scale: number, inputs: Readonly<Record<string, Float32Array>>): void {
    const { alternatives, batch, largestAdvantage } = this.config;
    const { viewSize, heads } = this;
    for (let row = 0; row < batch; row++) {
      const k = this.#order[(from + row) % this.count]!;
      const task = Math.floor(k / alternatives);
      const seen = this.#observations.subarray(task * viewSize, (task + 1) * viewSize);
      inputs["observations"]!.set(seen, row * viewSize);
      const action = this.#actionOf(k);
      heads.writeChosen(action, inputs["chosen"]!, row * heads.width);
      inputs["oldLogProbability"]![row] = this.#logProbabilities[k]!;
      const advantage = scale > 0 ? this.#advantages[k]! / scale : 0;
      inputs["advantages"]![row] = Math.max(-largestAdvantage, Math.min(largestAdvantage, advantage));
    }
  }
}
