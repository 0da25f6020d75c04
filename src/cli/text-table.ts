/** Plain text for people: aligned tables, and numbers at a readable precision. */

/**
 * Columns with two spaces between. Ends in a newline.
 * @param align of each column; the first to the left and the others to the right when absent
 */
export function textTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  align: readonly ("left" | "right")[] = ["left"],
): string {
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => (row[column] ?? "").length)));
  const lines = all.map((row) =>
    row
      .map((cell, column) =>
        align[column] === "left" ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!),
      )
      .join("  ")
      .trimEnd(),
  );
  return `${lines.join("\n")}\n`;
}

/** Four significant digits: `1.291`, `0.4360`, `20.54`, `63350`. */
export function readable(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size >= 1e9 || (size > 0 && size < 1e-4)) return value.toExponential(3);
  return size >= 1e4 ? value.toFixed(0) : value.toPrecision(4);
}

/** An integer with its thousands apart: `63,350`; `unknown` when there is none. */
export function countOf(value: number | null): string {
  return value === null ? "unknown" : value.toLocaleString("en-US");
}

export function percentage(fraction: number): string {
  return `${(100 * fraction).toFixed(1)} %`;
}

/** A mean with its interval: `1.291 [1.270, 1.310]`; `1.291 [–]` when there is none. */
export function interval({
  mean,
  low,
  high,
}: {
  readonly mean: number;
  readonly low: number | null;
  readonly high: number | null;
}): string {
  const bounds = low === null || high === null ? "–" : `${readable(low)}, ${readable(high)}`;
  return `${readable(mean)} [${bounds}]`;
}
