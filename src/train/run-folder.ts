/** A run's folder: where everything in it lies (architecture.md, "Data on disk"), and who may write to it. */
import { access, constants, readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder, removeUnfinishedFiles, writeFileAtomic } from "../core/atomic-file.ts";
import { EdgeflockError } from "../core/errors.ts";
import { lockRun } from "./run-lock.ts";
import { type RunManifest, runManifestSchema } from "./run-manifest.ts";

const manifestName = "run.json";
/** What a run writes; a run that is replaced loses these and nothing else. */
const ownNames = [
  manifestName,
  "metrics.parquet",
  "events.ndjson",
  "tasks.parquet",
  "checkpoints",
  "policy",
  "forecaster",
  "report.html",
  "figures",
  "table.csv",
  "table.tex",
  "comparisons.csv",
  "cells",
];

export class RunFolder {
  private constructor(
    readonly path: string,
    private current: RunManifest,
  ) {}

  /**
   * Makes a run folder, or clears one for a new run.
   * @param force replace a run that is there; what no run wrote is never touched
   * @throws EdgeflockError("output") when something is there, or the folder cannot be written
   */
  static async create(path: string, manifest: RunManifest, force: boolean): Promise<RunFolder> {
    await refuseOccupied(path, force);
    await makeFolder(path);
    await requireWritable(path);
    if (force) {
      const unlock = await lockRun(path);
      for (const name of ownNames) await rm(join(path, name), { recursive: true, force: true });
      await unlock();
    }
    const folder = new RunFolder(path, manifest);
    await folder.update({});
    return folder;
  }

  /** @throws EdgeflockError("run") when `path` is no run folder, or its manifest is damaged or of a newer version */
  static async open(path: string): Promise<RunFolder> {
    const file = join(path, manifestName);
    const refuse = (what: string, fix: string) => new EdgeflockError("run", `${path}: ${what}`, fix);
    let text: string;
    try {
      text = await readFile(file, "utf8");
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      throw refuse(
        code === "ENOENT" || code === "ENOTDIR"
          ? `this is no run folder (it has no ${manifestName})`
          : `${manifestName} cannot be read (${code})`,
        "Name a folder that `edgeflock train` has made.",
      );
    }
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch (error) {
      throw refuse(
        `${manifestName} is not JSON: ${(error as Error).message}`,
        "Restore the file, or train anew.",
      );
    }
    const version = (json as { version?: unknown } | null)?.version;
    if (typeof version === "number" && version > 1) {
      throw refuse(
        `${manifestName} has format version ${version}, this Edgeflock reads 1`,
        "Use the version of Edgeflock that wrote it.",
      );
    }
    const parsed = runManifestSchema.safeParse(json);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      throw refuse(
        `${manifestName}, field ${issue?.path.join(".") || "(whole)"}: ${issue?.message}`,
        "Restore the file, or train anew.",
      );
    }
    return new RunFolder(path, parsed.data);
  }

  get manifest(): RunManifest {
    return this.current;
  }

  get checkpoints(): string {
    return join(this.path, "checkpoints");
  }
  get policy(): string {
    return join(this.path, "policy");
  }
  get metrics(): string {
    return join(this.path, "metrics.parquet");
  }
  get events(): string {
    return join(this.path, "events.ndjson");
  }
  get tasks(): string {
    return join(this.path, "tasks.parquet");
  }

  /** Changes the manifest on disk. */
  async update(changes: Partial<RunManifest>): Promise<void> {
    this.current = { ...this.current, ...changes };
    await writeFileAtomic(join(this.path, manifestName), `${JSON.stringify(this.current, null, 2)}\n`);
  }

  /** Throws EdgeflockError("output") when the folder cannot be written. */
  async requireWritable(): Promise<void> {
    await requireWritable(this.path);
  }

  /** What a writer that was killed has left; only for the one who holds the lock. */
  async removeUnfinishedFiles(): Promise<void> {
    await removeUnfinishedFiles(this.path);
  }

  /** Writes a set of files to a sub-folder. `last` is written when all others are there, so that it vouches for them. */
  async writeFiles(
    name: "policy" | "forecaster",
    files: ReadonlyMap<string, Uint8Array>,
    last: string,
  ): Promise<void> {
    const folder = join(this.path, name);
    await makeFolder(folder);
    await removeUnfinishedFiles(folder);
    const ordered = [...files].sort(([p], [q]) => Number(p === last) - Number(q === last));
    for (const [file, bytes] of ordered) await writeFileAtomic(join(folder, file), bytes);
  }

  /** The files of a sub-folder; null when it is absent or lacks `last`. */
  async readFiles(
    name: "policy" | "forecaster",
    last: string,
  ): Promise<ReadonlyMap<string, Uint8Array> | null> {
    const files = await readFolderFiles(join(this.path, name));
    return files?.has(last) ? files : null;
  }
}

/** Every plain file of a folder by name, in order of name; null when there is no such folder. */
export async function readFolderFiles(folder: string): Promise<ReadonlyMap<string, Uint8Array> | null> {
  let names: string[];
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    names = entries
      .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
      .map((entry) => entry.name);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    throw error;
  }
  const files = new Map<string, Uint8Array>();
  for (const name of names.sort()) files.set(name, await readFile(join(folder, name)));
  return files;
}

async function refuseOccupied(path: string, force: boolean): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found === null) return;
  if (!found.isDirectory()) {
    throw new EdgeflockError("output", `${path} is a file`, "Name a folder that does not exist yet.");
  }
  const names = await readdir(path);
  if (force || names.length === 0) return;
  if (!names.includes(manifestName)) {
    throw new EdgeflockError(
      "output",
      `${path} is not empty and is no run folder (it holds ${names[0]})`,
      "Name another folder, or write into this one with --force; its files stay.",
    );
  }
  throw new EdgeflockError(
    "output",
    `${path} already holds a run`,
    `Continue it with \`edgeflock resume ${path}\`, replace it with --force, or name another folder.`,
  );
}

async function requireWritable(path: string): Promise<void> {
  try {
    await access(path, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new EdgeflockError(
      "output",
      `${path} cannot be written (${(error as NodeJS.ErrnoException).code})`,
      "Choose another output folder, or make this one writable.",
      { cause: error },
    );
  }
}
