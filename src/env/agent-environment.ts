/**
 * The interface between a learner and a world in which agents act one at a time, each at its own simulated times: the
 * agent-environment cycle of PettingZoo (Terry et al., 2021), with a clock, and with rewards that become known late.
 * docs/environment.md explains it; `checkEnvironment` finds what an implementation gets wrong.
 *
 *     environment.reset(seed);
 *     while (environment.agent >= 0) {
 *       environment.observe(observation);
 *       // … choose; `environment.reward(environment.agent)` is what came in since this agent's last turn
 *       environment.step(choice, values);
 *     }
 */
import type { AgentSpaces } from "./spaces.ts";

export interface AgentEnvironment {
  /** The agents, and their spaces: the same in every episode. Agents are named by their place in this list. */
  readonly agents: readonly AgentSpaces[];
  /** The agent whose turn it is; −1 before the first `reset`, and once the episode is over. */
  readonly agent: number;
  /**
   * How the episode ended; null until then. `"terminated"`: nothing more can happen, there is no value beyond.
   * `"truncated"`: it was cut off, and would have gone on.
   */
  readonly ending: "terminated" | "truncated" | null;
  /** Simulated time of this turn [s]; of the last event once the episode is over. Never goes back in an episode. */
  readonly nowSeconds: number;
  /** What a trainer may want to know of this turn, and no agent may: never part of an observation. Reused. */
  readonly info: Readonly<Record<string, number>>;

  /**
   * Begins the episode of this number, and runs to its first turn. The same seed gives the same episode, bit for bit,
   * whatever was played before, and also when the present episode is not over.
   */
  reset(seed: number): void;

  /**
   * Writes what the present agent sees to `out`, all entries of its observation space, from `offset` on. Neither keeps
   * `out` nor changes anything: asked again, it writes the same.
   */
  observe(out: Float32Array, offset?: number): void;

  /** Writes 1 for each choice that the present agent may take, 0 for the others, from `offset` on. */
  writeChoiceMask(out: Uint8Array, offset?: number): void;

  /**
   * Takes the present agent's action, and runs to the next turn, or to the end. `values` are not kept.
   * @throws EdgeflockError("value") when nobody's turn it is, or the action cannot be taken; it is then still this turn
   */
  step(choice: number, values: ArrayLike<number>): void;

  /**
   * What has become known of `agent`'s rewards since its last step: their sum, 0 for none. At the agent's turn it is
   * the reward of the usual cycle; once the episode is over it is what was still to come. `step` puts that of the
   * agent that acts back to 0.
   */
  reward(agent: number): number;

  /**
   * Shows `take` the same rewards one by one, each with the decision that earned it (0 is the agent's first decision of
   * the episode) and only once. Each decision of an episode that is `"terminated"` has been rewarded exactly once, not
   * always in order.
   */
  takeCredits(agent: number, take: (decision: number, reward: number) => void): void;
}
