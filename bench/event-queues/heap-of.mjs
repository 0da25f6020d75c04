/** Heaps on three typed arrays: time, sequence number, part. */
import { grown } from "../../dist/sim/grown.js";

/** @param shift each node has 2^shift children */
export function heapOf(shift) {
  const children = 1 << shift;
  return class {
    size = 0;
    #time = new Float64Array(64);
    #sequence = new Float64Array(64);
    #part = new Int32Array(64);
    #nextSequence = 0;

    get nextTime() {
      return this.size === 0 ? Number.POSITIVE_INFINITY : this.#time[0];
    }

    push(time, part) {
      if (this.size === this.#time.length) this.#grow();
      const times = this.#time;
      const sequences = this.#sequence;
      const parts = this.#part;
      let hole = this.size++;
      while (hole > 0) {
        const parent = (hole - 1) >> shift;
        if (times[parent] <= time) break;
        times[hole] = times[parent];
        sequences[hole] = sequences[parent];
        parts[hole] = parts[parent];
        hole = parent;
      }
      times[hole] = time;
      sequences[hole] = this.#nextSequence++;
      parts[hole] = part;
    }

    pop() {
      const times = this.#time;
      const sequences = this.#sequence;
      const parts = this.#part;
      const top = parts[0];
      const last = --this.size;
      const time = times[last];
      const sequence = sequences[last];
      let hole = 0;
      for (;;) {
        const first = children * hole + 1;
        if (first >= last) break;
        const end = Math.min(first + children, last);
        let least = first;
        for (let child = first + 1; child < end; child++) {
          if (
            times[child] < times[least] ||
            (times[child] === times[least] && sequences[child] < sequences[least])
          ) {
            least = child;
          }
        }
        if (time < times[least] || (time === times[least] && sequence < sequences[least])) break;
        times[hole] = times[least];
        sequences[hole] = sequences[least];
        parts[hole] = parts[least];
        hole = least;
      }
      times[hole] = time;
      sequences[hole] = sequence;
      parts[hole] = parts[last];
      return top;
    }

    #grow() {
      this.#time = grown(this.#time);
      this.#sequence = grown(this.#sequence);
      this.#part = grown(this.#part);
    }
  };
}
