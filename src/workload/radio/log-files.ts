/** Finds the files of throughput logs: a folder with all below it, a file, a pattern, or several of these. Node only. */
import { join } from "node:path";
import { EdgeflockError } from "../../core/errors.ts";
import { kindOf, matchingFiles, namesIn } from "../traces/trace-files.ts";

/** `.csv`, `.csv.gz`, or no extension at all, as the HSDPA logs; hidden files (`._…` of archives) are none. */
const logName = /^[^.]+$|^[^.].*\.csv(\.gz)?$/i;

/**
 * Paths of the logs, sorted by name within each folder.
 *
 * @throws EdgeflockError("trace") when a location does not exist, cannot be read, or holds no log
 */
export async function findLogFiles(location: string | readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const one of typeof location === "string" ? [location] : location) files.push(...(await logsAt(one)));
  return files;
}

async function logsAt(location: string): Promise<string[]> {
  const found = await kindOf(location);
  if (found === "file") return [location];
  if (found === "missing") {
    if (location.includes("*")) return matchingFiles(location, "Download/Driving/B_2020*.csv");
    throw new EdgeflockError(
      "trace",
      `${location}: no such file or folder`,
      "Name the folder of the throughput logs, a file, or a pattern.",
    );
  }
  const logs = await logsBelow(location);
  if (logs.length === 0) {
    throw new EdgeflockError(
      "trace",
      `${location}: no throughput log in this folder or below`,
      "Logs are files named .csv or .csv.gz, or without an extension. An archive has to be unpacked first.",
    );
  }
  return logs;
}

async function logsBelow(folder: string): Promise<string[]> {
  const logs: string[] = [];
  for (const name of (await namesIn(folder)).sort()) {
    if (name.startsWith(".")) continue;
    const path = join(folder, name);
    if ((await kindOf(path)) === "folder") logs.push(...(await logsBelow(path)));
    else if (logName.test(name)) logs.push(path);
  }
  return logs;
}
