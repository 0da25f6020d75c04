/** A table of text fields as the bytes of a trace file: CSV, JSON or Parquet. */
import { readFileSync, rmSync } from "node:fs";
import { quoted, withDuckDb } from "../../../core/duckdb.ts";
import { metadataKey, type NormalisedMetadata } from "../normalised-trace.ts";
import { labelOf } from "../trace-format.ts";
import type { FuzzedTrace } from "./valid-rows.test-helper.ts";

export interface Table {
  readonly names: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** A line for each row, quoted where it has to be; the header first, where there is one. */
export function csvLines({ names, rows }: Table, header: boolean): string[] {
  const line = (fields: readonly (string | number)[]) =>
    fields.map((field) => csvField(String(field))).join();
  return [...(header ? [line(names)] : []), ...rows.map(line)];
}

function csvField(text: string): string {
  return /[,"\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** An object for each row, a name with a dot as a key within a key. Empty fields are left out. */
export function jsonObjects({ names, rows }: Table): Record<string, unknown>[] {
  return rows.map((fields) => {
    const object: Record<string, unknown> = {};
    for (const [k, field] of fields.entries()) {
      const [outer = "", inner] = (names[k] ?? "").split(".");
      if (field === "") continue;
      if (inner === undefined) object[outer] = field;
      else object[outer] = { ...(object[outer] as object | undefined), [inner]: field };
    }
    return object;
  });
}

/** Columns of the types that the format takes them for, if all fields are of them; text otherwise. */
export async function parquetBytes(trace: FuzzedTrace, table: Table, path: string): Promise<Buffer> {
  const values = table.rows.map(
    (fields) => `(${fields.map((field) => (field === "" ? "null" : quoted(String(field), "'"))).join()})`,
  );
  const places = table.names.map((_, k) => `c${k}`).join();
  const told = trace.normalised
    ? `, KV_METADATA {${metadataKey}: ${quoted(JSON.stringify(metadataOf(trace, table)), "'")}}`
    : "";
  const sql = (typed: boolean) => {
    const columns = table.names.map((name, k) => {
      const type = typed ? typeOf(trace, name) : "VARCHAR";
      return `c${k}::${type} as ${quoted(name === "" ? "unnamed" : name, '"')}`;
    });
    const rows = `select ${columns.join()} from (values ${values.join()}) as t(${places})`;
    return `copy (${rows}) to ${quoted(path, "'")} (format parquet${told})`;
  };
  await withDuckDb((connection) => connection.run(sql(true)).catch(() => connection.run(sql(false))));
  const bytes = readFileSync(path);
  rmSync(path);
  return bytes;
}

export function typeOf({ layout }: FuzzedTrace, name: string): string {
  return layout.columns.find((column) => labelOf(column) === name)?.type ?? "VARCHAR";
}

function metadataOf({ format }: FuzzedTrace, { rows }: Table): NormalisedMetadata {
  const { name, title, citation, units } = format;
  const counts = { rows: rows.length, tasks: rows.length, skipped: {} };
  return { version: 1, format: name, variant: null, title, citation, units, files: [], ...counts };
}
