/** The drift monitor: whether a forecaster in use is still better than a naive one. */
export type { Change, ErrorPair } from "./comparison.ts";
export { type DriftEvent, DriftMonitor, type DriftMonitorState } from "./drift-monitor.ts";
export { type DriftSettings, defaultDriftSettings } from "./drift-settings.ts";
export { type Replay, replay, type TimelinePoint } from "./replay.ts";
