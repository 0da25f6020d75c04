/** From a decision to the parts it means (model.md, section 2): checked, clipped, split, in order. */
import { EdgeflockError } from "../core/errors.ts";
import type { Decision } from "./decision.ts";
import type { Network } from "./network.ts";
import type { TaskTable } from "./task-table.ts";

/** One object is reused for a whole run. A decision that throws leaves nothing behind but an unusable plan. */
export class PartPlan {
  /** Parts of the task: the home part first, then the remote ones in ascending server number. */
  count = 0;
  readonly server: Int32Array;
  /** Link from home to the server, and back when a result has to return; −1 for none. */
  readonly link: Int32Array;
  readonly backLink: Int32Array;
  readonly cycles: Float64Array;
  /** Input of each part [bit]; the home part's is there already, and travels only if the part is started elsewhere. */
  readonly bits: Float64Array;
  /** `κ·a_c` and `κ·a_k`. */
  computeFraction = 0;
  bandwidthFraction = 0;
  /** Out-of-range shares that were clipped so far. */
  clippedShares = 0;

  readonly #network: Network;
  readonly #weighted: boolean;
  /** The links to the targets, ascending, with the targets' weights. */
  readonly #targetLink: Int32Array;
  readonly #weight: Float64Array;

  constructor(network: Network, split: "equal" | "weighted") {
    const most = network.maxTargets;
    this.server = new Int32Array(most + 1);
    this.link = new Int32Array(most + 1);
    this.backLink = new Int32Array(most + 1);
    this.cycles = new Float64Array(most + 1);
    this.bits = new Float64Array(most + 1);
    this.#network = network;
    this.#weighted = split === "weighted";
    this.#targetLink = new Int32Array(most);
    this.#weight = new Float64Array(most);
  }

  /**
   * Plans task `row` by `decision`. Throws `EdgeflockError("value")` on NaN, on too many, foreign or repeated
   * targets, on weights that cannot be normalised, and when a result has no link to return by.
   */
  fill(tasks: TaskTable, row: number, decision: Decision): void {
    const home = tasks.home[row]!;
    const count = decision.targetCount;
    const shareMin = this.#network.shareMin;
    this.#sortTargets(home, row, decision);
    let ratio = this.#clip(decision.offloadRatio, 0, "offloadRatio", row);
    this.computeFraction =
      this.#network.resourceCap * this.#clip(decision.computeShare, shareMin, "computeShare", row);
    this.bandwidthFraction =
      this.#network.resourceCap * this.#clip(decision.bandwidthShare, shareMin, "bandwidthShare", row);
    if (count === 0) ratio = 0;
    let dataRatio = ratio;
    if (this.#weighted) {
      if (ratio > 0) this.#normaliseWeights(count, row);
      if (count > 0 && !Number.isNaN(decision.dataRatio)) {
        dataRatio = this.#clip(decision.dataRatio, 0, "dataRatio", row);
      }
    }

    this.count = 0;
    const homeData = ratio === 0 ? 1 : 1 - dataRatio;
    this.#add(home, -1, -1, (1 - ratio) * tasks.cycles[row]!, homeData * tasks.inputBits[row]!);
    if (ratio === 0) return;
    const remoteCycles = ratio * tasks.cycles[row]!;
    const remoteBits = dataRatio * tasks.inputBits[row]!;
    for (let k = 0; k < count; k++) {
      const link = this.#targetLink[k]!;
      const target = this.#network.linkTo[link]!;
      const cycles = this.#weighted ? remoteCycles * this.#weight[k]! : remoteCycles / count;
      const bits = this.#weighted ? remoteBits * this.#weight[k]! : remoteBits / count;
      this.#add(
        target,
        link,
        tasks.outputRatio[row]! > 0 ? this.#linkHome(target, home, row) : -1,
        cycles,
        bits,
      );
    }
  }

  /** Adds a part; one of zero work does not exist. */
  #add(server: number, link: number, backLink: number, cycles: number, bits: number): void {
    if (cycles <= 0) return;
    const index = this.count++;
    this.server[index] = server;
    this.link[index] = link;
    this.backLink[index] = backLink;
    this.cycles[index] = cycles;
    this.bits[index] = bits;
  }

  /** Finds each target's link and sorts by it: links of one server are numbered by their head. */
  #sortTargets(home: number, row: number, decision: Decision): void {
    const count = decision.targetCount;
    if (!(Number.isInteger(count) && count >= 0 && count <= this.#targetLink.length)) {
      throw new EdgeflockError(
        "value",
        `decision on task ${row}: targetCount is ${count}, but a task may have 0 to ${this.#targetLink.length} targets`,
        "Choose no more targets than the network's maxTargets.",
      );
    }
    for (let k = 0; k < count; k++) {
      const target = decision.targets[k]!;
      const link = this.#network.linkBetween(home, target);
      if (link < 0) {
        throw new EdgeflockError(
          "value",
          `decision on task ${row}: target ${target} is no neighbour of its home server ${home}`,
          "Choose targets among the heads of the home server's links.",
        );
      }
      let hole = k;
      while (hole > 0 && this.#targetLink[hole - 1]! > link) {
        this.#targetLink[hole] = this.#targetLink[hole - 1]!;
        this.#weight[hole] = this.#weight[hole - 1]!;
        hole--;
      }
      if (hole > 0 && this.#targetLink[hole - 1] === link) {
        throw new EdgeflockError(
          "value",
          `decision on task ${row}: target ${target} is named twice`,
          "Name each target once.",
        );
      }
      this.#targetLink[hole] = link;
      this.#weight[hole] = decision.weights[k]!;
    }
  }

  #normaliseWeights(count: number, row: number): void {
    let sum = 0;
    for (let k = 0; k < count; k++) {
      const weight = this.#weight[k]!;
      // Written so that NaN fails too.
      if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY)) {
        throw new EdgeflockError(
          "value",
          `decision on task ${row}: a weight is ${weight}`,
          "Give each target a finite weight of 0 or more.",
        );
      }
      sum += weight;
    }
    if (!(sum > 0 && sum < Number.POSITIVE_INFINITY)) {
      throw new EdgeflockError(
        "value",
        `decision on task ${row}: the weights add up to ${sum}`,
        "Give at least one target a positive weight, or set offloadRatio to 0.",
      );
    }
    for (let k = 0; k < count; k++) this.#weight[k]! /= sum;
  }

  #clip(value: number, least: number, name: string, row: number): number {
    if (value >= least && value <= 1) return value;
    if (Number.isNaN(value)) {
      throw new EdgeflockError(
        "value",
        `decision on task ${row}: ${name} is NaN`,
        "Check the policy that made the decision: it must be a number.",
      );
    }
    this.clippedShares++;
    return value < least ? least : 1;
  }

  #linkHome(target: number, home: number, row: number): number {
    const link = this.#network.linkBetween(target, home);
    if (link >= 0) return link;
    throw new EdgeflockError(
      "value",
      `decision on task ${row}: its result cannot return, there is no link ${target} → ${home}`,
      "Add the link, choose another target, or give the task an output ratio of 0.",
    );
  }
}
