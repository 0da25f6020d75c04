/** The hold model: the earliest event is taken and one scheduled anew, again and again, with so many pending. */
import { Rng } from "../../dist/core/rng.js";

const increments = {
  exponential: (rng) => rng.exponential(1),
  /** Transfers of milliseconds and computations of seconds. */
  bimodal: (rng) => (rng.uniform() < 0.5 ? 0.001 * (1 + rng.uniform()) : rng.exponential(1)),
  /** Bursts: many events at the same times. */
  ties: (rng) => rng.integer(5),
};
export const distributions = Object.keys(increments);

/** Nanoseconds of the processor for one hold, in the best of many blocks. */
export function holdNanoseconds(Queue, distribution, size) {
  const rng = Rng.stream(1, "hold");
  const draws = Float64Array.from({ length: 1 << 14 }, () => increments[distribution](rng));
  const queue = new Queue();
  for (let part = 0; part < size; part++) queue.push(draws[part & 0x3fff] * rng.uniform(), part);
  let at = 0;
  const hold = (count) => {
    for (let i = 0; i < count; i++) {
      const time = queue.nextTime;
      const part = queue.pop();
      queue.push(time + draws[at++ & 0x3fff], part);
    }
  };
  hold(Math.max(20_000, 5 * size));
  const block = Math.max(10_000, size);
  let best = Number.POSITIVE_INFINITY;
  const end = performance.now() + 150;
  do {
    const start = process.cpuUsage();
    hold(block);
    const { user, system } = process.cpuUsage(start);
    best = Math.min(best, (1000 * (user + system)) / block);
  } while (performance.now() < end);
  return best;
}
