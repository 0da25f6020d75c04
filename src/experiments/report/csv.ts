/** CSV by RFC 4180, numbers with all their digits. */

export type Cell = string | number | null;

/** @param rows records that all have the given columns; null becomes an empty field */
export function toCsv(columns: readonly string[], rows: readonly Readonly<Record<string, Cell>>[]): string {
  const field = (cell: Cell | undefined) => {
    const text = String(cell ?? "");
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [columns, ...rows.map((row) => columns.map((column) => row[column] ?? null))]
    .map((cells) => `${cells.map(field).join(",")}\n`)
    .join("");
}
