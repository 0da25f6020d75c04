/** What the plain simulator tells of a run. */

/** Seconds, but for `energy` [J] and `restarts`, the restarts of all parts of the task. */
export interface OracleOutcome {
  latency: number;
  energy: number;
  uplink: number;
  transfer: number;
  linkWait: number;
  computeWait: number;
  compute: number;
  recovery: number;
  restarts: number;
  dropped: boolean;
}

/** A computation, or a transfer at the server that sends it, with the energy it drew evenly over its seconds. */
export interface Use {
  readonly kind: "compute" | "link";
  readonly server: number;
  readonly start: number;
  readonly seconds: number;
  readonly joules: number;
  /** Whether a fault ended the attempt that it was part of. */
  wasted: boolean;
}

/** What anybody could know at the arrival of a task, before its decision. */
export interface OracleSight {
  readonly freeCompute: readonly number[];
  readonly waitingCycles: readonly number[];
  /** By (from, to), ascending. */
  readonly freeBandwidth: readonly number[];
  readonly waitingBits: readonly number[];
}

/** What a server tells its neighbours of its load. */
export interface OracleReport {
  readonly freeCompute: number;
  readonly waitingCycles: number;
}

export interface OracleRun {
  readonly outcomes: OracleOutcome[];
  readonly completionOrder: readonly number[];
  readonly cyclesDone: readonly number[];
  readonly bitsDone: readonly number[];
  readonly uses: readonly Use[];
  readonly sights: readonly OracleSight[];
  /** `reports[k][m]`: the last report of server m that was sent by the time k · `loadReportSeconds`. */
  readonly reports: readonly (readonly OracleReport[])[];
  /** For each server, from when to when it was up. */
  readonly upTimes: readonly (readonly { readonly from: number; readonly to: number }[])[];
  readonly totals: {
    readonly serverFailures: number;
    readonly linkFailures: number;
    readonly lostParts: number;
    readonly restarts: number;
    readonly abandonedParts: number;
  };
  readonly endSeconds: number;
}
