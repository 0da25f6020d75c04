/**
 * The pending events: a 4-ary heap on typed arrays, ordered by time, then by the order in which they were
 * scheduled. An event is the number of the part it moves on; nothing is allocated except when the heap doubles.
 */
import { grown } from "./grown.ts";

export class EventHeap {
  size = 0;
  #time = new Float64Array(64);
  #sequence = new Float64Array(64);
  #part = new Int32Array(64);
  /** Exact up to 2^53 events. */
  #nextSequence = 0;

  /** Time of the earliest event [s]; Infinity when there is none. */
  get nextTime(): number {
    return this.size === 0 ? Number.POSITIVE_INFINITY : this.#time[0]!;
  }

  /** Schedules the event of `part` at `time` [s], behind everything scheduled so far for the same time. */
  push(time: number, part: number): void {
    if (this.size === this.#time.length) this.#grow();
    const times = this.#time;
    const sequences = this.#sequence;
    const parts = this.#part;
    let hole = this.size++;
    // A new event has the highest sequence number, so only an earlier time moves it up.
    while (hole > 0) {
      const parent = (hole - 1) >> 2;
      if (times[parent]! <= time) break;
      times[hole] = times[parent]!;
      sequences[hole] = sequences[parent]!;
      parts[hole] = parts[parent]!;
      hole = parent;
    }
    times[hole] = time;
    sequences[hole] = this.#nextSequence++;
    parts[hole] = part;
  }

  /** Removes the earliest event and returns its part. The heap must not be empty. */
  pop(): number {
    const times = this.#time;
    const sequences = this.#sequence;
    const parts = this.#part;
    const top = parts[0]!;
    const last = --this.size;
    const time = times[last]!;
    const sequence = sequences[last]!;
    let hole = 0;
    for (;;) {
      const first = 4 * hole + 1;
      if (first >= last) break;
      const end = Math.min(first + 4, last);
      let least = first;
      for (let child = first + 1; child < end; child++) {
        if (
          times[child]! < times[least]! ||
          (times[child] === times[least] && sequences[child]! < sequences[least]!)
        ) {
          least = child;
        }
      }
      if (time < times[least]! || (time === times[least] && sequence < sequences[least]!)) break;
      times[hole] = times[least]!;
      sequences[hole] = sequences[least]!;
      parts[hole] = parts[least]!;
      hole = least;
    }
    times[hole] = time;
    sequences[hole] = sequence;
    parts[hole] = parts[last]!;
    return top;
  }

  #grow(): void {
    this.#time = grown(this.#time);
    this.#sequence = grown(this.#sequence);
    this.#part = grown(this.#part);
  }
}
