/**
 * A 4-ary heap on one Float64Array: of each event its time, then a key that holds sequence number and part. For up to
 * 4 million parts, and 2 thousand million events until the sequence numbers would have to start again.
 */
const partBits = 2 ** 22;

export class Queue {
  size = 0;
  #events = new Float64Array(128);
  #nextKey = 0;

  get nextTime() {
    return this.size === 0 ? Number.POSITIVE_INFINITY : this.#events[0];
  }

  push(time, part) {
    if (2 * this.size === this.#events.length) this.#grow();
    const events = this.#events;
    let hole = this.size++;
    while (hole > 0) {
      const parent = (hole - 1) >> 2;
      if (events[2 * parent] <= time) break;
      events[2 * hole] = events[2 * parent];
      events[2 * hole + 1] = events[2 * parent + 1];
      hole = parent;
    }
    events[2 * hole] = time;
    events[2 * hole + 1] = this.#nextKey + part;
    this.#nextKey += partBits;
  }

  pop() {
    const events = this.#events;
    const top = events[1] % partBits;
    const last = --this.size;
    const time = events[2 * last];
    const key = events[2 * last + 1];
    let hole = 0;
    for (;;) {
      const first = 4 * hole + 1;
      if (first >= last) break;
      const end = Math.min(first + 4, last);
      let least = first;
      let leastTime = events[2 * first];
      for (let child = first + 1; child < end; child++) {
        const childTime = events[2 * child];
        if (
          childTime < leastTime ||
          (childTime === leastTime && events[2 * child + 1] < events[2 * least + 1])
        ) {
          least = child;
          leastTime = childTime;
        }
      }
      if (time < leastTime || (time === leastTime && key < events[2 * least + 1])) break;
      events[2 * hole] = leastTime;
      events[2 * hole + 1] = events[2 * least + 1];
      hole = least;
    }
    events[2 * hole] = time;
    events[2 * hole + 1] = key;
    return top;
  }

  #grow() {
    const larger = new Float64Array(2 * this.#events.length);
    larger.set(this.#events);
    this.#events = larger;
  }
}
