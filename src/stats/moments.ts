/** Mean and sample standard deviation. */

/** Arithmetic mean; NaN of nothing. Neumaier's compensated sum, so that the order of magnitude does not matter. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  let lost = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  return (sum + lost) / values.length;
}

/** Standard deviation with n − 1 in the denominator; NaN below two values. */
export function standardDeviation(values: ArrayLike<number>): number {
  const centre = mean(values);
  const squares = Float64Array.from(values, (value) => (value - centre) ** 2);
  return values.length < 2 ? Number.NaN : Math.sqrt((mean(squares) * values.length) / (values.length - 1));
}
