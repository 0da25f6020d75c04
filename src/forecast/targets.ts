/** What is forecast at every task, right after it has arrived: one list, the columns of every forecast, in this order. */

/** Windows after a task's arrival in which arrivals and work are forecast [s]. */
export const horizonsSeconds = [1, 5, 30] as const;

/** What a number is: seconds, cycles, bits, or a count of tasks. It decides the logarithmic scale. */
export type Quantity = "gap" | "work" | "input" | "arrivals";

export interface ForecastTarget {
  readonly name: string;
  /**
   * About what: the server's very next task; the first task of its next burst (its next task of another job); or all
   * tasks that arrive there within `horizonSeconds` after this one.
   */
  readonly of: "task" | "burst" | "horizon";
  readonly quantity: Quantity;
  readonly horizonSeconds: number | null;
}

const next = (of: "task" | "burst"): ForecastTarget[] => [
  { name: `${of}.interArrival`, of, quantity: "gap", horizonSeconds: null },
  { name: `${of}.work`, of, quantity: "work", horizonSeconds: null },
  { name: `${of}.input`, of, quantity: "input", horizonSeconds: null },
];

export const forecastTargets: readonly ForecastTarget[] = [
  ...next("task"),
  ...next("burst"),
  ...horizonsSeconds.flatMap((horizonSeconds): ForecastTarget[] => [
    { name: `${horizonSeconds}s.arrivals`, of: "horizon", quantity: "arrivals", horizonSeconds },
    { name: `${horizonSeconds}s.work`, of: "horizon", quantity: "work", horizonSeconds },
  ]),
];

/**
 * Points and quantiles of the predictive distribution. `typical` is the mean on the logarithmic scale (`TargetScales`),
 * best in squared error of logarithms; `mean` is best in squared error of the values. On tails as heavy as these the two
 * lie far apart (Gneiting, "Making and evaluating point forecasts", 2011). `p10`, `p50` and `p90` are quantiles.
 */
export const statistics = ["mean", "typical", "p10", "p50", "p90"] as const;
export type Statistic = (typeof statistics)[number];

/** The probabilities of `p10`, `p50`, `p90`. */
export const quantileLevels = { p10: 0.1, p50: 0.5, p90: 0.9 } as const;
