/** The checkpoints of a run: numbered files of which the last two are kept, so that one may be lost. */
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder, removeUnfinishedFiles, writeFileAtomic } from "../core/atomic-file.ts";
import { EdgeflockError } from "../core/errors.ts";
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from "./checkpoint.ts";

const kept = 2;

export class CheckpointStore {
  #next = 0;

  private constructor(readonly folder: string) {}

  /** @param folder is created when absent */
  static async open(folder: string): Promise<CheckpointStore> {
    await makeFolder(folder);
    await removeUnfinishedFiles(folder);
    const store = new CheckpointStore(folder);
    store.#next = ((await store.#numbers()).at(-1) ?? -1) + 1;
    return store;
  }

  /** Writes one more checkpoint and, once it is safely on disk, removes those older than the last two. */
  async write(checkpoint: Checkpoint): Promise<void> {
    await writeFileAtomic(this.#path(this.#next), encodeCheckpoint(checkpoint));
    this.#next++;
    for (const number of (await this.#numbers()).slice(0, -kept))
      await rm(this.#path(number), { force: true });
  }

  /**
   * The last checkpoint that is intact; null when none has ever been written.
   * @param onWarning told of each newer one that had to be passed over
   * @throws EdgeflockError("run") when there are checkpoints and none can be used
   */
  async readLast(onWarning: (message: string) => void): Promise<Checkpoint | null> {
    let refusal: EdgeflockError | null = null;
    for (const number of (await this.#numbers()).reverse()) {
      const path = this.#path(number);
      try {
        const checkpoint = decodeCheckpoint(await readFile(path), path);
        if (refusal !== null) onWarning(`${refusal.message}; the one before it, ${path}, is used instead`);
        return checkpoint;
      } catch (error) {
        if (!(error instanceof EdgeflockError)) throw error;
        refusal ??= error;
      }
    }
    if (refusal !== null) throw refusal;
    return null;
  }

  async #numbers(): Promise<number[]> {
    const numbers = (await readdir(this.folder)).flatMap((name) => {
      const match = /^(\d{6,})\.checkpoint$/.exec(name);
      return match === null ? [] : [Number(match[1])];
    });
    return numbers.sort((p, q) => p - q);
  }

  #path(number: number): string {
    return join(this.folder, `${String(number).padStart(6, "0")}.checkpoint`);
  }
}
