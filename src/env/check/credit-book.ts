/** Keeps account of an episode's rewards: what agents are told at their turns against what their decisions earned. */
import type { AgentEnvironment } from "../agent-environment.ts";
import type { EnvironmentRule } from "./findings.ts";

/** Sums of the same numbers in another order may differ by this much, of the sum of their sizes. */
const tolerance = 1e-9;

export class CreditBook {
  /** For each agent, whether each of its decisions has been credited. */
  readonly #credited: boolean[][];

  constructor(
    readonly environment: AgentEnvironment,
    readonly report: (rule: EnvironmentRule, message: string, agent: number) => void,
  ) {
    this.#credited = environment.agents.map(() => []);
  }

  /** The agent has acted. */
  decided(agent: number): void {
    this.#credited[agent]!.push(false);
  }

  /** Takes what the agent has been given since its last turn, and returns its sum. */
  settle(agent: number): number {
    const { environment } = this;
    const told = environment.reward(agent);
    if (!Number.isFinite(told)) this.report("reward-not-finite", `the reward is ${told}`, agent);
    let sum = 0;
    let size = 0;
    environment.takeCredits(agent, (decision, reward) => {
      if (!Number.isFinite(reward)) {
        this.report("reward-not-finite", `the credit of decision ${decision} is ${reward}`, agent);
      }
      sum += reward;
      size += Math.abs(reward);
      this.#credit(agent, decision);
    });
    if (Math.abs(told - sum) > tolerance * Math.max(size, Math.abs(told))) {
      this.report("rewards-do-not-add-up", `the reward is ${told}, but the credits add up to ${sum}`, agent);
    }
    environment.takeCredits(agent, (decision) =>
      this.report("credits", `decision ${decision} is credited again when asked again`, agent),
    );
    if (!Object.is(environment.reward(agent), told)) {
      this.report("looking-changes", "the reward is another when asked again", agent);
    }
    return told;
  }

  /** At the end of an episode that has terminated. */
  requireAll(agent: number): void {
    const open = this.#credited[agent]!.indexOf(false);
    if (open >= 0) this.report("credits", `the episode is over, but decision ${open} has no credit`, agent);
  }

  #credit(agent: number, decision: number): void {
    const credited = this.#credited[agent]!;
    if (credited[decision] === undefined) {
      this.report("credits", `decision ${decision} is credited, of ${credited.length} so far`, agent);
    } else if (credited[decision]) {
      this.report("credits", `decision ${decision} is credited twice`, agent);
    }
    if (decision in credited) credited[decision] = true;
  }
}
