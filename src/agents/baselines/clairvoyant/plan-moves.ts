/** Draws changes of a plan: other helpers, another offload ratio, other shares, a neighbour's decision; of one task or of a burst. */
import type { Rng } from "../../../core/rng.ts";
import { type DecisionLog, readFromLog, writeToLog } from "../../../env/decision-log.ts";
import type { EpisodeSetup } from "../../../env/policy.ts";
import { TargetSets } from "../../../env/target-sets.ts";
import { Decision } from "../../../sim/decision.ts";
import { packingShares } from "../tuning.ts";

/** Most tasks that are changed at once, and how far from one another they are looked for. */
const burstRows = 8;
/** Out of ten moves, so many change several tasks. */
const burstMovesOfTen = 3;
/** Rows between a task and the one whose decision it copies, at most. */
const copyRows = 12;
const ratioStep = 0.15;
const weightStep = 0.5;
const shareStep = 0.25;

export interface ChangedRows {
  readonly first: number;
  readonly last: number;
}

export class PlanMoves {
  readonly #sets: readonly TargetSets[];
  readonly #packing: readonly number[];
  readonly #decision: Decision;
  readonly #other: Decision;
  /** Rows that the latest move changed, with the decisions they had. */
  readonly #rows: number[] = [];
  readonly #before: readonly Decision[];

  constructor(
    readonly setup: EpisodeSetup,
    readonly plan: DecisionLog,
    readonly rng: Rng,
  ) {
    const { network } = setup;
    this.#sets = Array.from({ length: network.serverCount }, (_, server) => new TargetSets(network, server));
    this.#packing = packingShares(network);
    this.#decision = new Decision(network.maxTargets);
    this.#other = new Decision(network.maxTargets);
    this.#before = Array.from({ length: burstRows }, () => new Decision(network.maxTargets));
  }

  /** Changes the plan in rows `from` to `to − 1`, and returns which were changed. */
  draw(from: number, to: number): ChangedRows {
    const { rng, setup } = this;
    const { home } = setup.tasks;
    const first = from + rng.integer(to - from);
    const most = rng.integer(10) < burstMovesOfTen ? 1 + rng.integer(burstRows) : 1;
    this.#rows.length = 0;
    for (let row = first; row < Math.min(to, first + burstRows) && this.#rows.length < most; row++) {
      if (home[row] === home[first]) this.#rows.push(row);
    }
    for (const [k, row] of this.#rows.entries()) readFromLog(this.plan, row, this.#before[k]!);
    const change = this.#drawChange(first, from, to);
    for (const row of this.#rows) {
      change(readFromLog(this.plan, row, this.#decision), row);
      writeToLog(this.plan, row, this.#decision);
    }
    return { first, last: this.#rows.at(-1)! };
  }

  /** Takes the latest move back. */
  undo(): void {
    for (const [k, row] of this.#rows.entries()) writeToLog(this.plan, row, this.#before[k]!);
  }

  /** One change, to be made alike to every row of a move. */
  #drawChange(row: number, from: number, to: number): (decision: Decision, row: number) => void {
    const { rng } = this;
    const sets = this.#sets[this.setup.tasks.home[row]!]!;
    const kind = rng.integer(10);
    if (kind < 2) {
      const set = rng.integer(sets.count);
      return (decision, at) => this.#setTargets(decision, at, set);
    }
    if (kind < 4) {
      if (this.setup.split === "weighted" && rng.integer(2) === 0) {
        const factors = this.#decision.weights.map(() => Math.exp(weightStep * rng.normal()));
        return (decision) => {
          for (let k = 0; k < decision.targetCount; k++) decision.weights[k]! *= factors[k]!;
        };
      }
      const step = ratioStep * rng.normal();
      return (decision) => {
        decision.offloadRatio = clamp(decision.offloadRatio + step, 0, 1);
      };
    }
    if (kind < 7) {
      const change = this.#drawShare();
      return (decision) => {
        decision.computeShare = change(decision.computeShare);
      };
    }
    if (kind < 8) {
      const change = this.#drawShare();
      return (decision) => {
        decision.bandwidthShare = change(decision.bandwidthShare);
      };
    }
    if (kind < 9) {
      const other = clamp(row + rng.integer(2 * copyRows + 1) - copyRows, from, to - 1);
      if (this.setup.tasks.home[other] === this.setup.tasks.home[row]) {
        readFromLog(this.plan, other, this.#other);
        return (decision) => copy(this.#other, decision);
      }
    }
    const set = rng.integer(sets.count);
    const ratio = rng.uniform();
    const share = this.#packing[rng.integer(this.#packing.length)]!;
    return (decision, at) => {
      this.#setTargets(decision, at, set);
      decision.offloadRatio = ratio;
      decision.computeShare = share;
    };
  }

  /** Each helper's part stays as large as it was; what is over goes home. */
  #setTargets(decision: Decision, row: number, set: number): void {
    const { tasks } = this.setup;
    const sets = this.#sets[tasks.home[row]!]!;
    if (tasks.outputRatio[row]! > 0 && !sets.canReturn(set)) return;
    const before = decision.targetCount;
    sets.choose(set, decision);
    const count = decision.targetCount;
    decision.offloadRatio =
      before === 0 ? count / (count + 1) : Math.min(1, (decision.offloadRatio * count) / before);
  }

  /** To a packing share nearby, or by a factor. */
  #drawShare(): (share: number) => number {
    const { rng } = this;
    const { shareMin } = this.setup.network;
    if (rng.integer(2) === 0) {
      const factor = Math.exp(shareStep * rng.normal());
      return (share) => clamp(share * factor, shareMin, 1);
    }
    const steps = rng.integer(2) === 0 ? 1 + rng.integer(2) : -1 - rng.integer(2);
    const shares = this.#packing;
    return (share) => {
      let at = 0;
      for (let k = 1; k < shares.length; k++) {
        if (Math.abs(shares[k]! - share) < Math.abs(shares[at]! - share)) at = k;
      }
      return shares[clamp(at + steps, 0, shares.length - 1)]!;
    };
  }
}

function copy(from: Decision, to: Decision): void {
  to.targetCount = from.targetCount;
  to.targets.set(from.targets);
  to.weights.set(from.weights);
  to.offloadRatio = from.offloadRatio;
  to.computeShare = from.computeShare;
  to.bandwidthShare = from.bandwidthShare;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
