/**
 * Weights of numbered places, and a draw in proportion to them in logarithmic time: a binary tree whose inner nodes
 * hold the sums of their children (Schaul et al., 2016, appendix B.2.1). Sums are always taken anew from the children,
 * so that a tree depends on its weights alone and not on what they were before.
 */
export class SumTree {
  /** Leaves from `#leaves` on; the children of node i are 2i and 2i + 1. */
  readonly #nodes: Float64Array;
  readonly #leaves: number;

  /** @param size number of places; all weigh 0 */
  constructor(readonly size: number) {
    this.#leaves = 2 ** Math.ceil(Math.log2(Math.max(2, size)));
    this.#nodes = new Float64Array(2 * this.#leaves);
  }

  get total(): number {
    return this.#nodes[1]!;
  }

  weight(place: number): number {
    return this.#nodes[this.#leaves + place]!;
  }

  /** @param weight 0 or greater */
  set(place: number, weight: number): void {
    const nodes = this.#nodes;
    let node = this.#leaves + place;
    nodes[node] = weight;
    for (node >>= 1; node > 0; node >>= 1) nodes[node] = nodes[2 * node]! + nodes[2 * node + 1]!;
  }

  /** The place in which `amount`, from 0 to `total`, falls when the weights are laid end to end. It never weighs 0. */
  find(amount: number): number {
    const nodes = this.#nodes;
    let node = 1;
    let rest = amount;
    while (node < this.#leaves) {
      node *= 2;
      const left = nodes[node]!;
      // Rounding may leave a rest that the right side has no weight for.
      if (rest < left || nodes[node + 1] === 0) continue;
      rest -= left;
      node++;
    }
    return node - this.#leaves;
  }
}
