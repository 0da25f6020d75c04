import { expect, test } from "vitest";
import { sparkline } from "./sparkline.ts";

test("the greatest number fills the line's height, the least that is not 0 has the lowest block, 0 is blank", () => {
  expect(sparkline([0, 1, 4, 8, 0.001])).toBe(" ▁▄█▁");
  expect(sparkline([3, 3])).toBe("██");
  expect(sparkline([0, 0])).toBe("  ");
  expect(sparkline([])).toBe("");
});
