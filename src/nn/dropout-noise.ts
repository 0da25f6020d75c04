/** The source of randomness of a training step. */
import { dropoutMask, mul, type Tensor } from "../graph/index.ts";

/**
 * What dropout layers draw their masks from, in the order in which they are applied. Make one for each update, and hand
 * it to every module that trains in it:
 *
 *     const noise = new DropoutNoise(graph.input("seed", [1]));
 *     const loss = squaredLoss(network.apply(parameters, x, noise), y);
 *
 * and feed another seed with each run, such as the number of the update. Masks are a function of the seed alone, to the
 * bit, on every engine. Two of them over one seed give the same masks.
 */
export class DropoutNoise {
  readonly #seed: Tensor;
  #drawn = 0;

  /** @param seed one element, a whole number from 0 to 2²⁴ - 1; neighbouring ones give unrelated masks */
  constructor(seed: Tensor) {
    this.#seed = seed;
  }

  /** `x` with a share of `rate` of its elements set to zero, the others scaled up so that the mean stays. */
  drop(x: Tensor, rate: number): Tensor {
    return mul(x, dropoutMask(this.#seed, x.shape, rate, this.#drawn++));
  }
}
