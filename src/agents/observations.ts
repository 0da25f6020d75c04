/** How the networks of agents take observations in and give values out. */
import type { ObservationEntry } from "../env/index.ts";
import { add, div, log, minimum, mul, slice, type Tensor, where } from "../graph/index.ts";

/** A float32 that no measurement reaches. */
const unbounded = 3e38;

/**
 * The normalised observations (`LocalObserver.writeObservation`) from measurements in physical units
 * (`writeMeasurements`), inside a graph: what makes an exported policy usable where nothing of Edgeflock is.
 *
 * @param measurements `[batch, entries]`
 * @returns `[batch, entries]`
 */
export function normalised(measurements: Tensor, entries: readonly ObservationEntry[]): Tensor {
  const { graph } = measurements;
  const vector = (of: (how: ObservationEntry["normalisation"]) => number) =>
    graph.constant(entries.map(({ normalisation }) => of(normalisation)));
  const divided = div(
    measurements,
    vector((how) => (how.kind === "divide" ? how.divisor : 1)),
  );
  const cut = minimum(
    divided,
    vector((how) => (how.kind === "cut" ? how.longest : unbounded)),
  );
  const isDeadline = vector((how) => (how.kind === "deadline" ? 1 : 0));
  return where(isDeadline, div(1, add(1, measurements)), cut);
}

/** Squeezes the heavy tails of observations (all are ≥ 0, most in seconds) before the first layer: `log(1 + 4x)`. */
export function compress(x: Tensor): Tensor {
  return log(add(mul(x, 4), 1));
}

/**
 * Values that may grow with the task's work: the first half of `outputs` times the work, plus the second half. Costs
 * are proportional to the work but for the waiting, so the layers before have less to learn.
 *
 * @param outputs `[batch, 2·n]`
 * @param observations `[batch, observation]`, which holds the work `C/F` at `workAt`
 * @returns `[batch, n]`
 */
export function scaleWithWork(outputs: Tensor, observations: Tensor, workAt: number): Tensor {
  const n = (outputs.shape[1] ?? 0) / 2;
  const work = slice(observations, 1, workAt, workAt + 1);
  return add(mul(slice(outputs, 1, 0, n), work), slice(outputs, 1, n, 2 * n));
}
