/** The decision on one task (model.md, section 2). One object is reused for a whole run. */
export class Decision {
  /** How many servers help (`u`). */
  targetCount = 0;
  /** The first `targetCount` entries are the helping servers, distinct neighbours of the home server, in any order. */
  readonly targets: Int32Array;
  /** With `split: "weighted"`: each target's weight, any positive numbers (normalised by the simulator). */
  readonly weights: Float64Array;
  /** `x`: the share of the work that leaves home; taken as 0 when nobody helps. */
  offloadRatio = 0;
  /** With `split: "weighted"`: the share of the data that leaves home; NaN means as much as the work. */
  dataRatio = Number.NaN;
  /** `a_c`: requested share of `κ·F` at every server that runs a part. */
  computeShare = 1;
  /** `a_k`: requested share of `κ·B` on every link used. */
  bandwidthShare = 1;

  constructor(maxTargets: number) {
    this.targets = new Int32Array(maxTargets);
    this.weights = new Float64Array(maxTargets).fill(1);
  }

  /** Everything at home, at full share. */
  reset(): this {
    this.targetCount = 0;
    // A call of `fill` takes longer than everything else here.
    for (let k = 0; k < this.weights.length; k++) this.weights[k] = 1;
    this.offloadRatio = 0;
    this.dataRatio = Number.NaN;
    this.computeShare = 1;
    this.bandwidthShare = 1;
    return this;
  }
}
