/**
 * Files that are either the old or the new version, never half of one, whatever happens while they are written:
 * write beside, flush to the disk, rename, flush the folder.
 */
import { mkdir, open, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { EdgeflockError } from "./errors.ts";

let written = 0;

/**
 * Writes `content` to `path`; what is too long for one string comes in pieces. Throws EdgeflockError("output") when the
 * folder or file cannot be written.
 */
export async function writeFileAtomic(
  path: string,
  content: string | Uint8Array | Iterable<string>,
): Promise<void> {
  await replaceFileAtomic(path, (beside) => writeFile(beside, content, { flag: "wx" }));
}

/**
 * The same for a file that something else writes.
 * @param write creates the file at the path it is given
 */
export async function replaceFileAtomic(
  path: string,
  write: (beside: string) => Promise<void>,
): Promise<void> {
  const beside = besideOf(path);
  try {
    await write(beside);
    await flush(beside);
    await rename(beside, path);
    await flush(dirname(path));
  } catch (error) {
    await rm(beside, { force: true }).catch(() => {});
    throw asOutputError(error, path);
  }
}

/** Throws EdgeflockError("output") when `path` could not be written: better known before a long computation than after it. */
export async function requireWritable(path: string): Promise<void> {
  try {
    if (await isFolder(path)) throw Object.assign(new Error(path), { code: "EISDIR" });
    const beside = besideOf(path);
    await writeFile(beside, "", { flag: "wx" });
    await rm(beside);
  } catch (error) {
    throw asOutputError(error, path);
  }
}

/** Creates a folder and those above it. Throws EdgeflockError("output") when it cannot. */
export async function makeFolder(path: string): Promise<void> {
  try {
    await makeFolders(resolve(path));
  } catch (error) {
    throw asOutputError(error, path);
  }
}

/** One by one: Node's recursive `mkdir` never comes back from a file system such as /proc. */
async function makeFolders(path: string): Promise<void> {
  if (await isFolder(path)) return;
  const above = dirname(path);
  if (above !== path) await makeFolders(above);
  try {
    await mkdir(path);
  } catch (error) {
    // Another process may have been quicker.
    if (!(await isFolder(path))) throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found?.isDirectory() ?? false;
}

/** Removes what writers that were killed have left in a folder. Nobody else may be writing there. */
export async function removeUnfinishedFiles(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (/^\..+\.\d+-\d+\.tmp$/.test(name)) await rm(join(folder, name), { force: true });
  }
}

function besideOf(path: string): string {
  return join(dirname(path), `.${basename(path)}.${process.pid}-${written++}.tmp`);
}

/** Forces a file or folder out to the disk. */
async function flush(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "not permitted",
  EROFS: "the file system is read-only",
  ENOSPC: "no space left on the device",
  EDQUOT: "the disk quota is used up",
  ENOTDIR: "a part of the path is a file",
  EEXIST: "a file is in the way",
  EISDIR: "it is a folder",
  ENOENT: "its folder does not exist, or none can be made there",
  ENAMETOOLONG: "the name is too long",
};

/** An error of the file system as one the user can act on; any other error as it is. */
export function asOutputError(error: unknown, path: string): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  const reason = code === undefined ? undefined : reasons[code];
  if (reason === undefined || error instanceof EdgeflockError) return error;
  return new EdgeflockError(
    "output",
    `${path} cannot be written: ${reason} (${code})`,
    "Choose another output folder, or make this one writable.",
    { cause: error },
  );
}
