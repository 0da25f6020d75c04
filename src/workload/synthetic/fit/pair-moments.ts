/** Means, variances and covariance of pairs that come one by one (Welford's updates, which lose no digits). */
export class PairMoments {
  count = 0;
  meanX = 0;
  meanY = 0;
  #xx = 0;
  #yy = 0;
  #xy = 0;

  add(x: number, y: number): void {
    this.count++;
    const fromX = x - this.meanX;
    this.meanX += fromX / this.count;
    const fromY = y - this.meanY;
    this.meanY += fromY / this.count;
    this.#xx += fromX * (x - this.meanX);
    this.#yy += fromY * (y - this.meanY);
    this.#xy += fromX * (y - this.meanY);
  }

  get varianceX(): number {
    return this.count === 0 ? 0 : this.#xx / this.count;
  }

  get covariance(): number {
    return this.count === 0 ? 0 : this.#xy / this.count;
  }

  /** Null where one of the two does not vary: all but rounding. */
  get correlation(): number | null {
    const varies = (squares: number, mean: number) => squares > 1e-18 * this.count * mean ** 2;
    if (this.count < 3 || !varies(this.#xx, this.meanX) || !varies(this.#yy, this.meanY)) return null;
    return this.#xy / Math.sqrt(this.#xx * this.#yy);
  }
}
