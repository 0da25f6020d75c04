/** A confidence interval. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** True when the two intervals share no point. A plain number counts as an interval of zero width. */
export function intervalsApart(a: Interval | number, b: Interval | number): boolean {
  const [p, q] = [a, b].map((i) => (typeof i === "number" ? { low: i, high: i } : i)) as [Interval, Interval];
  return p.high < q.low || q.high < p.low;
}
