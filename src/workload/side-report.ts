/** What was read beside the tasks, and what was left out of it and why. Every row is accounted for. */

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
export function describeSide(report: SideReport): string[] {
  const number = (n: number) => n.toLocaleString("en-US");
  const files = report.files.length;
  const lines = [
    `${report.what}: ${number(report.count)} with ${number(report.samples)} samples of ${number(report.rows)} rows from ` +
      `${number(files)} ${files === 1 ? "file" : "files"}`,
  ];
  for (const [reason, count] of Object.entries(report.skipped)) {
    if (count > 0) lines.push(`left out ${number(count)}: ${reason}`);
  }
  return lines;
}
