/** What happened in a run beside its learning curve: `events.ndjson`, one JSON object a line. Free of wall-clock time. */
import { readFile } from "node:fs/promises";
import { writeFileAtomic } from "../core/atomic-file.ts";
import { EdgeflockError } from "../core/errors.ts";
import type { Finding } from "../diagnosis/index.ts";

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

/** A finding of the diagnosis (docs/diagnosis.md), when it was first seen. */
export interface FindingLogEntry extends Pick<Finding, "rule" | "severity" | "evidence" | "numbers"> {
  readonly event: "finding";
  /** Training episodes done at the validation that it was seen at. */
  readonly episode: number;
}

export type RunLogEntry = DriftLogEntry | FindingLogEntry;

export function isDrift(entry: RunLogEntry): entry is DriftLogEntry {
  return entry.event !== "finding";
}

export async function writeEvents(path: string, entries: readonly RunLogEntry[]): Promise<void> {
  await writeFileAtomic(path, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(""));
}

/**
 * What `writeEvents` wrote; empty where there is no such file.
 * @throws EdgeflockError("run") naming the line that is damaged
 */
export async function readEvents(path: string): Promise<readonly RunLogEntry[]> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
  const lines = text.split("\n").slice(0, -1);
  return lines.map((line, index) => {
    try {
      return JSON.parse(line) as RunLogEntry;
    } catch (error) {
      throw new EdgeflockError(
        "run",
        `${path}, line ${index + 1} is not JSON: ${(error as Error).message}`,
        "Restore the file, or remove it: `edgeflock resume` writes it anew.",
      );
    }
  });
}
