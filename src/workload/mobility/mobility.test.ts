import { expect, it } from "vitest";
import { boundingArea } from "./mobility.ts";

it("holds all points, with a margin", () => {
  expect(boundingArea([3, -1, 2], [5, 5, 9], 10)).toEqual({ minX: -11, minY: -5, maxX: 13, maxY: 19 });
});
