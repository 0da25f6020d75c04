/** What was read to make a workload, and what was left out of it and why. Every row is accounted for. */

export interface ImportReport {
  /** The format of the trace, or the generator. */
  readonly source: string;
  /** The files read, in order, with their row counts; none for a synthetic workload. */
  readonly files: readonly { readonly path: string; readonly rows: number }[];
  /** Files that told more about the tasks; their rows are not counted below. */
  readonly sideFiles?: ImportReport["files"];
  /** Rows read or generated: `tasks` plus everything skipped. */
  readonly rows: number;
  readonly tasks: number;
  /** Rows left out, by reason, in the order of the tests; the reasons are for people. */
  readonly skipped: Readonly<Record<string, number>>;
}

/** Why a usable row is no task. */
export const beyondJobLimit = "beyond perJobLimit tasks of its job";

/** Human-readable lines: what was read, then one line for each reason that left rows out. */
export function describeImport(report: ImportReport): string[] {
  const from = report.files.length === 0 ? "" : ` from ${filesText(report.files.length)}`;
  return [
    `${report.source}: ${numberText(report.tasks)} tasks of ${numberText(report.rows)} rows${from}`,
    ...leftOutLines(report.skipped),
  ];
}

/** A line for each reason that left rows out. */
export function leftOutLines(skipped: ImportReport["skipped"]): string[] {
  return Object.entries(skipped)
    .filter(([, count]) => count > 0)
    .map(([reason, count]) => `left out ${numberText(count)}: ${reason}`);
}

export function filesText(files: number): string {
  return `${numberText(files)} ${files === 1 ? "file" : "files"}`;
}

export function numberText(number: number): string {
  return number.toLocaleString("en-US");
}
