/** Plays one episode of an environment with random actions and looks at everything it does. */
import { Rng } from "../../core/rng.ts";
import type { AgentEnvironment } from "../agent-environment.ts";
import { CreditBook } from "./credit-book.ts";
import type { EnvironmentRule, Findings, Place } from "./findings.ts";
import { lookAtChoices, lookAtObservation } from "./look.ts";
import { Trace } from "./trace.ts";

export interface WatchOptions {
  readonly seed: number;
  /** Turns after which an episode counts as endless. */
  readonly stepLimit: number;
  /** Leaves the episode after so many turns. */
  readonly leaveAfter?: number;
  /** Writes nonsense into every array that was handed over, once it is handed over. */
  readonly scribble?: boolean;
  /** Tries actions that cannot be taken at each agent's first turns. */
  readonly tryInvalid?: boolean;
}

/** Each agent's first turns, at which invalid actions are tried. */
const invalidTurns = 3;

/** No mask is this. */
const nonsense = 255;

/** Thrown when the episode cannot go on; what is wrong has been reported. */
class Stop extends Error {}

export class WatchedEpisode {
  readonly trace = new Trace();
  steps = 0;
  /** Whether it could be played to its end, or to where it was to be left. */
  isWhole = false;
  readonly #actions: Rng;
  readonly #credits: CreditBook;
  readonly #turnsOf: number[];
  #lastSeconds = Number.NEGATIVE_INFINITY;

  constructor(
    readonly environment: AgentEnvironment,
    readonly options: WatchOptions,
    readonly findings: Findings,
  ) {
    this.#actions = Rng.stream(options.seed, "check-environment");
    this.#turnsOf = environment.agents.map(() => 0);
    this.#credits = new CreditBook(environment, (rule, message, agent) =>
      findings.add(rule, message, { ...this.#place(), agent }),
    );
  }

  play(): this {
    try {
      this.#begin();
      while (this.environment.agent !== -1) {
        if (this.steps === this.options.leaveAfter) return this.#end();
        this.#turn();
      }
      this.#checkEnd();
      return this.#end();
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      return this;
    }
  }

  #end(): this {
    this.isWhole = true;
    return this;
  }

  #begin(): void {
    const { environment } = this;
    const result: unknown = this.#guarded("throws", "reset", () => environment.reset(this.options.seed));
    if (result !== undefined)
      this.#stop("interface", `reset returned ${String(result)}; it must not be async`);
  }

  #turn(): void {
    const { environment, trace } = this;
    const { agent } = environment;
    if (!(Number.isInteger(agent) && agent >= 0 && agent < environment.agents.length)) {
      this.#stop("agent-range", `\`agent\` is ${agent}; there are ${environment.agents.length} agents`);
    }
    if (environment.ending !== null)
      this.#add("ending", `it is agent ${agent}'s turn, but \`ending\` is set`);
    if (this.steps >= this.options.stepLimit) {
      this.#stop("never-ends", `the episode is not over after ${this.steps} turns`);
    }
    this.#checkTime();
    trace.note(agent);
    trace.note(environment.nowSeconds);
    const observation = this.#guarded("throws", "observe", () =>
      lookAtObservation(environment, agent, (rule, message) => this.#add(rule, message)),
    );
    const mask = this.#guarded("throws", "writeChoiceMask", () =>
      lookAtChoices(environment, agent, (rule, message) => this.#add(rule, message)),
    );
    trace.noteAll(observation, 0, observation.length);
    trace.noteAll(mask, 0, mask.length);
    trace.note(this.#guarded("throws", "reward and takeCredits", () => this.#credits.settle(agent)));
    trace.endTurn();
    if (environment.agent !== agent || !Object.is(environment.nowSeconds, this.#lastSeconds)) {
      this.#add("looking-changes", "the turn moved on though nobody acted");
    }
    const values = this.#valuesFor(agent);
    if (this.options.tryInvalid && this.#turnsOf[agent]! < invalidTurns)
      this.#tryInvalid(agent, mask, values);
    const choice = this.#choiceFrom(mask);
    if (this.options.scribble) {
      observation.fill(Number.NaN);
      mask.fill(nonsense);
    }
    this.#act(agent, choice, values);
    if (!this.options.scribble) return;
    values.fill(Number.NaN);
    const isLeft = observation.every(Number.isNaN) && mask.every((value) => value === nonsense);
    if (!isLeft) this.#add("arrays-kept", "`step` wrote into an array that was handed over before it");
  }

  #act(agent: number, choice: number, values: number[] | Float64Array): void {
    const what = `the choice ${choice} with the values ${Array.from(values).join(", ")}`;
    const result: unknown = this.#guarded("action-refused", what, () =>
      this.environment.step(choice, values),
    );
    if (result !== undefined)
      this.#stop("interface", `step returned ${String(result)}; it must not be async`);
    this.#turnsOf[agent]!++;
    this.#credits.decided(agent);
    this.steps++;
  }

  #tryInvalid(agent: number, mask: Uint8Array, values: number[] | Float64Array): void {
    const { environment } = this;
    const allowed = mask.indexOf(1);
    const masked = mask.indexOf(0);
    const attempts: [string, number, number[] | Float64Array][] = [
      [`the choice ${mask.length} of ${mask.length}`, mask.length, values],
      ["the choice −1", -1, values],
      ["the choice 0.5", 0.5, values],
      ["the choice NaN", Number.NaN, values],
    ];
    if (masked >= 0) attempts.push([`the masked choice ${masked}`, masked, values]);
    if (values.length > 0) {
      attempts.push(["a value that is NaN", allowed, Array.from(values, () => Number.NaN)]);
      attempts.push(["too few values", allowed, Array.from(values).slice(1)]);
    }
    const seconds = environment.nowSeconds;
    for (const [what, choice, given] of attempts) {
      try {
        environment.step(choice, given);
      } catch {
        if (environment.agent === agent && Object.is(environment.nowSeconds, seconds)) continue;
        this.#stop("refused-action-changes", `the turn moved on though ${what} was refused`);
      }
      this.#stop("accepts-invalid-action", `${what} was taken`);
    }
  }

  #checkTime(): void {
    const { nowSeconds } = this.environment;
    if (!(Number.isFinite(nowSeconds) && nowSeconds >= this.#lastSeconds)) {
      this.#add("time-backwards", `\`nowSeconds\` is ${nowSeconds} after ${this.#lastSeconds}`);
    }
    this.#lastSeconds = nowSeconds;
  }

  #checkEnd(): void {
    const { environment } = this;
    const { ending } = environment;
    if (ending !== "terminated" && ending !== "truncated") {
      this.#add("ending", `\`agent\` is −1, but \`ending\` is ${ending}`);
    }
    this.#checkTime();
    this.trace.note(environment.nowSeconds);
    for (const agent of environment.agents.keys()) {
      this.trace.note(this.#guarded("throws", "reward and takeCredits", () => this.#credits.settle(agent)));
      if (ending === "terminated") this.#credits.requireAll(agent);
    }
    this.trace.endTurn();
    refuseOutOfTurn(environment, this.findings, this.#place());
  }

  #choiceFrom(mask: Uint8Array): number {
    const allowed = Array.from(mask.keys()).filter((k) => mask[k] === 1);
    return allowed[this.#actions.integer(allowed.length)] ?? 0;
  }

  /** At either end of a range now and then, anywhere in it otherwise; as a plain or a typed array in turn. */
  #valuesFor(agent: number): number[] | Float64Array {
    const values = this.environment.agents[agent]!.values.entries.map(({ low, high }) => {
      const draw = this.#actions.uniform();
      if (draw < 0.2) return low;
      return draw > 0.8 ? high! : low + (high! - low) * this.#actions.uniform();
    });
    return this.steps % 2 === 0 ? values : Float64Array.from(values);
  }

  #place(): Place {
    const { agent } = this.environment;
    return { seed: this.options.seed, step: this.steps, agent: agent >= 0 ? agent : null };
  }

  #add(rule: EnvironmentRule, message: string): void {
    this.findings.add(rule, message, this.#place());
  }

  #stop(rule: EnvironmentRule, message: string): never {
    this.#add(rule, message);
    throw new Stop();
  }

  /** Does `work`, which must not throw. */
  #guarded<T>(rule: EnvironmentRule, what: string, work: () => T): T {
    try {
      return work();
    } catch (error) {
      return this.#stop(rule, `${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

/** `step` when it is nobody's turn must throw. */
export function refuseOutOfTurn(environment: AgentEnvironment, findings: Findings, place: Place): void {
  const values = environment.agents[0]!.values.entries.map(({ low }) => low);
  try {
    environment.step(0, values);
  } catch {
    if (environment.agent === -1) return;
  }
  findings.add("acts-out-of-turn", "an action was taken when it was nobody's turn", place);
}
