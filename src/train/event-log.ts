/** What happened in a run beside its learning curve: `events.ndjson`, one JSON object a line. Free of wall-clock time. */
import { writeFileAtomic } from "../core/atomic-file.ts";

/** A forecaster has become worse than the naive one, or better again. */
export interface DriftLogEntry {
  readonly event: "forecast-drifted" | "forecast-recovered";
  /** The training episode in which it was noticed, from 1, and the arrival at which, in the window's time [s]. */
  readonly episode: number;
  readonly seconds: number;
  /** Name; null: over all servers. */
  readonly server: string | null;
  readonly target: string;
  /** Mean errors over the stretch that led to it, on the logarithmic scale, and the naive forecaster's name. */
  readonly forecasterError: number;
  readonly naiveError: number;
  readonly naive: string;
  /** How long that stretch was; over windows in which it went on. */
  readonly forTasks: number;
  readonly forSeconds: number;
  /** Whether critics do not see these forecasts from here on. */
  readonly masked: boolean;
}

export async function writeEvents(path: string, entries: readonly DriftLogEntry[]): Promise<void> {
  await writeFileAtomic(path, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(""));
}
