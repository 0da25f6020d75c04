/** Ticks of a logarithmic axis: whole decades, or 1, 2, 5 within them when there are few. */
export function logTicks(values: readonly number[]): number[] {
  const low = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = values.reduce((most, value) => Math.max(most, value), 0);
  const steps = Math.log10(high / low) >= 2.5 ? [1] : [1, 2, 5];
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  return Array.from({ length: last - first + 1 }, (_, i) => first + i)
    .flatMap((exponent) => steps.map((step) => Number(`${step}e${exponent}`)))
    .filter((tick) => tick >= low && tick <= high);
}

/** No more labels than a narrow panel has room for. */
export function fewTicks(ticks: readonly number[]): number[] {
  const every = Math.ceil(ticks.length / 5);
  return ticks.filter((_, k) => k % every === 0);
}
