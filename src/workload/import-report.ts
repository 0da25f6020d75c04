/** What was read to make a workload, and what was left out of it and why. Every row is accounted for. */

/** Why rows were left out; the texts are for people. */
export const skipReasons = {
  beforeWindow: "before the trace window (time below 600 s: the initial snapshot)",
  afterWindow: "after the trace window (time 2^63-1)",
  notSubmit: "not a SUBMIT event",
  resubmit: "a task submitted again",
  unusableRequest: "no or zero CPU request, or no memory request",
  beyondJobLimit: "beyond perJobLimit tasks of its job",
} as const;

export type SkipReason = keyof typeof skipReasons;

/** Counts of rows left out, to begin with. */
export function nothingSkipped(): Record<SkipReason, number> {
  return {
    beforeWindow: 0,
    afterWindow: 0,
    notSubmit: 0,
    resubmit: 0,
    unusableRequest: 0,
    beyondJobLimit: 0,
  };
}

export interface ImportReport {
  readonly source: "google-2011" | "synthetic-google";
  /** The files read, in order, with their row counts; none for a synthetic workload. */
  readonly files: readonly { readonly path: string; readonly rows: number }[];
  /** Rows read or generated: `tasks` plus everything skipped. */
  readonly rows: number;
  readonly tasks: number;
  readonly skipped: Readonly<Record<SkipReason, number>>;
}

/** Human-readable lines: what was read, then one line for each reason that left rows out. */
export function describeImport(report: ImportReport): string[] {
  const number = (n: number) => n.toLocaleString("en-US");
  const files = report.files.length;
  const from = files === 0 ? "" : ` from ${number(files)} ${files === 1 ? "file" : "files"}`;
  const lines = [`${report.source}: ${number(report.tasks)} tasks of ${number(report.rows)} rows${from}`];
  for (const [reason, text] of Object.entries(skipReasons)) {
    const count = report.skipped[reason as SkipReason];
    if (count > 0) lines.push(`left out ${number(count)}: ${text}`);
  }
  return lines;
}
