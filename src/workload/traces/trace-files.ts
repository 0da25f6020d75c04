/** Finds the files of a trace: a folder, one file, several files, or a glob pattern. Node only. */
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { EdgeflockError } from "../../core/errors.ts";

const partName = /\.(csv|json|ndjson|jsonl)(\.gz)?$|\.parquet$/i;

/** Where the files of a trace are looked for, as in `TraceLayout`. */
interface Place {
  readonly folder?: string;
  readonly files?: RegExp;
}

/**
 * Paths of a trace's files, sorted by name within each location given.
 *
 * @param location a folder that holds the files or the sub-folder of a place, a file, or a pattern with `*`
 * @param places what is looked for in a folder: the first place that holds files is taken
 * @throws EdgeflockError("trace") when a location does not exist, cannot be read, or holds no file
 */
export async function findTraceFiles(
  location: string | readonly string[],
  places: readonly [Place, ...Place[]],
): Promise<string[]> {
  const locations = typeof location === "string" ? [location] : location;
  const files: string[] = [];
  for (const one of locations) files.push(...(await filesAt(one, places)));
  if (files.length === 0) {
    throw new EdgeflockError(
      "trace",
      "no trace file was named",
      `Name a folder that holds ${exampleOf(places)}.`,
    );
  }
  return files;
}

function exampleOf([{ folder }]: readonly [Place, ...Place[]]): string {
  return folder === undefined ? "the trace's .csv or .csv.gz files" : `${folder}/*.csv.gz`;
}

async function filesAt(location: string, places: readonly [Place, ...Place[]]): Promise<string[]> {
  const found = await kindOf(location);
  if (found === "file") return [location];
  if (found === "missing") {
    if (location.includes("*")) {
      const { folder } = places[0];
      return matchingFiles(location, folder === undefined ? "trace-*.csv.gz" : `${folder}/part-*.csv.gz`);
    }
    throw new EdgeflockError(
      "trace",
      `${location}: no such file or folder`,
      `Name the trace's folder (the one that holds ${exampleOf(places)}), or its files.`,
    );
  }
  for (const { folder, files } of places) {
    const inner = folder === undefined ? location : join(location, folder);
    const within = folder !== undefined && (await kindOf(inner)) === "folder";
    if (!within && files === undefined) continue;
    const names = await partsIn(within ? inner : location);
    const fitting = within || files === undefined ? names : names.filter((name) => files.test(name));
    if (fitting.length > 0) return fitting.map((name) => join(within ? inner : location, name));
  }
  const names = await partsIn(location);
  if (names.length === 0) {
    throw new EdgeflockError(
      "trace",
      `${location}: no .csv, .json or .parquet file in this folder`,
      `Name the folder that holds ${exampleOf(places)}.`,
    );
  }
  return names.map((name) => join(location, name));
}

/** Names of the data files in a folder, sorted. */
export async function partsIn(folder: string): Promise<string[]> {
  return (await namesIn(folder)).filter((name) => partName.test(name) && !name.startsWith(".")).sort();
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
