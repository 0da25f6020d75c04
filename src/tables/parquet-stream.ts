/**
 * Writes a Parquet file of any length in batches. DuckDB encodes in a thread of its own while the caller goes on; at
 * most a ring of batches and one row group are in memory. The same rows give the same bytes, however they are batched.
 */
import { open } from "node:fs/promises";
import type { Worker } from "node:worker_threads";
import { replaceFileAtomic } from "../core/atomic-file.ts";
import { cannotWrite } from "../core/duckdb.ts";
import { startThread } from "../core/start-thread.ts";
import {
  BatchRing,
  type ColumnValues,
  createRingMemory,
  endings,
  entriesPerRow,
  rowsPerSlot,
  type StreamColumn,
} from "./batch-ring.ts";
import type { FromWriter, WriterJob } from "./parquet-stream-thread.ts";

export class ParquetStream {
  readonly #columns: readonly StreamColumn[];
  readonly #memory;
  readonly #ring: BatchRing;
  /** Settles when the file is in its place, or has failed and is gone. */
  #written: Promise<void> = Promise.resolve();
  #failure: unknown = null;
  /** Rows in the slot that is being filled. */
  #rows = 0;
  /** Called when the thread has given a slot back, or has ended. */
  #wake: () => void = () => {};

  private constructor(columns: readonly StreamColumn[]) {
    this.#columns = columns;
    this.#memory = createRingMemory(columns);
    this.#ring = new BatchRing(this.#memory);
  }

  /**
   * Begins to write `path`. The file appears there, whole, with `close`; before that, and after an abort or failure,
   * what was there stays.
   *
   * @throws EdgeflockError("output") when the file cannot be created
   */
  static open(path: string, columns: readonly StreamColumn[]): Promise<ParquetStream> {
    const stream = new ParquetStream(columns);
    return new Promise((resolve, reject) => {
      stream.#written = replaceFileAtomic(path, async (beside) => {
        // A folder that cannot be written to is better known now than at the end of a long simulation.
        await (await open(beside, "wx")).close();
        const ended = stream.#encode(path, beside);
        resolve(stream);
        await ended;
      });
      stream.#written.catch((error: unknown) => {
        stream.#failure = error;
        stream.#wake();
        reject(error);
      });
    });
  }

  /**
   * Appends the first `count` rows of `values`, one array for each column by its name. Waits while the encoder is
   * behind; the arrays may be reused when the promise has resolved.
   *
   * @throws EdgeflockError("output") when writing has failed; there is then no file
   */
  async append(values: Readonly<Record<string, ColumnValues>>, count: number): Promise<void> {
    for (let from = 0; from < count; ) {
      const slot = await this.#freeSlot();
      const rows = Math.min(count - from, rowsPerSlot - this.#rows);
      for (const [k, column] of this.#columns.entries()) {
        const width = entriesPerRow(column);
        const source = values[column.name]!.subarray(from * width, (from + rows) * width);
        this.#ring.slots[slot]![k]!.set(source, this.#rows * width);
      }
      from += rows;
      this.#rows += rows;
      if (this.#rows === rowsPerSlot) this.#handOver();
    }
  }

  /** Completes the file and puts it in its place. Throws as `append` does. */
  async close(): Promise<void> {
    if (this.#rows > 0) this.#handOver();
    this.#ring.end(endings.complete);
    await this.#written;
  }

  /** Gives up: what was written is removed. Never throws. */
  async abort(): Promise<void> {
    this.#ring.end(endings.aborted);
    await this.#written.catch(() => {});
  }

  #handOver(): void {
    this.#ring.handOver(this.#rows);
    this.#rows = 0;
  }

  async #freeSlot(): Promise<number> {
    for (;;) {
      if (this.#failure !== null) throw this.#failure;
      const slot = this.#ring.slotToFill();
      if (slot >= 0) return slot;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Runs the thread that writes `beside`, to its end. */
  #encode(path: string, beside: string): Promise<void> {
    const thread: Worker = startThread(import.meta.url, "parquet-stream-thread", {
      memory: this.#memory,
      path: beside,
    } satisfies WriterJob);
    return new Promise((resolve, reject) => {
      let failure: unknown = new Error("the thread that writes Parquet has ended by itself");
      thread.on("message", (message: FromWriter) => {
        if (message.type === "slot") this.#wake();
        else failure = message.error === null ? null : cannotWrite(path, new Error(message.error));
      });
      thread.on("error", (error) => {
        failure = error;
      });
      thread.on("exit", () => (failure === null ? resolve() : reject(failure)));
    });
  }
}
