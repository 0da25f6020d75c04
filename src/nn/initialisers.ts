/** How parameters start. */
import type { Initialiser } from "./module.ts";

export const zeros: Initialiser = (values) => {
  values.fill(0);
};

export const ones: Initialiser = (values) => {
  values.fill(1);
};

export const normal =
  (deviation: number): Initialiser =>
  (values, rng) => {
    for (let i = 0; i < values.length; i++) values[i] = deviation * rng.normal();
  };

/** For layers that a rectifier follows: keeps the variance through it (He et al., 2015). */
export const heUniform = (fanIn: number): Initialiser => uniform(Math.sqrt(6 / fanIn));

/** For linear and tanh layers (Glorot and Bengio, 2010). */
export const glorotUniform = (fanIn: number, fanOut: number, scale = 1): Initialiser =>
  uniform(scale * Math.sqrt(6 / (fanIn + fanOut)));

/** Evenly between `-limit` and `limit`. */
export function uniform(limit: number): Initialiser {
  return (values, rng) => {
    for (let i = 0; i < values.length; i++) values[i] = limit * (2 * rng.uniform() - 1);
  };
}
