/** Rows as a table for Parquet: a column is of numbers unless it holds text. */
import type { Column, Table } from "../../tables/index.ts";
import type { Cell } from "./csv.ts";

export function tableOf(columns: readonly string[], rows: readonly Readonly<Record<string, Cell>>[]): Table {
  return Object.fromEntries(columns.map((name) => [name, columnOf(rows.map((row) => row[name] ?? null))]));
}

function columnOf(cells: readonly Cell[]): Column {
  if (!cells.some((cell) => typeof cell === "string"))
    return { type: "double", values: cells as readonly (number | null)[] };
  return { type: "varchar", values: cells.map((cell) => (cell === null ? null : String(cell))) };
}
