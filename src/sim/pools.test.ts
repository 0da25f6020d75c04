import { expect, it } from "vitest";
import { taskTable } from "./fixtures.test-helper.ts";
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
  const tasks = taskTable([{ uploadJoules: 1.5 }, { home: 1, arrival: 3 }]);
  const first = pool.allocate(7, tasks, 0, 2);
  expect(pool.energyJoules[first]).toBe(1.5);
  pool.completed[first] = 1;
  pool.rejected[first] = 1;
  pool.lastPart[first] = 3;
  pool.restarts[first] = 4;
  const others = Array.from({ length: 100 }, (_, row) => pool.allocate(row, tasks, 0, 1));
  expect(new Set([first, ...others]).size).toBe(101);
  expect(pool.count).toBe(101);
  pool.release(first);
  expect(pool.allocate(2 ** 40, tasks, 1, 1)).toBe(first);
  expect([pool.number[first], pool.pending[first], pool.energyJoules[first]]).toEqual([2 ** 40, 1, 0]);
  expect([pool.home[first], pool.arrivalSeconds[first]]).toEqual([1, 3]);
  expect([pool.lastPart[first], pool.completed[first], pool.rejected[first]]).toEqual([-1, 0, 0]);
  expect(pool.restarts[first]).toBe(0);
});
