/** Values for random graphs that stay clear of kinks: no two equal, none near zero, where differences mislead. */
import { Rng } from "../core/rng.ts";
import { type Shape, sizeOf } from "../graph/index.ts";
import type { OpCase } from "./op-cases.ts";

/** Values of each operand: at least 0.06 apart from each other and 0.03 from zero. */
export function operandValues({ shapes, seed, domain }: OpCase): Float32Array[] {
  const rng = Rng.stream(seed, "op-values");
  const total = shapes.reduce((size, shape) => size + sizeOf(shape), 0);
  const pool = Array.from({ length: total }, (_, index) => (index - Math.floor(total / 2) + 0.5) * 0.1);
  const shift = domain === "positive" ? total * 0.05 + 0.5 : 0;
  const draw = () => {
    const [value = 0] = pool.splice(rng.integer(pool.length), 1);
    return value + shift + (rng.uniform() - 0.5) * 0.04;
  };
  return shapes.map((shape) => Float32Array.from({ length: sizeOf(shape) }, draw));
}

export function normalValues(rng: Rng, shape: Shape, scale = 1): Float32Array {
  return Float32Array.from({ length: sizeOf(shape) }, () => scale * rng.normal());
}
