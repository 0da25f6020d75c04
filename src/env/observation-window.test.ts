import { expect, it } from "vitest";
import { ObservationWindow } from "./observation-window.ts";

it("keeps the last observations, newest first; the first stands in for those before it", () => {
  const window = new ObservationWindow(2, 3);
  const push = (value: number) => [...window.push((newest) => newest.set([value, -value]))];
  expect(push(1)).toEqual([1, -1, 1, -1, 1, -1]);
  expect(push(2)).toEqual([2, -2, 1, -1, 1, -1]);
  expect(push(3)).toEqual([3, -3, 2, -2, 1, -1]);
  expect(push(4)).toEqual([4, -4, 3, -3, 2, -2]);
});
