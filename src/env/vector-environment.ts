/**
 * Independent environments stepped together, so that one call of a network can decide for all of them: row by row, what
 * the waiting agents see; in one call, what they do. Each goes exactly as it would alone.
 */
import { EdgeflockError } from "../core/errors.ts";
import type { AgentEnvironment } from "./agent-environment.ts";

/**
 * Told when an environment's episode is over, with its last rewards still to be read.
 * @returns the seed of its next episode; null to leave it out from now on
 */
export type EpisodeOver = (environment: number) => number | null;

export class VectorEnvironment {
  /** Numbers of a row of `observations`: as many as the longest observation. */
  readonly observationSize: number;
  /** Numbers of a row of `masks`: as many as the most choices. */
  readonly choiceCount: number;
  /** Numbers of a row of an action's values. */
  readonly valueCount: number;
  /** Rows of the present turn, 0 to E: one an environment that waits for an action, in the order of the environments. */
  count = 0;
  /** Row by row: the environment, and the agent whose turn it is there. */
  readonly environmentOf: Int32Array;
  readonly agentOf: Int32Array;
  /** `[E, observationSize]`, of which the first `count` rows count; an agent that sees less has zeros behind. Reused. */
  readonly observations: Float32Array;
  /** `[E, choiceCount]`, likewise. */
  readonly masks: Uint8Array;
  readonly #values: Float64Array;

  constructor(
    readonly environments: readonly AgentEnvironment[],
    readonly episodeOver: EpisodeOver = () => null,
  ) {
    const agents = environments.flatMap((environment) => environment.agents);
    const most = (sizes: readonly number[]) => sizes.reduce((largest, size) => Math.max(largest, size), 0);
    this.observationSize = most(agents.map(({ observation }) => observation.entries.length));
    this.choiceCount = most(agents.map(({ choice }) => choice.choices.length));
    this.valueCount = most(agents.map(({ values }) => values.entries.length));
    this.environmentOf = new Int32Array(environments.length);
    this.agentOf = new Int32Array(environments.length);
    this.observations = new Float32Array(environments.length * this.observationSize);
    this.masks = new Uint8Array(environments.length * this.choiceCount);
    this.#values = new Float64Array(this.valueCount);
  }

  /** Begins an episode in each environment: seed `k` is that of environment `k`. */
  reset(seeds: readonly number[]): void {
    if (seeds.length !== this.environments.length) {
      throw new EdgeflockError(
        "value",
        `there are ${this.environments.length} environments, but ${seeds.length} seeds`,
        "Give each environment a seed.",
      );
    }
    this.count = 0;
    for (const [index, environment] of this.environments.entries()) {
      environment.reset(seeds[index]!);
      this.#enter(index, environment);
    }
    this.#look();
  }

  /**
   * Takes an action for each of the `count` rows and runs every environment to its next turn. An episode that ends is
   * shown to `episodeOver`, and the next one begun if it says so.
   *
   * @param choices row by row
   * @param values `[count, valueCount]`
   * @throws what an environment's `step` throws; environments before it have then moved on: begin anew with `reset`
   */
  step(choices: ArrayLike<number>, values: ArrayLike<number>): void {
    const rows = this.count;
    if (choices.length < rows || values.length < rows * this.valueCount) {
      throw new EdgeflockError(
        "value",
        `${rows} environments wait, but there are ${choices.length} choices and ${values.length} values`,
        `Give each row a choice and ${this.valueCount} values.`,
      );
    }
    this.count = 0;
    for (let row = 0; row < rows; row++) {
      const index = this.environmentOf[row]!;
      const environment = this.environments[index]!;
      for (let k = 0; k < this.valueCount; k++) this.#values[k] = values[row * this.valueCount + k]!;
      environment.step(choices[row]!, this.#values);
      // Rows already stepped make room: the next turn's row is never behind this one's.
      this.#enter(index, environment);
    }
    this.#look();
  }

  /** Gives the environment a row of the next turn; where its episode is over, begins the next or leaves it out. */
  #enter(index: number, environment: AgentEnvironment): void {
    while (environment.agent < 0) {
      const seed = this.episodeOver(index);
      if (seed === null) return;
      environment.reset(seed);
    }
    this.environmentOf[this.count] = index;
    this.agentOf[this.count] = environment.agent;
    this.count++;
  }

  #look(): void {
    this.observations.fill(0);
    this.masks.fill(0);
    for (let row = 0; row < this.count; row++) {
      const environment = this.environments[this.environmentOf[row]!]!;
      environment.observe(this.observations, row * this.observationSize);
      environment.writeChoiceMask(this.masks, row * this.choiceCount);
    }
  }
}
