/** How a policy decides, in a few numbers: what diagnosis (docs/diagnosis.md) reads of validations. */
import type { DecisionLog } from "../env/index.ts";
import type { WindowSetup } from "../scenario/index.ts";

/** Part of a share's range that counts as its end: untrained actors begin 1 % from it at the nearest. */
const endPart = 0.02;

/** Moments of one share over the decisions that have it. */
class ShareSums {
  #count = 0;
  #sum = 0;
  #squares = 0;
  #low = 0;
  #high = 0;

  add(share: number, least: number): void {
    const value = Math.min(1, Math.max(least, share));
    this.#count++;
    this.#sum += value;
    this.#squares += value * value;
    if (value <= least + endPart * (1 - least)) this.#low++;
    if (value >= 1 - endPart * (1 - least)) this.#high++;
  }

  statistics(name: string): Record<string, number> {
    const count = this.#count;
    if (count === 0) return {};
    const mean = this.#sum / count;
    return {
      [`${name}.mean`]: mean,
      [`${name}.sd`]: Math.sqrt(Math.max(0, this.#squares / count - mean * mean)),
      [`${name}.low`]: this.#low / count,
      [`${name}.high`]: this.#high / count,
    };
  }
}

export class DecisionStatistics {
  #decisions = 0;
  #local = 0;
  readonly #offloadRatio = new ShareSums();
  readonly #computeShare = new ShareSums();
  readonly #bandwidthShare = new ShareSums();
  /** Of each server: work it is sent [cycles], and what it would be sent if each task's were spread by capacity. */
  #received = new Float64Array(0);
  #byCapacity = new Float64Array(0);

  /** Adds the decisions of one rollout. All setups are of one network. */
  add({ network, tasks }: WindowSetup, log: DecisionLog): void {
    const { maxTargets, shareMin, serverCount, capacity, firstLink, linkTo } = network;
    if (this.#received.length === 0) {
      this.#received = new Float64Array(serverCount);
      this.#byCapacity = new Float64Array(serverCount);
    }
    // The work that leaves each home: spread by capacity once at the end, not for each task.
    const leaving = new Float64Array(serverCount);
    for (let task = 0; task < tasks.count; task++) {
      this.#decisions++;
      this.#computeShare.add(log.computeShare[task]!, shareMin);
      let helpers = 0;
      while (helpers < maxTargets && log.targets[task * maxTargets + helpers]! >= 0) helpers++;
      const ratio = Math.min(1, Math.max(0, log.offloadRatio[task]!));
      if (helpers === 0 || ratio === 0) this.#local++;
      if (helpers === 0) continue;
      this.#offloadRatio.add(ratio, 0);
      this.#bandwidthShare.add(log.bandwidthShare[task]!, shareMin);
      const work = ratio * tasks.cycles[task]!;
      leaving[tasks.home[task]!]! += work;
      for (let k = 0; k < helpers; k++)
        this.#received[log.targets[task * maxTargets + k]!]! += work / helpers;
    }
    for (let home = 0; home < serverCount; home++) {
      const neighbours = linkTo.subarray(firstLink[home]!, firstLink[home + 1]!);
      const total = neighbours.reduce((sum, server) => sum + capacity[server]!, 0);
      for (const server of neighbours) {
        this.#byCapacity[server]! += (leaving[home]! * capacity[server]!) / total;
      }
    }
  }

  /**
   * - `decisions.localShare`: part of the decisions without a helper, or that offload nothing.
   * - `decisions.topHelperShare`: largest part of the offloaded work [cycles] that goes to one server, helpers of a task
   *   taken to get equal parts; `topHelperShareByCapacity`: what that server would get if every home spread its own over
   *   its neighbours by capacity. Absent where nothing is offloaded.
   * - `decisions.offloadRatio`, `.computeShare`, `.bandwidthShare`: `.mean`, `.sd`, and part of the decisions within 2 %
   *   of the range's ends, `.low` and `.high`. Ratio and bandwidth count where there are helpers, and are absent where
   *   there are none.
   */
  statistics(): Readonly<Record<string, number>> {
    const offloaded = this.#received.reduce((sum, work) => sum + work, 0);
    const top = this.#received.indexOf(Math.max(...this.#received));
    return {
      ...(this.#decisions === 0 ? {} : { "decisions.localShare": this.#local / this.#decisions }),
      ...(offloaded === 0
        ? {}
        : {
            "decisions.topHelperShare": this.#received[top]! / offloaded,
            "decisions.topHelperShareByCapacity": this.#byCapacity[top]! / offloaded,
          }),
      ...this.#offloadRatio.statistics("decisions.offloadRatio"),
      ...this.#computeShare.statistics("decisions.computeShare"),
      ...this.#bandwidthShare.statistics("decisions.bandwidthShare"),
    };
  }
}
