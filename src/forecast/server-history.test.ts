import { expect, test } from "vitest";
import { windowOf } from "../testing/window-of.ts";
import { followingRows } from "./server-history.ts";

test("the next task and the next burst are of the same server", () => {
  const tasks = windowOf([
    { arrival: 0, job: 1 },
    { arrival: 0.25, home: 2, job: 8 },
    { arrival: 1, job: 1 },
    { arrival: 4, job: 2 },
    { arrival: 5, job: 3 },
  ]);
  const { task, burst } = followingRows(tasks);
  expect(Array.from(task)).toEqual([2, -1, 3, 4, -1]);
  expect(Array.from(burst)).toEqual([3, -1, 3, 4, -1]);
});
