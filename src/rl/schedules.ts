/** Quantities that change over training, as pure functions of the step. */

export type Schedule = (step: number) => number;

/** From `start` to `end` in a straight line over `steps` steps, then `end`. */
export function linearSchedule(start: number, end: number, steps: number): Schedule {
  return (step) => (step >= steps ? end : start + ((end - start) * Math.max(step, 0)) / steps);
}
