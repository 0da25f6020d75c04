/** Looks at the beginning of a trace's file: whether it is CSV, JSON or Parquet, and the names that it gives its columns. Node only. */
import { open } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import type { DuckDBConnection, DuckDBType } from "@duckdb/node-api";
import { quoted } from "../../core/duckdb.ts";
import { EdgeflockError } from "../../core/errors.ts";
import { checkCompression } from "./check-gzip.ts";
import { unreadable } from "./trace-files.ts";

export interface TraceFile {
  readonly path: string;
  readonly kind: "csv" | "json" | "parquet";
  readonly compression: "gzip" | "none";
  /**
   * Fields of a CSV file's first line; keys of JSON objects ("a.b" for a key in an object); columns of a Parquet file.
   */
  readonly names: readonly string[];
  /** The key, or the keys from the outermost, of each name in a JSON or Parquet file: names may hold dots themselves. */
  readonly paths?: readonly (readonly string[])[];
}

type Named = Pick<TraceFile, "names" | "paths">;

/** A first line is not longer [byte]. */
const headBytes = 1 << 20;
/** DuckDB's names for it in JSON. */
export const jsonCompression = { gzip: "gzip", none: "uncompressed" } as const;
/** JSON objects that are looked at for their keys. */
const sampledObjects = 64;

/**
 * Checks compressed files to the last byte.
 *
 * @param delimiter between the fields of CSV files
 * @throws EdgeflockError("trace") when the file is damaged, empty, or cannot be read
 */
export async function openTraceFile(
  connection: DuckDBConnection,
  path: string,
  delimiter = ",",
): Promise<TraceFile> {
  const compression = await checkCompression(path);
  const head = await headOf(path, compression);
  if (compression === "none" && head.subarray(0, 4).toString("latin1") === "PAR1") {
    return { path, kind: "parquet", compression, ...(await parquetNames(connection, path)) };
  }
  const text = head.toString("utf8").replace(/^\ufeff/, "");
  if (/\.(json|ndjson|jsonl)(\.gz)?$/i.test(path) || /^\s*[{]/.test(text)) {
    return { path, kind: "json", compression, ...(await jsonNames(connection, path, compression)) };
  }
  return { path, kind: "csv", compression, names: firstFields(text, delimiter) };
}

/** The first bytes of what the file holds, unpacked. */
async function headOf(path: string, compression: "gzip" | "none"): Promise<Buffer> {
  const buffer = Buffer.alloc(headBytes);
  let packed: Buffer;
  try {
    const file = await open(path, "r");
    try {
      packed = buffer.subarray(0, (await file.read(buffer, 0, headBytes, 0)).bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw unreadable(path, error);
  }
  return compression === "none" ? packed : unpackedHead(packed);
}

/** What the first part of a gzip file unpacks to, as far as `headBytes`. */
function unpackedHead(packed: Buffer): Promise<Buffer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const gunzip = createGunzip();
    const done = () => {
      resolve(Buffer.concat(chunks));
      gunzip.destroy();
    };
    gunzip.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= headBytes) done();
    });
    gunzip.on("end", done);
    gunzip.on("error", done); // the end of the part, not of the file
    gunzip.end(packed);
  });
}

/** Fields of the first line of CSV text. */
function firstFields(text: string, delimiter: string): string[] {
  const fields: string[] = [];
  let field = "";
  let inQuotes = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (character === '"') {
      if (inQuotes && text[at + 1] === '"') field += text[++at]!;
      else inQuotes = !inQuotes;
    } else if (inQuotes) field += character;
    else if (character === "\n" || character === "\r") break;
    else if (character === delimiter) {
      fields.push(field);
      field = "";
    } else field += character;
  }
  return [...fields, field].map((name) => name.trim());
}

async function jsonNames(
  connection: DuckDBConnection,
  path: string,
  compression: "gzip" | "none",
): Promise<Named> {
  const names = new Map<string, readonly string[]>();
  try {
    const read = await connection.runAndReadAll(
      `select json::varchar from read_json_objects(${quoted(path, "'")}, compression = '${jsonCompression[compression]}') limit ${sampledObjects}`,
    );
    for (const [text] of read.getRowsJS() as [string | null][]) {
      if (text !== null) addKeys(JSON.parse(text), [], names);
    }
  } catch (error) {
    throw cannotRead(path, "JSON", error, "Each row is a JSON object: one a line, or all in one array.");
  }
  return { names: [...names.keys()], paths: [...names.values()] };
}

function addKeys(value: unknown, path: readonly string[], names: Map<string, readonly string[]>): void {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    const name = path.join(".");
    if (path.length > 0 && !names.has(name)) names.set(name, path);
    return;
  }
  for (const [key, inner] of Object.entries(value)) addKeys(inner, [...path, key], names);
}

async function parquetNames(connection: DuckDBConnection, path: string): Promise<Named> {
  try {
    const read = await connection.runAndReadAll(`select * from read_parquet(${quoted(path, "'")}) limit 0`);
    const paths = read.columnNames().flatMap((name, k) => pathsWithin([name], read.columnType(k)));
    return { names: paths.map((keys) => keys.join(".")), paths };
  } catch (error) {
    throw cannotRead(path, "Parquet", error, "Fetch the file again, or write it again.");
  }
}

function pathsWithin(path: readonly string[], type: DuckDBType): (readonly string[])[] {
  if (!("entryNames" in type)) return [path];
  const { entryNames, entryTypes } = type;
  return entryNames.flatMap((entry, k) => {
    const inner = entryTypes[k];
    return inner === undefined ? [] : pathsWithin([...path, entry], inner);
  });
}

/** The error for what DuckDB itself refuses. */
export function cannotRead(path: string, what: string, error: unknown, fix: string): EdgeflockError {
  const message = (error instanceof Error ? error.message : String(error)).split("\n", 1)[0] ?? "";
  const reason = message.includes("state machine")
    ? "a quote in a wrong place, or lines that end in different ways"
    : message;
  return new EdgeflockError("trace", `${path}: cannot be read as ${what} (${reason})`, fix, { cause: error });
}
