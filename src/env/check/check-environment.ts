/**
 * Finds what an implementation of `AgentEnvironment` gets wrong: plays episodes with random actions, looks at every turn,
 * and plays the same ones again: in a fresh environment, after others, after a reset in their middle, with arrays
 * that are overwritten once handed over, and with actions that have to be refused.
 */
import type { AgentEnvironment } from "../agent-environment.ts";
import { checkMembers, checkSpaces } from "./check-spaces.ts";
import { type EnvironmentRule, type Finding, Findings, nowhere } from "./findings.ts";
import { refuseOutOfTurn, WatchedEpisode, type WatchOptions } from "./watched-episode.ts";

export interface CheckOptions {
  /** Seeds of the two episodes that are played; they should differ. Default 1 and 2. */
  readonly seeds?: readonly [number, number];
  /** Turns after which an episode counts as endless; default 200,000. */
  readonly stepLimit?: number;
}

export interface CheckReport {
  /** Episodes played, and turns in all of them. */
  readonly episodes: number;
  readonly steps: number;
  /** Empty when nothing is wrong. */
  readonly findings: readonly Finding[];
}

/** @param create makes the environment; asked several times, for fresh ones (it may give the same one again) */
export function checkEnvironment(
  create: () => AgentEnvironment,
  { seeds: [seed, otherSeed] = [1, 2], stepLimit = 200_000 }: CheckOptions = {},
): CheckReport {
  const findings = new Findings();
  let episodes = 0;
  let steps = 0;
  const play = (environment: AgentEnvironment, options: Partial<WatchOptions> = {}) => {
    const episode = new WatchedEpisode(environment, { seed, stepLimit, ...options }, findings).play();
    episodes++;
    steps += episode.steps;
    return episode;
  };
  const report = () => ({ episodes, steps, findings: findings.all });

  const environment = create();
  if (!checkMembers(environment, findings) || !checkSpaces(environment, findings)) return report();
  refuseOutOfTurn(environment, findings, nowhere);
  const spaces = JSON.stringify(environment.agents);
  const first = play(environment);
  if (!first.isWhole) return report();

  /** Plays the first episode again; returns whether it was the same. */
  const again = (rule: EnvironmentRule, how: string, replayed: WatchedEpisode) => {
    if (!replayed.isWhole) return false;
    const step = first.trace.differsAt(replayed.trace);
    if (step >= 0)
      findings.add(rule, `the episode of seed ${seed} is another ${how}`, { seed, step, agent: null });
    return step < 0;
  };
  const fresh = create();
  const isReproducible =
    fresh === environment || again("not-deterministic", "in a fresh environment", play(fresh));
  play(environment, { seed: otherSeed });
  if (JSON.stringify(environment.agents) !== spaces) {
    findings.add("spaces-change", "`agents` is another after an episode");
    return report();
  }
  if (!isReproducible) return report();
  if (!again("leaks-between-episodes", "after one of another seed", play(environment))) return report();
  play(environment, { seed: otherSeed, leaveAfter: Math.ceil(first.steps / 2) });
  again("reset-in-mid-episode", "after a reset in the middle of another", play(environment));
  again("arrays-kept", "when arrays are overwritten once handed over", play(create(), { scribble: true }));
  again("refused-action-changes", "after actions that were refused", play(create(), { tryInvalid: true }));
  return report();
}
