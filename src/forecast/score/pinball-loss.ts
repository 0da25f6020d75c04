/** Pinball loss of one quantile at probability `level` (Koenker and Bassett, 1978). */
export function pinballLoss(level: number, truth: number, quantile: number): number {
  return truth >= quantile ? level * (truth - quantile) : (1 - level) * (quantile - truth);
}
