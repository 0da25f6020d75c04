/** All tasks of a source in one table, in order, which has to be that of their arrival. */
import { expect } from "vitest";
import type { TaskSource } from "../sim/task-source.ts";
import type { TaskTable } from "../sim/task-table.ts";

export type TaskColumns = { readonly [name in keyof Omit<TaskTable, "count">]: number[] };

export function drained(source: TaskSource): TaskColumns {
  const columns: TaskColumns = {
    home: [],
    arrivalSeconds: [],
    inputBits: [],
    cycles: [],
    deadlineSeconds: [],
    outputRatio: [],
    uploadSeconds: [],
    uploadJoules: [],
  };
  const names = Object.keys(columns) as (keyof TaskColumns)[];
  for (let batch = source.next(); batch !== null; batch = source.next()) {
    expect(batch.count).toBeGreaterThan(0);
    for (const name of names) columns[name].push(...batch[name].subarray(0, batch.count));
  }
  const times = columns.arrivalSeconds;
  expect(times.every((time, row) => row === 0 || time >= times[row - 1]!)).toBe(true);
  return columns;
}
