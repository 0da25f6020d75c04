/** A window played against a drift monitor: what it says, and how the rolling errors went. */
import type { WindowTasks } from "../../workload/workload.ts";
import type { Forecasts } from "../forecasts.ts";
import type { ErrorPair } from "./comparison.ts";
import type { DriftEvent, DriftMonitor } from "./drift-monitor.ts";

export interface TimelinePoint {
  readonly seconds: number;
  /** Rolling errors over all servers of each watched target, in their order; null before the first. */
  readonly errors: readonly (ErrorPair | null)[];
}

export interface Replay {
  readonly events: readonly DriftEvent[];
  readonly timeline: readonly TimelinePoint[];
}

/** @param points how many points the timeline has at most, evenly spaced over the window's time */
export function replay(
  monitor: DriftMonitor,
  tasks: WindowTasks,
  forecasts: Forecasts,
  naiveForecasts: Forecasts,
  points: number,
): Replay {
  const events: DriftEvent[] = [];
  const timeline: TimelinePoint[] = [];
  const first = tasks.arrivalSeconds[0] ?? 0;
  const step = ((tasks.arrivalSeconds[tasks.count - 1] ?? 0) - first) / points;
  monitor.beginWindow();
  for (let row = 0; row < tasks.count; row++) {
    events.push(...monitor.observe(tasks, row, forecasts, naiveForecasts));
    const next = tasks.arrivalSeconds[row + 1] ?? Number.POSITIVE_INFINITY;
    while (timeline.length < points && next > first + (timeline.length + 1) * step) {
      timeline.push({
        seconds: first + (timeline.length + 1) * step,
        errors: monitor.settings.targets.map((target) => monitor.rollingErrors(target)),
      });
    }
  }
  return { events, timeline };
}
