import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EventQueue } from "./event-queue.ts";

/** The queue beside a list that is kept sorted: whatever is taken must be the same. */
class Checked {
  readonly queue = new EventQueue();
  readonly sorted: { readonly time: number; readonly part: number }[] = [];
  /** Time of the last event taken. */
  now = 0;
  #parts = 0;

  push(time: number): void {
    const part = this.#parts++;
    this.queue.push(time, part);
    let low = 0;
    let high = this.sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.sorted[middle]!.time <= time) low = middle + 1;
      else high = middle;
    }
    this.sorted.splice(low, 0, { time, part });
  }

  take(): void {
    const first = this.sorted.shift();
    if (this.queue.nextTime !== (first?.time ?? Number.POSITIVE_INFINITY)) {
      expect(this.queue.nextTime).toBe(first?.time ?? Number.POSITIVE_INFINITY);
    }
    if (first === undefined) return;
    const part = this.queue.pop();
    if (part !== first.part) expect(part).toBe(first.part);
    this.now = first.time;
  }

  takeAll(): void {
    while (this.sorted.length > 0) this.take();
    expect(this.queue.size).toBe(0);
    this.take();
  }
}

/** How long after the last event taken the next one is: bursts, a few scales, and some before it. */
const increment = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 0, max: 8 }),
  fc.double({ min: 0, max: 0.01, noNaN: true }),
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.double({ min: 0, max: 1000, noNaN: true }),
  fc.double({ min: -1, max: 0, noNaN: true }),
);

/** So many events come, so many are taken, and then so many are taken and scheduled anew in turns. */
const phase = fc.record({
  increments: fc.array(increment, { minLength: 1, maxLength: 8 }),
  come: fc.integer({ min: 0, max: 300 }),
  go: fc.integer({ min: 0, max: 300 }),
  turns: fc.integer({ min: 0, max: 600 }),
});

describe("the event queue", () => {
  it("gives events back by time, and in the order they were scheduled at equal times", () => {
    fc.assert(
      fc.property(fc.array(phase, { minLength: 1, maxLength: 8 }), (phases) => {
        const checked = new Checked();
        for (const { increments, come, go, turns } of phases) {
          const push = (k: number) =>
            checked.push(checked.now + increments[k % increments.length]! * (1 + (k % 7)));
          for (let k = 0; k < come; k++) push(k);
          for (let k = 0; k < go; k++) checked.take();
          for (let k = 0; k < turns; k++) {
            checked.take();
            push(k);
          }
          expect(checked.queue.size).toBe(checked.sorted.length);
        }
        checked.takeAll();
      }),
      { numRuns: 300 },
    );
  });

  it("holds many events of one time, and passes long times without any", () => {
    const checked = new Checked();
    for (const time of [5, 1e-9, 1e9, 3e12]) {
      for (let k = 0; k < 2000; k++) checked.push(time);
      for (let k = 0; k < 500; k++) checked.push(time + (k % 10) / 3);
    }
    checked.takeAll();
  });

  it("keeps to the order when all events are taken and scheduled at one instant", () => {
    const checked = new Checked();
    for (let k = 0; k < 1000; k++) checked.push(1 + (k % 2));
    for (let k = 0; k < 3000; k++) {
      checked.take();
      checked.push(checked.now);
    }
    checked.takeAll();
  });
});
