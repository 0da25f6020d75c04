/**
 * Evidence that the mean of a stream has risen above 0, at an unknown time: a Shiryaev-Roberts e-detector (Shin, Ramdas
 * and Rinaldo, "E-detectors: a nonparametric framework for sequential change detection", 2024). Each value is a bet
 * whose capital cannot be expected to grow while the conditional mean is at most 0, whatever the distribution and the
 * dependence; the statistic adds up the capitals of bets begun at every time so far. It therefore first reaches a
 * threshold c after at least c values, on average. A mixture of bets of several sizes finds small shifts and large ones.
 */

/** Sizes of the bets, in units of 1 / standard deviation: each is best for a shift of that many standard deviations. */
const betSizes = [0.05, 0.1, 0.2, 0.4, 0.8] as const;
/** Largest part of its capital that a bet may lose at once. */
const largestStake = 0.75;
/** Keeps the statistic finite where an alarm has to wait for other reasons. */
const most = 1e300;

export function noEvidence(): number[] {
  return betSizes.map(() => 0);
}

/**
 * Adds a value to the evidence, in place, and returns its mean over the bets: what to compare with a threshold.
 *
 * @param bound what the value's magnitude cannot exceed; known before the value is
 * @param deviation an estimate of its standard deviation from values before it; it decides how fast a shift is found, not
 * how often none is
 */
export function addEvidence(evidence: number[], value: number, bound: number, deviation: number): number {
  if (!(bound > 0)) return meanOf(evidence);
  for (const [k, size] of betSizes.entries()) {
    const stake = deviation > 0 ? Math.min(size / deviation, largestStake / bound) : largestStake / bound;
    evidence[k] = Math.min(most, (evidence[k]! + 1) * (1 + stake * value));
  }
  return meanOf(evidence);
}

function meanOf(evidence: readonly number[]): number {
  return evidence.reduce((sum, capital) => sum + capital / evidence.length, 0);
}
