/**
 * Statistics of bursts: what the built-in stand-in has from the Google trace, all usable SUBMIT events (resubmits too) of its
 * first 2.8 hours, a burst being a run of submits at most 10 ms apart. `trace fit` finds those of other traces.
 */

type Table = readonly (readonly [number, number])[];

export interface BurstStatistics {
  /** Coefficient of variation of the gaps between bursts, which are log-normal. */
  readonly gapVariation: number;
  /** Correlation of the logarithms of one gap and the next. */
  readonly gapCorrelation: number;
  /** Highest over lowest rate of bursts as it drifts; 1 for no drift. */
  readonly gapDriftFactor: number;
  /** Mean gap inside a burst [s]. */
  readonly innerGapSeconds: number;
  /** Times are whole multiples of this [s]. */
  readonly resolutionSeconds: number;
  /** One swing up and down of both drifts [s]. */
  readonly driftPeriodSeconds: number;
  /** Chance that a user's next job asks for what the user's last one asked for. */
  readonly stickiness: number;
  /** The user of rank r has jobs in proportion to r^-zipf. */
  readonly users: { readonly count: number; readonly zipf: number };
  /** Chance that CPU and memory of a habit are drawn from the same quantile; below 0, from opposite ones. */
  readonly coupling: number;
  /** P(size > first) = second, log-log between the knots, which begin with [0, 1] and size 1. */
  readonly burstSizes: Table;
  /** CPU requests with their shares, ascending. */
  readonly cpuRequests: Table;
  /** Memory requests with their shares, ascending. */
  readonly memoryRequests: Table;
  /** Scheduling classes with their shares; -1 for none. */
  readonly classes: Table;
}

/** Mean 9.7, p50 2, p90 4, p95 7, p99 129. */
const burstSizes: Table = [
  [0, 1],
  [1, 0.51],
  [2, 0.238],
  [3, 0.124],
  [4, 0.0768],
  [5, 0.0594],
  [6, 0.0524],
  [7, 0.0477],
  [8, 0.0444],
  [11, 0.04],
  [22, 0.03],
  [50, 0.02],
  [129, 0.01],
  [404, 0.005],
  [1051, 0.0024],
  [2075, 0.0005],
  [3150, 0.00001],
];
const googleMeanExcess = 8.67;

/** Requests with their share of the tasks. */
const cpuRequests: Table = [
  [0.00625, 0.058],
  [0.009377, 0.02],
  [0.0125, 0.069],
  [0.01562, 0.12],
  [0.01875, 0.01],
  [0.02499, 0.495],
  [0.03125, 0.057],
  [0.04062, 0.014],
  [0.05, 0.01],
  [0.0625, 0.083],
  [0.06873, 0.021],
  [0.1, 0.015],
  [0.125, 0.012],
  [0.1938, 0.01],
  [0.25, 0.004],
  [0.5, 0.002],
];
const memoryRequests: Table = [
  [0.001554, 0.03],
  [0.003109, 0.045],
  [0.00466, 0.04],
  [0.00777, 0.052],
  [0.01193, 0.07],
  [0.01553, 0.13],
  [0.0159, 0.045],
  [0.02069, 0.025],
  [0.02545, 0.16],
  [0.0318, 0.03],
  [0.03339, 0.3],
  [0.04773, 0.025],
  [0.07959, 0.033],
  [0.1592, 0.012],
  [0.3184, 0.003],
];
/** Scheduling classes 0 to 3 with their share of the tasks. */
const classes: Table = [
  [0, 0.781],
  [1, 0.061],
  [2, 0.151],
  [3, 0.007],
];

export const googleStatistics: BurstStatistics = {
  gapVariation: 0.72,
  gapCorrelation: 0,
  gapDriftFactor: 1,
  innerGapSeconds: 5e-6,
  resolutionSeconds: 1e-6,
  driftPeriodSeconds: 3600,
  // The R² of "the same again" is 2p - 1.
  stickiness: 0.85,
  users: { count: 130, zipf: 1.2 },
  coupling: 0.31,
  burstSizes,
  cpuRequests,
  memoryRequests,
  classes,
};

/** Mean size of bursts, less one: the sum of P(size > n) from n = 1 on. */
export function meanExcessOf(sizes: Table): number {
  if (sizes === burstSizes) return googleMeanExcess;
  let sum = 0;
  for (let knot = 1; knot < sizes.length - 1; knot++) {
    const [from, high] = sizes[knot]!;
    const [to, low] = sizes[knot + 1]!;
    for (let size = from; size < to; size++) {
      const place = to - from === 1 ? 0 : Math.log(size / from) / Math.log(to / from);
      sum += low > 0 ? high * (low / high) ** place : size === from ? high : 0;
    }
  }
  return sum;
}
