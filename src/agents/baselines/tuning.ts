/**
 * Tunes the constants of a baseline by simulation: coordinate descent from a starting point, each candidate judged
 * by its mean objective over the given windows. Deterministic for given windows, budget and seed.
 */
import { Rng } from "../../core/rng.ts";
import type { EpisodeSetup, Policy } from "../../env/policy.ts";
import { rollout } from "../../env/rollout.ts";
import { taskCost } from "../../sim/cost.ts";
import type { Network } from "../../sim/network.ts";
import type { TaskOutcomes } from "../../sim/outcomes.ts";
import type { TuningOptions } from "./baseline.ts";

/** Candidates that differ from `from` in one coordinate, most promising first. */
export type Coordinate<P> = (from: P) => readonly P[];

/** After each window, a candidate this much worse than the best so far on the same windows is given up. */
const hopelessRatio = 1.03;

/** Judges candidates on the windows and remembers the best one and everything it has judged. */
export class Tuner<P> {
  #best: { readonly candidate: P; readonly sums: readonly number[] } | null = null;
  readonly #judged = new Set<string>();
  #episodes = 0;

  constructor(
    readonly setups: readonly EpisodeSetup[],
    readonly options: TuningOptions,
    readonly create: (candidate: P) => Policy,
  ) {
    if (setups.length === 0) throw new Error("tuning needs at least one window");
  }

  get best(): P {
    if (this.#best === null) throw new Error("no candidate was judged yet");
    return this.#best.candidate;
  }

  /** Windows simulated so far. */
  get episodes(): number {
    return this.#episodes;
  }

  /** True when the budget does not suffice for another candidate. */
  get exhausted(): boolean {
    return this.#best !== null && this.#episodes + this.setups.length > this.options.budgetEpisodes;
  }

  /** Judges `candidate` unless it was judged before or the budget is used up. True when it is the best so far. */
  async offer(candidate: P): Promise<boolean> {
    const key = JSON.stringify(candidate);
    if (this.exhausted || this.#judged.has(key)) return false;
    this.#judged.add(key);
    const policy = this.create(candidate);
    const sums: number[] = [];
    let sum = 0;
    for (const setup of this.setups) {
      sum += windowObjective(setup, (await rollout(setup, policy)).simulator.outcomes);
      const bar = this.#best?.sums[sums.length] ?? Number.POSITIVE_INFINITY;
      sums.push(sum);
      this.#episodes += 1;
      if (sum > hopelessRatio * bar) break;
    }
    this.options.onProgress?.(Math.min(1, this.#episodes / this.options.budgetEpisodes));
    // Lets an interrupt or a progress display in: rollouts of synchronous policies never leave the microtask queue.
    await new Promise((resolve) => setImmediate(resolve));
    const bar = this.#best?.sums.at(-1) ?? Number.POSITIVE_INFINITY;
    if (sums.length < this.setups.length || sum >= bar) return false;
    this.#best = { candidate, sums };
    return true;
  }

  /**
   * Coordinate descent from the best candidate so far: takes the coordinates in turn (in an order drawn from the
   * seed), stays with one while it improves, until a round brings nothing. What is left of the budget goes into
   * random moves along two coordinates at once, with another descent after each that improves.
   */
  async descend(coordinates: readonly Coordinate<P>[]): Promise<void> {
    const rng = Rng.stream(this.options.seed, "tuning");
    await this.#descendOnce(coordinates, rng);
    // Moves that were judged before cost no budget, so their number has a limit of its own.
    for (let move = 0; move < this.options.budgetEpisodes && !this.exhausted; move++) {
      const first = drawOne(rng, drawOne(rng, coordinates)?.(this.best) ?? []);
      const second = first && drawOne(rng, drawOne(rng, coordinates)?.(first) ?? []);
      if (second !== undefined && (await this.offer(second))) await this.#descendOnce(coordinates, rng);
    }
  }

  async #descendOnce(coordinates: readonly Coordinate<P>[], rng: Rng): Promise<void> {
    const order = [...coordinates];
    for (let improved = true; improved && !this.exhausted; ) {
      improved = false;
      for (let last = order.length - 1; last > 0; last--) {
        const other = rng.integer(last + 1);
        [order[last], order[other]] = [order[other]!, order[last]!];
      }
      for (const coordinate of order) {
        while (await this.#improve(coordinate)) improved = true;
      }
    }
  }

  async #improve(coordinate: Coordinate<P>): Promise<boolean> {
    for (const candidate of coordinate(this.best)) {
      if (await this.offer(candidate)) return true;
    }
    return false;
  }
}

function drawOne<T>(rng: Rng, items: readonly T[]): T | undefined {
  return items.length > 0 ? items[rng.integer(items.length)] : undefined;
}

/** The values on `scale` (ascending) near `value`: one step up and down, then two. */
export function nearby(scale: readonly number[], value: number): number[] {
  let at = 0;
  for (const [index, entry] of scale.entries()) {
    if (Math.abs(entry - value) < Math.abs(scale[at]! - value)) at = index;
  }
  return [at + 1, at - 1, at + 2, at - 2].flatMap((index) => scale[index] ?? []);
}

/**
 * Shares worth trying for compute and bandwidth, ascending: those of which a whole number fills a resource, `1/(κ·k)`
 * with k up to 20. With any other share the rest of the resource lies idle while requests wait.
 */
export function packingShares({ resourceCap, shareMin }: Network): number[] {
  return Array.from({ length: 20 }, (_, k) => 1 / (resourceCap * (20 - k)))
    .filter((share) => share >= shareMin && share < 1 + 1e-9)
    .map((share) => Math.min(1, share));
}

/** Mean cost of the tasks of a finished window. */
export function windowObjective({ tasks, cost }: EpisodeSetup, outcomes: TaskOutcomes): number {
  let sum = 0;
  for (let row = 0; row < tasks.count; row++) sum += taskCost(cost, outcomes, row);
  return sum / tasks.count;
}
