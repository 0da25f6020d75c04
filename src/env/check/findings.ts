/** What the checker finds: the rules, and where each was broken first. */

/** Each rule, and the likely fix where it is broken. */
export const environmentRules = {
  interface:
    "Implement every member of AgentEnvironment; `reset` and `step` do their work before they return.",
  spaces: "Describe the spaces as data: names told apart, ranges with low < high, values with both ends.",
  "spaces-change": "Keep `agents` the same in every episode; put what varies into the observation.",
  throws: "Make it work at every turn, with arrays of the right size and any offset.",
  "agent-range": "Make `agent` a place in `agents`, or −1 when nobody's turn it is.",
  ending:
    "Keep `ending` null while it is somebody's turn; once the episode is over say how it ended, from then on.",
  "never-ends":
    "End every episode: set `agent` to −1 and `ending` when it is over, or cut it off as `truncated`.",
  "time-backwards": "Set `nowSeconds` to the simulated time of the turn, and let it only grow in an episode.",
  "observation-size":
    "Write as many numbers as the observation space has entries, from `offset` on, and no others.",
  "observation-not-a-number": "Look for a division by zero, infinity less infinity, or an entry never set.",
  "observation-range": "Correct the entry's `low` and `high`, or the number, e.g. by cutting it off.",
  "looking-changes":
    "Let `observe`, `writeChoiceMask` and `reward` only look: move time and draw numbers in `step`.",
  mask: "Write 1 or 0 for each choice of the agent, from `offset` on, and leave at least one to take.",
  "action-refused":
    "Accept every choice that the mask allows, with any values in their ranges, or mask the choice.",
  "accepts-invalid-action":
    "Throw where a choice is out of range or masked, or a value is NaN or missing, before anything changes.",
  "refused-action-changes":
    "Check an action before anything of it is done: after a refusal it is still the same turn.",
  "acts-out-of-turn": "Throw in `step` when it is nobody's turn: before the first `reset` and after the end.",
  "reward-not-finite": "Look for a division by zero, or a reward given before it is known.",
  "rewards-do-not-add-up":
    "Let `reward` be the sum of the credits since the agent's last step, and put it back to 0 in `step`.",
  credits:
    "Credit each decision once, by its number among the agent's own from 0, after it was made, and all by the end.",
  "arrays-kept":
    "Copy what you need out of the caller's arrays (observation, mask, values): they are used again.",
  "not-deterministic": "Draw every random number from a generator that `reset` seeds; read no clock.",
  "leaks-between-episodes":
    "Make everything anew in `reset`: queues, counters, random generators, open rewards.",
  "reset-in-mid-episode": "Let `reset` drop what is under way, also tasks and rewards that are still open.",
} as const;

export type EnvironmentRule = keyof typeof environmentRules;

/** Where something was found. */
export interface Place {
  /** Seed of the episode; null outside of one. */
  readonly seed: number | null;
  /** Turn of the episode, from 0; null outside of one. */
  readonly step: number | null;
  readonly agent: number | null;
}

export const nowhere: Place = { seed: null, step: null, agent: null };

export interface Finding extends Place {
  readonly rule: EnvironmentRule;
  /** What was found, with the values. */
  readonly message: string;
  /** The likely fix. */
  readonly fix: string;
  /** How often it was found; the place is the first. */
  readonly times: number;
}

export class Findings {
  readonly #found = new Map<EnvironmentRule, Finding>();

  add(rule: EnvironmentRule, message: string, { seed, step, agent }: Place = nowhere): void {
    const first = this.#found.get(rule);
    const finding = first ?? { rule, message, fix: environmentRules[rule], seed, step, agent, times: 0 };
    this.#found.set(rule, { ...finding, times: finding.times + 1 });
  }

  /** In the order in which they were found first. */
  get all(): Finding[] {
    return [...this.#found.values()];
  }
}
