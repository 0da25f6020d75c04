/** Measures what the burst generator makes, as a trace is measured. */
import { GoogleBursts } from "../google-bursts.ts";
import type { CompleteGoogleOptions } from "../google-options.ts";
import { BurstMeter } from "./burst-meter.ts";

/** More bursts than these tell nothing new: a longer workload is measured at its beginning. */
const mostBursts = 500_000;

/** @param draw another number makes another workload of the same kind */
export function meterGenerated(
  options: CompleteGoogleOptions,
  burstGapSeconds: number,
  draw: number,
): BurstMeter {
  const durationSeconds = Math.min(options.durationSeconds, mostBursts * options.burstGapSeconds);
  const meter = new BurstMeter({ fromSeconds: 0, toSeconds: durationSeconds, burstGapSeconds });
  const bursts = new GoogleBursts({ ...options, durationSeconds, seed: options.seed + draw });
  for (let burst = bursts.next(); burst !== null; burst = bursts.next()) {
    const { size, timeSeconds, user, habit } = burst;
    for (let task = 0; task < size; task++) {
      meter.add({
        seconds: timeSeconds[task]!,
        work: habit.cpu,
        input: habit.memory,
        user,
        schedulingClass: habit.schedulingClass,
      });
    }
  }
  meter.end();
  return meter;
}
