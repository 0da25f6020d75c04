/** A trained forecaster in a folder of its own, with what it was made from: to be taken again, or trained anew. */
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder, writeFileAtomic } from "../core/atomic-file.ts";
import { checksumOfFiles, type ForecasterFiles } from "../train/index.ts";

/** `kept.json`, written last: a folder without it is one that was never finished. */
interface KeptRecord {
  /** Checksum of all that the training depends on. */
  readonly inputs: string;
  /** Checksum of the files. */
  readonly files: string;
  /** Wall-clock time of the training [s]. */
  readonly seconds: number;
}

const recordName = "kept.json";

/** Null when there is none, when it was made from other inputs, or when its files are not those that were written. */
export async function readKeptForecaster(folder: string, inputs: string): Promise<ForecasterFiles | null> {
  try {
    const record = JSON.parse(await readFile(join(folder, recordName), "utf8")) as KeptRecord;
    if (record.inputs !== inputs) return null;
    const names = (await readdir(folder)).filter((name) => name !== recordName && !name.startsWith("."));
    const files = new Map<string, Uint8Array>();
    for (const name of names.sort()) files.set(name, await readFile(join(folder, name)));
    return checksumOfFiles(files) === record.files ? files : null;
  } catch {
    return null;
  }
}

export async function keepForecaster(
  folder: string,
  inputs: string,
  files: ForecasterFiles,
  seconds: number,
): Promise<void> {
  // What lies there was made from other inputs; half of it must not be taken for this one.
  await rm(folder, { recursive: true, force: true });
  await makeFolder(folder);
  for (const [name, bytes] of files) await writeFileAtomic(join(folder, name), bytes);
  const record: KeptRecord = { inputs, files: checksumOfFiles(files), seconds };
  await writeFileAtomic(join(folder, recordName), `${JSON.stringify(record)}\n`);
}
