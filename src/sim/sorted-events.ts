/** Few events in order of time: a ring of two columns, from the earliest to the latest. */

export class SortedEvents {
  count = 0;
  #time = new Float64Array(128);
  #part = new Int32Array(128);
  /** Where the earliest lies. */
  #head = 0;

  /** Time of the earliest event [s], of which there must be one. */
  get firstTime(): number {
    return this.#time[this.#head]!;
  }

  /** Its part. */
  get firstPart(): number {
    return this.#part[this.#head]!;
  }

  /** Time of the event that comes `index` events after the earliest [s]. */
  timeAt(index: number): number {
    return this.#time[(this.#head + index) & (this.#time.length - 1)]!;
  }

  /** Inserts an event behind those of the same time. */
  insertLast(time: number, part: number): void {
    if (this.count === this.#time.length) this.#grow();
    const times = this.#time;
    const parts = this.#part;
    const mask = times.length - 1;
    const head = this.#head;
    let hole = (head + this.count++) & mask;
    while (hole !== head) {
      const before = (hole - 1) & mask;
      if (times[before]! <= time) break;
      times[hole] = times[before]!;
      parts[hole] = parts[before]!;
      hole = before;
    }
    times[hole] = time;
    parts[hole] = part;
  }

  /** Inserts an event in front of those of the same time. */
  insertFirst(time: number, part: number): void {
    if (this.count === this.#time.length) this.#grow();
    const times = this.#time;
    const parts = this.#part;
    const mask = times.length - 1;
    const end = (this.#head + this.count++ - 1) & mask;
    let hole = (this.#head - 1) & mask;
    this.#head = hole;
    while (hole !== end) {
      const after = (hole + 1) & mask;
      if (times[after]! >= time) break;
      times[hole] = times[after]!;
      parts[hole] = parts[after]!;
      hole = after;
    }
    times[hole] = time;
    parts[hole] = part;
  }

  /** Removes the earliest event, of which there must be one, and returns its part. */
  removeFirst(): number {
    const head = this.#head;
    this.#head = (head + 1) & (this.#time.length - 1);
    this.count--;
    return this.#part[head]!;
  }

  /** Becomes a copy of `other`. */
  copyFrom(other: SortedEvents): void {
    while (this.#time.length < other.#time.length) this.#grow();
    const mask = this.#time.length - 1;
    const otherMask = other.#time.length - 1;
    this.count = other.count;
    this.#head = 0;
    for (let k = 0; k < other.count; k++) {
      this.#time[k & mask] = other.#time[(other.#head + k) & otherMask]!;
      this.#part[k & mask] = other.#part[(other.#head + k) & otherMask]!;
    }
  }

  #grow(): void {
    const length = this.#time.length;
    const time = new Float64Array(2 * length);
    const part = new Int32Array(2 * length);
    for (let k = 0; k < length; k++) {
      time[k] = this.#time[(this.#head + k) & (length - 1)]!;
      part[k] = this.#part[(this.#head + k) & (length - 1)]!;
    }
    this.#time = time;
    this.#part = part;
    this.#head = 0;
  }
}
