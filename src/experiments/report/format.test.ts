import { expect, it } from "vitest";
import { textWidth } from "../../drawing/text-width.ts";
import {
  decimalsFor,
  formatChange,
  formatDuration,
  formatFixed,
  formatNumber,
  formatP,
  joinWords,
} from "./format.ts";
import { logTicks } from "./log-ticks.ts";

it("formats numbers with a proper minus and grouped thousands, and never −0", () => {
  expect(formatFixed(-1.25, 1)).toBe("\u22121.3");
  expect(formatFixed(-0.001, 2)).toBe("0.00");
  expect(formatFixed(1234567.5, 1)).toBe("1\u202f234\u202f567.5");
  expect(formatNumber(1.23456)).toBe("1.235");
  expect(formatNumber(0.00012345)).toBe("0.000123");
  expect(formatNumber(847)).toBe("847");
  expect(decimalsFor([8.8, 0.01])).toBe(3);
  expect(decimalsFor([20.5])).toBe(2);
  expect(decimalsFor([0])).toBe(0);
});

it("formats changes, p-values, durations, lists", () => {
  expect(formatChange(0.031)).toBe("+3.1 %");
  expect(formatChange(-0.57)).toBe("\u221257 %");
  expect(formatChange(0.00001)).toBe("0.0 %");
  expect(formatP(0.0001)).toBe("< 0.001");
  expect(formatP(0.0196)).toBe("0.020");
  expect([4.24, 59.7, 483, 4320].map(formatDuration)).toEqual(["4.2 s", "60 s", "8 min 3 s", "1 h 12 min"]);
  expect([[], ["a"], ["a", "b"], ["a", "b", "c"]].map(joinWords)).toEqual(["", "a", "a and b", "a, b and c"]);
});

it("puts ticks on decades, or within them when there are few", () => {
  expect(logTicks([0.02, 300])).toEqual([0.1, 1, 10, 100]);
  expect(logTicks([0.8, 12])).toEqual([1, 2, 5, 10]);
  expect(logTicks([3])).toEqual([]);
});

it("knows the widths of the bundled font", () => {
  expect(textWidth("00", 10, false)).toBeCloseTo(9.94, 10);
  expect(textWidth("il", 10, false)).toBeLessThan(textWidth("mm", 10, false) / 3);
});
