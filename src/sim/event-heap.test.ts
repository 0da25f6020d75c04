import fc from "fast-check";
import { expect, it } from "vitest";
import { EventHeap } from "./event-heap.ts";

it("gives events back by time, and in the order they were scheduled at equal times", () => {
  // A number schedules an event at that time, null takes the earliest one.
  const steps = fc.array(fc.option(fc.integer({ min: 0, max: 8 })), { maxLength: 400 });
  fc.assert(
    fc.property(steps, (times) => {
      const heap = new EventHeap();
      const sorted: { time: number; part: number }[] = [];
      const take = () => {
        const first = sorted.reduce((a, b) => (b.time < a.time ? b : a));
        sorted.splice(sorted.indexOf(first), 1);
        expect(heap.nextTime).toBe(first.time);
        expect(heap.pop()).toBe(first.part);
      };
      for (const [part, time] of times.entries()) {
        if (time !== null) {
          heap.push(time, part);
          sorted.push({ time, part });
        } else if (sorted.length > 0) take();
        expect(heap.size).toBe(sorted.length);
      }
      while (sorted.length > 0) take();
      expect(heap.nextTime).toBe(Number.POSITIVE_INFINITY);
    }),
  );
});
