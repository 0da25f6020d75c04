/** The period of a rate of arrivals, by autocorrelation. */

export type PeriodFinding =
  | { readonly kind: "found"; readonly seconds: number; readonly correlation: number }
  | { readonly kind: "none" };

const bins = 2048;
/** The shortest period that is looked for, in bins: below, a period is not told from a burst. */
const leastLag = 8;
/** What a peak of the autocorrelation has to reach, beside three standard errors of no correlation at all. */
const leastCorrelation = 0.2;

/**
 * @param arrivalSeconds ascending
 * @returns a period that fits into the time of the arrivals at least twice
 */
export function findPeriod(arrivalSeconds: Float64Array): PeriodFinding {
  const count = arrivalSeconds.length;
  if (count < 2 * leastLag) return { kind: "none" };
  const from = arrivalSeconds[0]!;
  const width = (arrivalSeconds[count - 1]! - from) / bins;
  if (!(width > 0)) return { kind: "none" };
  // Logarithms: a few huge bursts would otherwise be all that the correlation sees.
  const rate = new Float64Array(bins);
  for (const time of arrivalSeconds) rate[Math.min(bins - 1, Math.floor((time - from) / width))]! += 1;
  const series = withoutTrend(rate.map((arrivals) => Math.log1p(arrivals)));
  const power = series.reduce((sum, value) => sum + value * value, 0);
  if (!(power > 1e-9)) return { kind: "none" };
  const half = bins / 2;
  const correlation = new Float64Array(half + 1);
  for (let lag = 1; lag <= half; lag++) {
    let sum = 0;
    for (let at = lag; at < bins; at++) sum += series[at]! * series[at - lag]!;
    // The mean over the pairs there are, so that long periods are not put down.
    correlation[lag] = ((sum / power) * bins) / (bins - lag);
  }
  let fallen = 1;
  while (fallen <= half && correlation[fallen]! > 0) fallen++;
  const threshold = Math.max(leastCorrelation, 3 / Math.sqrt(bins));
  let highest = 0;
  for (let lag = Math.max(leastLag, fallen); lag < half; lag++) {
    if (correlation[lag]! > (correlation[highest] ?? 0)) highest = lag;
  }
  if (highest === 0 || correlation[highest]! < threshold) return { kind: "none" };
  // Whole multiples of a period are as high: the first peak that is nearly as high as the highest is the period itself.
  for (let lag = Math.max(leastLag, fallen); lag < highest; lag++) {
    const isPeak = correlation[lag]! >= correlation[lag - 1]! && correlation[lag]! >= correlation[lag + 1]!;
    if (isPeak && correlation[lag]! >= 0.9 * correlation[highest]!) {
      highest = lag;
      break;
    }
  }
  return { kind: "found", seconds: highest * width, correlation: correlation[highest]! };
}

function withoutTrend(values: Float64Array): Float64Array {
  const n = values.length;
  const middle = (n - 1) / 2;
  let sum = 0;
  let slope = 0;
  let spread = 0;
  for (let i = 0; i < n; i++) {
    sum += values[i]!;
    slope += (i - middle) * values[i]!;
    spread += (i - middle) ** 2;
  }
  return values.map((value, i) => value - sum / n - (slope / spread) * (i - middle));
}
