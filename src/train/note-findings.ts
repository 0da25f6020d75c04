/** Diagnosis while training goes on: what newly shows at a validation is told once, and kept in the event log. */
import { diagnoseRun, inWords } from "../diagnosis/index.ts";
import type { RunFolder } from "./run-folder.ts";
import { runRecord } from "./run-record.ts";
import type { TrainingState } from "./training-state.ts";

/**
 * Appends findings that the event log does not have yet to `state.events`; notes are left to `edgeflock diagnose`.
 * @param onWarning told of each
 */
export function noteFindings(
  { manifest, path }: RunFolder,
  state: TrainingState,
  onWarning: (message: string) => void,
): void {
  const told = new Set(state.events.flatMap((entry) => (entry.event === "finding" ? entry.rule : [])));
  for (const finding of diagnoseRun(runRecord(manifest, state.metrics, state.events)).findings) {
    const { rule, severity, evidence, numbers, changes } = finding;
    // Drift has its own events and warnings.
    if (severity === "note" || rule === "forecast-drift" || told.has(rule)) continue;
    state.events.push({ event: "finding", episode: state.episode, rule, severity, evidence, numbers });
    const [first] = changes;
    const cure = first === undefined ? "" : ` Try ${inWords(first)}.`;
    onWarning(`${rule}: ${evidence}${cure} More: edgeflock diagnose ${path}`);
  }
}
