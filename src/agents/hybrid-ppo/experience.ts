/** What one episode has shown: what the agents saw and drew at every decision, what it earned, and what that is worth. */
import type { Rng } from "../../core/rng.ts";
import { explainedVariance, generalisedAdvantages } from "../../rl/index.ts";
import type { ActionHeads } from "../on-policy/action-heads.ts";
import { type Samples, shuffle } from "../on-policy/epochs.ts";
import type { PolicyShape } from "../on-policy/policy-shape.ts";
import type { HybridPpoConfig } from "./config.ts";
import type { ReturnScale } from "./return-scale.ts";

type Inputs = Readonly<Record<string, Float32Array>>;

export class Experience implements Samples {
  /** `[count, …]`, one row a task: its decision. */
  readonly #observations: Float32Array;
  readonly #globalStates: Float32Array;
  readonly #actions: Int32Array;
  readonly #logProbabilities: Float64Array;
  readonly #rewards: Float64Array;
  readonly #discounts: Float64Array;
  readonly #values: Float64Array;
  readonly #advantages: Float64Array;
  readonly #returns: Float64Array;
  /** Tasks of each agent, in the order of its decisions. */
  readonly #tasksOf: readonly number[][];
  readonly #order: Int32Array;

  constructor(
    /** Tasks of the episode, and so decisions. */
    readonly count: number,
    agents: number,
    readonly shape: PolicyShape,
    readonly heads: ActionHeads,
    readonly config: HybridPpoConfig,
    readonly scale: ReturnScale,
    readonly shuffling: Rng,
  ) {
    const { view, global } = shape.layout;
    this.#observations = new Float32Array(count * view.size);
    this.#globalStates = new Float32Array(count * global);
    this.#actions = new Int32Array(count * heads.actionWidth);
    this.#logProbabilities = new Float64Array(count);
    this.#rewards = new Float64Array(count);
    this.#discounts = new Float64Array(count);
    this.#values = new Float64Array(count);
    this.#advantages = new Float64Array(count);
    this.#returns = new Float64Array(count);
    this.#tasksOf = Array.from({ length: agents }, () => []);
    this.#order = Int32Array.from({ length: count }, (_, k) => k);
  }

  /** Draws an action for `task` by `logits`, writes its shares and returns its target set. */
  draw(agent: number, task: number, logits: Float32Array, rng: Rng, shares: Float32Array): number {
    const action = this.#actionOf(task);
    this.#logProbabilities[task] = this.heads.choose(logits, action, rng);
    this.heads.writeShares(action, shares);
    this.#tasksOf[agent]!.push(task);
    return action[0]!;
  }

  /** Takes a transition of `agent` from its decision number `step`, laid out as `TransitionLayout` says. */
  note(agent: number, row: Float32Array, step: number): void {
    const task = this.#tasksOf[agent]![step]!;
    const { layout } = this.shape;
    const { view, global, globalAt } = layout;
    this.#observations.set(row.subarray(0, view.size), task * view.size);
    this.#globalStates.set(row.subarray(globalAt, globalAt + global), task * global);
    this.#rewards[task] = row[layout.rewardAt]!;
    const { gamma, discount } = this.config;
    const elapsed = discount === "second" ? row[layout.secondsAt]! : 1;
    // 0⁰ is 1: with γ = 0 and decisions at the same time, the next one is not in the future.
    this.#discounts[task] = row[layout.doneAt] === 1 ? 0 : gamma ** elapsed;
  }

  /** Values every decision; `valuesOf` answers to inputs of a batch with normalised values. */
  async value(inputs: Inputs, valuesOf: () => Promise<Float32Array>): Promise<void> {
    const { batch } = this.config;
    for (let from = 0; from < this.count; from += batch) {
      for (let row = 0; row < batch; row++) this.#writeSeen((from + row) % this.count, row, inputs);
      const values = await valuesOf();
      const rows = Math.min(batch, this.count - from);
      for (let row = 0; row < rows; row++) this.#values[from + row] = this.scale.restored(values[row]!);
    }
  }

  /**
   * Credits every decision by generalised advantages along its agent's own sequence, and takes note of the scale of
   * returns. Returns how much of their variance the values explain.
   */
  credit(): number {
    for (const tasks of this.#tasksOf) {
      const of = (column: Float64Array) => Float64Array.from(tasks, (task) => column[task]!);
      const sequence = {
        rewards: of(this.#rewards),
        values: of(this.#values),
        discounts: of(this.#discounts),
      };
      const advantages = generalisedAdvantages(sequence, this.config.lambda);
      for (const [step, task] of tasks.entries()) {
        this.#advantages[task] = advantages[step]!;
        this.#returns[task] = advantages[step]! + this.#values[task]!;
      }
    }
    const explained = explainedVariance(this.#values, this.#returns);
    this.scale.note(this.#returns);
    this.#normaliseAdvantages();
    return explained;
  }

  /** To mean 0 and deviation 1 over the decisions of all agents. */
  #normaliseAdvantages(): void {
    const advantages = this.#advantages;
    const { largestAdvantage } = this.config;
    const mean = advantages.reduce((sum, value) => sum + value, 0) / this.count;
    const squares = advantages.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    const deviation = squares > 0 ? Math.sqrt(squares / this.count) : 1;
    for (let k = 0; k < this.count; k++) {
      const own = (advantages[k]! - mean) / deviation;
      advantages[k] = Math.max(-largestAdvantage, Math.min(largestAdvantage, own));
    }
  }

  shuffle(): void {
    shuffle(this.#order, this.shuffling);
  }

  writeBatch(from: number, inputs: Inputs): void {
    const { heads, config } = this;
    for (let row = 0; row < config.batch; row++) {
      const task = this.#order[(from + row) % this.count]!;
      this.#writeSeen(task, row, inputs);
      heads.writeChosen(this.#actionOf(task), inputs["chosen"]!, row * heads.width);
      inputs["oldLogProbability"]![row] = this.#logProbabilities[task]!;
      inputs["advantages"]![row] = this.#advantages[task]!;
      inputs["returns"]![row] = this.scale.normalised(this.#returns[task]!);
    }
  }

  #writeSeen(task: number, row: number, inputs: Inputs): void {
    const { view, global } = this.shape.layout;
    const seen = this.#observations.subarray(task * view.size, (task + 1) * view.size);
    inputs["observations"]!.set(seen, row * view.size);
    const all = this.#globalStates.subarray(task * global, (task + 1) * global);
    inputs["globalStates"]?.set(all, row * global);
  }

  #actionOf(task: number): Int32Array {
    const { actionWidth } = this.heads;
    return this.#actions.subarray(task * actionWidth, (task + 1) * actionWidth);
  }
}
