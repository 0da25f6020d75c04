/** Worker threads that do tasks one after the other, each as soon as it is free. */
import type { Worker } from "node:worker_threads";
import { EdgeflockError, type ErrorKind } from "../core/errors.ts";
import { startThread } from "../core/start-thread.ts";

/** What a thread is started with. */
export interface ThreadData<Shared> {
  readonly shared: Shared;
  /** Not 0 once the work is to stop. */
  readonly stop: Int32Array;
}

export type FromThread<Result> =
  | { readonly type: "progress"; readonly fraction: number }
  | { readonly type: "done"; readonly result: Result }
  | {
      readonly type: "failed";
      readonly kind: ErrorKind | null;
      readonly message: string;
      readonly fix: string | null;
    };

interface Waiting<Task, Result> {
  readonly task: Task;
  readonly onProgress: (fraction: number) => void;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

export class ThreadPool<Task, Result> {
  readonly #threads: readonly Worker[];
  readonly #free: Worker[];
  readonly #running = new Map<Worker, Waiting<Task, Result>>();
  readonly #waiting: Waiting<Task, Result>[] = [];
  readonly #stop = new Int32Array(new SharedArrayBuffer(4));

  /**
   * @param beside the caller's `import.meta.url`; the module `name` beside it is the threads', and calls `serveTasks`
   * @param shared sent to every thread; arrays over a SharedArrayBuffer are not copied
   */
  constructor(beside: string, name: string, shared: unknown, threads: number) {
    const data: ThreadData<unknown> = { shared, stop: this.#stop };
    this.#threads = Array.from({ length: threads }, () => startThread(beside, name, data));
    this.#free = [...this.#threads];
    for (const thread of this.#threads) {
      thread.on("message", (message: FromThread<Result>) => this.#hear(thread, message));
      thread.on("error", (error) => this.#end(thread, ({ reject }) => reject(error)));
    }
  }

  /** Does the task as soon as a thread is free; first come, first served. */
  run(task: Task, onProgress: (fraction: number) => void = () => {}): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ task, onProgress, resolve, reject });
      this.#startNext();
    });
  }

  /** Tells the threads to stop at their next safe point, and fails what has not begun with `reason`. */
  stop(reason: unknown): void {
    Atomics.store(this.#stop, 0, 1);
    for (const { reject } of this.#waiting.splice(0)) reject(reason);
  }

  /** Ends the threads, those at work at their next safe point. */
  async close(): Promise<void> {
    this.stop(new Error("the threads are closed"));
    const ended = Array.from(this.#running, ([thread, task]) => {
      return new Promise<void>((resolve) => {
        this.#running.set(thread, { ...task, resolve: () => resolve(), reject: () => resolve() });
      });
    });
    await Promise.all(ended);
    await Promise.all(this.#threads.map((thread) => thread.terminate()));
  }

  #startNext(): void {
    while (this.#waiting.length > 0 && this.#free.length > 0) {
      const thread = this.#free.pop()!;
      const next = this.#waiting.shift()!;
      this.#running.set(thread, next);
      thread.postMessage(next.task);
    }
  }

  #hear(thread: Worker, message: FromThread<Result>): void {
    if (message.type === "progress") {
      this.#running.get(thread)?.onProgress(message.fraction);
      return;
    }
    this.#end(thread, ({ resolve, reject }) => {
      if (message.type === "done") resolve(message.result);
      else reject(errorOf(message));
    });
    this.#free.push(thread);
    this.#startNext();
  }

  #end(thread: Worker, settle: (task: Waiting<Task, Result>) => void): void {
    const task = this.#running.get(thread);
    this.#running.delete(thread);
    if (task !== undefined) settle(task);
  }
}

function errorOf({ kind, message, fix }: Extract<FromThread<never>, { type: "failed" }>): Error {
  return kind === null ? new Error(message) : new EdgeflockError(kind, message, fix ?? undefined);
}
