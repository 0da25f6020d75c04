/** Finds the site nearest to a point without looking at all of them: sites in the cells of a square grid. */

export class SiteGrid {
  readonly #x: Float64Array;
  readonly #y: Float64Array;
  readonly #minX: number;
  readonly #minY: number;
  /** Edge of a cell [m], so that there are about as many cells as sites. */
  readonly #edge: number;
  readonly #columns: number;
  readonly #rows: number;
  /** The sites of cell `c` are `#sites[#first[c]] … #sites[#first[c + 1] − 1]`, ascending. */
  readonly #first: Int32Array;
  readonly #sites: Int32Array;

  /** @param x, y places of the sites [m], finite; at least one */
  constructor(x: ArrayLike<number>, y: ArrayLike<number>) {
    this.#x = Float64Array.from(x);
    this.#y = Float64Array.from(y);
    const count = this.#x.length;
    this.#minX = this.#x.reduce((a, b) => Math.min(a, b), Infinity);
    this.#minY = this.#y.reduce((a, b) => Math.min(a, b), Infinity);
    const width = this.#x.reduce((a, b) => Math.max(a, b), -Infinity) - this.#minX;
    const height = this.#y.reduce((a, b) => Math.max(a, b), -Infinity) - this.#minY;
    // Never more cells along a side than sites, for sites on a line.
    this.#edge = Math.max(Math.sqrt((width * height) / count), width / count, height / count) || 1;
    this.#columns = Math.floor(width / this.#edge) + 1;
    this.#rows = Math.floor(height / this.#edge) + 1;
    this.#first = new Int32Array(this.#columns * this.#rows + 1);
    const cells = Int32Array.from(
      this.#x,
      (_, site) => this.#row(this.#y[site]!) * this.#columns + this.#column(this.#x[site]!),
    );
    for (const cell of cells) this.#first[cell + 1]! += 1;
    for (let cell = 0; cell < this.#columns * this.#rows; cell++)
      this.#first[cell + 1]! += this.#first[cell]!;
    const place = this.#first.slice();
    this.#sites = new Int32Array(count);
    for (const [site, cell] of cells.entries()) this.#sites[place[cell]!++] = site;
  }

  /** The nearest site; of several that are equally near, the first. */
  nearest(x: number, y: number): number {
    const column = this.#column(x);
    const row = this.#row(y);
    let best = -1;
    let bestSquare = Infinity;
    for (let ring = 0; ; ring++) {
      const left = column - ring;
      const right = column + ring;
      const bottom = row - ring;
      const top = row + ring;
      for (let r = Math.max(bottom, 0); r <= Math.min(top, this.#rows - 1); r++) {
        const step = r === bottom || r === top ? 1 : Math.max(right - left, 1);
        for (let c = left; c <= right; c += step) {
          if (c < 0 || c >= this.#columns) continue;
          const cell = r * this.#columns + c;
          for (let k = this.#first[cell]!; k < this.#first[cell + 1]!; k++) {
            const site = this.#sites[k]!;
            const square = this.#square(site, x, y);
            if (square < bestSquare || (square === bestSquare && site < best)) {
              best = site;
              bestSquare = square;
            }
          }
        }
      }
      // All that lies nearer than the border of what was looked at has been seen; beyond the grid there is nothing.
      // A site may stand a hair on the wrong side of a border, by rounding.
      const margin =
        -1e-9 * this.#edge +
        Math.min(
          left <= 0 ? Infinity : x - (this.#minX + left * this.#edge),
          right >= this.#columns - 1 ? Infinity : this.#minX + (right + 1) * this.#edge - x,
          bottom <= 0 ? Infinity : y - (this.#minY + bottom * this.#edge),
          top >= this.#rows - 1 ? Infinity : this.#minY + (top + 1) * this.#edge - y,
        );
      if (margin === Infinity || (margin > 0 && bestSquare < margin * margin)) return best;
    }
  }

  /** Distance between a site and a point [m]. */
  distance(site: number, x: number, y: number): number {
    return Math.sqrt(this.#square(site, x, y));
  }

  #square(site: number, x: number, y: number): number {
    const dx = this.#x[site]! - x;
    const dy = this.#y[site]! - y;
    return dx * dx + dy * dy;
  }

  #column(x: number): number {
    return Math.min(this.#columns - 1, Math.max(0, Math.floor((x - this.#minX) / this.#edge)));
  }

  #row(y: number): number {
    return Math.min(this.#rows - 1, Math.max(0, Math.floor((y - this.#minY) / this.#edge)));
  }
}
