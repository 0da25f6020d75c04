/** What became of each task: the columns that a simulation fills. */

/** Row i is task i of the table. NaN until the task is complete. */
export interface TaskOutcomes {
  /** Latency `L` [s], upload included. Of a dropped task: see `Simulator`. */
  readonly latencySeconds: Float64Array;
  /** Energy `E` [J], upload included. */
  readonly energyJoules: Float64Array;
  /** The five parts of the latency along the part that finished last [s]; they add up to it. */
  readonly uplinkSeconds: Float64Array;
  readonly transferSeconds: Float64Array;
  readonly linkWaitSeconds: Float64Array;
  readonly computeWaitSeconds: Float64Array;
  readonly computeSeconds: Float64Array;
  /** 1 when a part was rejected by a full queue. */
  readonly dropped: Uint8Array;
}

/** Empty outcomes of `count` tasks. */
export function createOutcomes(count: number): TaskOutcomes {
  const column = () => new Float64Array(count).fill(Number.NaN);
  return {
    latencySeconds: column(),
    energyJoules: column(),
    uplinkSeconds: column(),
    transferSeconds: column(),
    linkWaitSeconds: column(),
    computeWaitSeconds: column(),
    computeSeconds: column(),
    dropped: new Uint8Array(count),
  };
}
