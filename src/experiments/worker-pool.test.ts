import { describe, expect, test } from "vitest";
import { type PooledCell, runPool } from "./worker-pool.ts";
import type { WorkerFailure } from "./worker-protocol.ts";

const failure: WorkerFailure = { type: "failed", message: "it broke", fix: null, exitCode: 3 };

/** Cells that end when they are told to, and a record of what happened. */
function bench() {
  const log: string[] = [];
  const end = new Map<string, (failure: WorkerFailure | null) => void>();
  const cell = (name: string, after: string | null = null): PooledCell => ({
    name,
    after,
    onStart: () => log.push(`start ${name}`),
    onEnd: (result) => log.push(`end ${name}${result === null ? "" : `: ${result.message}`}`),
    start: () => ({
      ended: new Promise((resolve) => end.set(name, resolve)),
      stop: () => {
        log.push(`stop ${name}`);
        end.get(name)!(failure);
      },
    }),
  });
  const finish = async (name: string, result: WorkerFailure | null = null) => {
    end.get(name)!(result);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { log, cell, finish };
}

describe("a pool", () => {
  test("fills its places in order, and again when one is free", async () => {
    const { log, cell, finish } = bench();
    const pool = runPool([cell("a"), cell("b"), cell("c")], new Set(), 2, undefined);
    expect(log).toEqual(["start a", "start b"]);
    await finish("b");
    await finish("a");
    await finish("c");
    await pool;
    expect(log).toEqual(["start a", "start b", "end b", "start c", "end a", "end c"]);
  });

  test("lets a cell wait for another while others go on", async () => {
    const { log, cell, finish } = bench();
    const pool = runPool(
      [cell("forecaster"), cell("needs it", "forecaster"), cell("other")],
      new Set(),
      2,
      undefined,
    );
    expect(log).toEqual(["start forecaster", "start other"]);
    await finish("forecaster");
    expect(log.at(-1)).toBe("start needs it");
    await finish("needs it");
    await finish("other");
    await pool;
  });

  test("counts what was done before", async () => {
    const { log, cell, finish } = bench();
    const pool = runPool([cell("needs it", "forecaster")], new Set(["forecaster"]), 1, undefined);
    expect(log).toEqual(["start needs it"]);
    await finish("needs it");
    await pool;
  });

  test("goes on when a cell fails, but for those that wait for it", async () => {
    const { log, cell, finish } = bench();
    const pool = runPool([cell("a"), cell("c", "b"), cell("b", "a"), cell("d")], new Set(), 1, undefined);
    await finish("a", failure);
    await finish("d");
    await pool;
    expect(log).toEqual([
      "start a",
      "end a: it broke",
      "end b: a failed",
      "end c: b failed",
      "start d",
      "end d",
    ]);
  });

  test("does not hang on a cell that waits for one that is not there", async () => {
    const { cell } = bench();
    await expect(runPool([cell("a", "nobody")], new Set(), 1, undefined)).rejects.toThrow("a");
  });

  test("once interrupted, stops what runs, starts nothing more, and waits for the workers", async () => {
    const { log, cell } = bench();
    const controller = new AbortController();
    const pool = runPool([cell("a"), cell("b")], new Set(["before"]), 1, controller.signal);
    controller.abort();
    await expect(pool).rejects.toMatchObject({
      kind: "interrupted",
      exitCode: 130,
      message: "interrupted with 1 of 3 parts done; the others keep their checkpoints",
    });
    expect(log).toEqual(["start a", "stop a", "end a: it broke"]);
  });
});
