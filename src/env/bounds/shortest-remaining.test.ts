import { expect, it } from "vitest";
import { taskTable } from "../../sim/fixtures.test-helper.ts";
import { shortestRemainingFirst } from "./shortest-remaining.ts";

const run = (tasks: Parameters<typeof taskTable>[0]) => [...shortestRemainingFirst(taskTable(tasks), 2)];

it("lets the shorter of two go first", () => {
  // 1 s and 3 s at 2 cycles/s: done at 1 and 4.
  expect(run([{ cycles: 6 }, { cycles: 2 }])).toEqual([{ from: 0, to: 2, seconds: 5 }]);
});

it("interrupts a longer one, as far as it has more left", () => {
  // The first has 4 of 6 cycles left when the second comes with 2 at 1 s: done at 2; the first at 4; latencies 4 and 1.
  expect(run([{ cycles: 6 }, { arrival: 1, cycles: 2 }])).toEqual([{ from: 0, to: 2, seconds: 5 }]);
  // With 5 cycles it waits: the first is done at 3, the second at 5.5.
  expect(run([{ cycles: 6 }, { arrival: 1, cycles: 5 }])).toEqual([{ from: 0, to: 2, seconds: 7.5 }]);
});

it("parts busy periods", () => {
  expect(run([{ cycles: 2 }, { arrival: 1, cycles: 4 }, { arrival: 9, cycles: 2 }])).toEqual([
    { from: 0, to: 1, seconds: 1 },
    { from: 1, to: 2, seconds: 2 },
    { from: 2, to: 3, seconds: 1 },
  ]);
});
