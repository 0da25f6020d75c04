/** The drift monitor: whether a forecaster in use is still better than a naive one. */
export type { ErrorPair } from "./comparison.ts";
export { type DriftEvent, DriftMonitor, type DriftMonitorState } from "./drift-monitor.ts";
export { replay, type TimelinePoint } from "./replay.ts";
