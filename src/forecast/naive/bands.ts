/** Quantiles of forecasts from the errors of training, apart for low and high forecasts. */
import { quantileLevels } from "../targets.ts";

/** Errors of one band of forecasts: at most so many bands, each with at least so many errors. */
const mostBands = 24;
const leastErrors = 100;

const levels = Object.values(quantileLevels);

/** Quantiles of the errors, truth less forecast on the logarithmic scale, of forecasts up to `upTo`. */
export interface Band {
  readonly upTo: number;
  /** Of p10, p50, p90. */
  readonly errors: readonly number[];
}

/** Bands in ascending order, of about equal numbers of errors; equal forecasts are never parted. */
export function fitBands(forecasts: Float64Array, errors: Float64Array): Band[] {
  const count = forecasts.length;
  if (count === 0) return [{ upTo: Number.POSITIVE_INFINITY, errors: levels.map(() => 0) }];
  const order = Uint32Array.from(forecasts, (_, at) => at).sort((p, q) => forecasts[p]! - forecasts[q]!);
  const size = Math.max(leastErrors, Math.ceil(count / mostBands));
  const bands: Band[] = [];
  for (let from = 0; from < count; ) {
    let end = Math.min(count, from + size);
    if (count - end < leastErrors) end = count;
    const upTo = forecasts[order[end - 1]!]!;
    while (end < count && forecasts[order[end]!]! <= upTo) end++;
    const sorted = Float64Array.from(order.subarray(from, end), (at) => errors[at]!).sort();
    bands.push({
      upTo: end === count ? Number.POSITIVE_INFINITY : upTo,
      errors: levels.map((level) => sorted[Math.min(sorted.length - 1, Math.floor(level * sorted.length))]!),
    });
    from = end;
  }
  return bands;
}

export function bandOf(bands: readonly Band[], forecast: number): Band {
  let low = 0;
  let high = bands.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (forecast <= bands[middle]!.upTo) high = middle;
    else low = middle + 1;
  }
  return bands[low]!;
}
