/**
 * A 4-ary heap whose hole at the top goes all the way down before the last event is put in and moves up (Wegener
 * 1993); the sequence numbers lie by part, so that only time and part are moved.
 */
import { grown } from "../../dist/sim/grown.js";

export class Queue {
  size = 0;
  #time = new Float64Array(64);
  #part = new Int32Array(64);
  #sequence = new Float64Array(64);
  #nextSequence = 0;

  get nextTime() {
    return this.size === 0 ? Number.POSITIVE_INFINITY : this.#time[0];
  }

  push(time, part) {
    if (this.size === this.#time.length) {
      this.#time = grown(this.#time);
      this.#part = grown(this.#part);
    }
    while (part >= this.#sequence.length) this.#sequence = grown(this.#sequence);
    const times = this.#time;
    const parts = this.#part;
    let hole = this.size++;
    while (hole > 0) {
      const parent = (hole - 1) >> 2;
      if (times[parent] <= time) break;
      times[hole] = times[parent];
      parts[hole] = parts[parent];
      hole = parent;
    }
    times[hole] = time;
    parts[hole] = part;
    this.#sequence[part] = this.#nextSequence++;
  }

  pop() {
    const times = this.#time;
    const parts = this.#part;
    const sequences = this.#sequence;
    const top = parts[0];
    const last = --this.size;
    let hole = 0;
    for (;;) {
      const first = 4 * hole + 1;
      if (first >= last) break;
      const end = Math.min(first + 4, last);
      let least = first;
      let leastTime = times[first];
      for (let child = first + 1; child < end; child++) {
        const time = times[child];
        if (time < leastTime || (time === leastTime && sequences[parts[child]] < sequences[parts[least]])) {
          least = child;
          leastTime = time;
        }
      }
      times[hole] = leastTime;
      parts[hole] = parts[least];
      hole = least;
    }
    const time = times[last];
    const part = parts[last];
    while (hole > 0) {
      const parent = (hole - 1) >> 2;
      if (times[parent] < time || (times[parent] === time && sequences[parts[parent]] < sequences[part]))
        break;
      times[hole] = times[parent];
      parts[hole] = parts[parent];
      hole = parent;
    }
    times[hole] = time;
    parts[hole] = part;
    return top;
  }
}
