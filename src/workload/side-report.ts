/** What was read beside the tasks, and what was left out of it and why. Every row is accounted for. */
import { filesText, leftOutLines, numberText } from "./import-report.ts";

export interface SideReport {
  readonly what: "radio logs" | "users";
  /** The files read, in order, with their rows (header lines not counted). */
  readonly files: readonly { readonly path: string; readonly rows: number }[];
  readonly rows: number;
  /** Logs, or users. */
  readonly count: number;
  /** Rows used: `rows` less everything skipped. */
  readonly samples: number;
  /** Rows left out, by reason; the reasons are for people. */
  readonly skipped: Readonly<Record<string, number>>;
}

/** Human-readable lines: what was read, then one line for each reason that left rows out. */
export function describeSide({ what, count, samples, rows, files, skipped }: SideReport): string[] {
  const read = `${numberText(samples)} samples of ${numberText(rows)} rows from ${filesText(files.length)}`;
  return [`${what}: ${numberText(count)} with ${read}`, ...leftOutLines(skipped)];
}
