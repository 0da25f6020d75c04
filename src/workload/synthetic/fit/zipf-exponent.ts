/** The exponent of Zipf's law over ranks 1 to n that makes given counts most likely. */

const most = 20;

/** @param counts of each rank, the greatest first; 0 for a single rank */
export function zipfExponent(counts: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (counts.length < 2 || total === 0) return 0;
  const logs = Float64Array.from(counts, (_, rank) => Math.log(rank + 1));
  const seen = counts.reduce((sum, count, rank) => sum + count * logs[rank]!, 0) / total;
  // The likelihood is greatest where the mean logarithm of the rank is that of the counts; it falls with the exponent.
  const expected = (exponent: number) => {
    let [weights, sum] = [0, 0];
    for (const log of logs) {
      const weight = Math.exp(-exponent * log);
      weights += weight;
      sum += weight * log;
    }
    return sum / weights;
  };
  if (expected(0) <= seen) return 0;
  let [low, high] = [0, most];
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2;
    if (expected(middle) > seen) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
