/** Finds the files of a trace: a folder, one file, several files, or a glob pattern. Node only. */
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { EdgeflockError } from "../core/errors.ts";

const partName = /\.csv(\.gz)?$/i;

/**
 * Paths of the parts of `table`, sorted by name within each location given.
 *
 * @param location a folder that holds the parts or a sub-folder `table` of them, a file, or a pattern with `*`
 * @throws EdgeflockError("trace") when a location does not exist, cannot be read, or holds no part
 */
export async function findTraceFiles(location: string | readonly string[], table: string): Promise<string[]> {
  const locations = typeof location === "string" ? [location] : location;
  const files: string[] = [];
  for (const one of locations) files.push(...(await partsAt(one, table)));
  if (files.length === 0) {
    throw new EdgeflockError(
      "trace",
      "no trace file was named",
      `Name a folder that holds ${table}/*.csv.gz.`,
    );
  }
  return files;
}

async function partsAt(location: string, table: string): Promise<string[]> {
  const found = await kindOf(location);
  if (found === "file") return [location];
  if (found === "missing") {
    if (location.includes("*")) return matchingFiles(location, `${table}/part-*.csv.gz`);
    throw new EdgeflockError(
      "trace",
      `${location}: no such file or folder`,
      `Name the trace's folder (the one that holds ${table}/), or its .csv.gz files.`,
    );
  }
  const inner = join(location, table);
  const folder = (await kindOf(inner)) === "folder" ? inner : location;
  const parts = (await namesIn(folder)).filter((name) => partName.test(name)).sort();
  if (parts.length === 0) {
    throw new EdgeflockError(
      "trace",
      `${folder}: no .csv or .csv.gz file in this folder`,
      `Name the folder that holds the trace's ${table} parts (part-00000-of-00500.csv.gz, ...).`,
    );
  }
  return parts.map((name) => join(folder, name));
}

/**
 * Files that match a pattern whose `*` stand in the last component, sorted.
 *
 * @param example a pattern to name in the error when there is none
 */
export async function matchingFiles(pattern: string, example: string): Promise<string[]> {
  const cut = Math.max(pattern.lastIndexOf("/"), pattern.lastIndexOf("\\"));
  const folder = cut < 0 ? "." : pattern.slice(0, Math.max(cut, 1));
  const escaped = pattern.slice(cut + 1).replace(/[.+?^${}()|[\]\\]/g, "\\$&");
  const regex = new RegExp(`^${escaped.replaceAll("*", ".*")}$`);
  const names = (await kindOf(folder)) === "folder" ? await namesIn(folder) : [];
  const parts = names.filter((name) => regex.test(name)).sort();
  if (parts.length === 0) {
    throw new EdgeflockError(
      "trace",
      `${pattern}: no file matches`,
      `Only the file name may hold "*", as in ${example}.`,
    );
  }
  return parts.map((name) => join(folder, name));
}

/** What there is at `path`; links are followed. */
export async function kindOf(path: string): Promise<"file" | "folder" | "missing"> {
  try {
    return (await stat(path)).isDirectory() ? "folder" : "file";
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ENOTDIR") return "missing";
    throw unreadable(path, error);
  }
}

/** Names of what lies in a folder. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    throw unreadable(folder, error);
  }
}

/** The error for a file or folder that exists but cannot be read. */
export function unreadable(path: string, cause: unknown): EdgeflockError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new EdgeflockError("trace", `${path}: cannot be read (${reason})`, "Check its permissions.", {
    cause,
  });
}
