import { expect, it } from "vitest";
import { PartPool } from "./part-pool.ts";
import { TaskPool } from "./task-pool.ts";

it("part slots are reused, start clean, and keep their content when the pool grows", () => {
  const pool = new PartPool();
  const capacity = pool.capacity;
  for (let round = 0; round < 10 * capacity; round++) {
    const slot = pool.allocate();
    expect(pool.transferSeconds[slot]).toBe(0);
    pool.transferSeconds[slot] = 1;
    pool.release(slot);
  }
  expect(pool.capacity).toBe(capacity);
  const slots = Array.from({ length: capacity + 1 }, () => pool.allocate());
  expect(new Set(slots).size).toBe(capacity + 1);
  pool.cycles[slots[0]!] = 5;
  for (let i = 0; i < capacity; i++) pool.allocate();
  expect(pool.cycles[slots[0]!]).toBe(5);
  expect(pool.capacity).toBe(4 * capacity);
});

it("task slots are reused and start clean", () => {
  const pool = new TaskPool();
  const first = pool.allocate(7, 2, 1.5);
  pool.completed[first] = 1;
  pool.rejected[first] = 1;
  pool.lastPart[first] = 3;
  const others = Array.from({ length: 100 }, (_, row) => pool.allocate(row, 1, 0));
  expect(new Set([first, ...others]).size).toBe(101);
  pool.release(first);
  expect(pool.allocate(8, 1, 0)).toBe(first);
  expect([pool.row[first], pool.pending[first], pool.energyJoules[first]]).toEqual([8, 1, 0]);
  expect([pool.lastPart[first], pool.completed[first], pool.rejected[first]]).toEqual([-1, 0, 0]);
});
