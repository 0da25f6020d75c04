/**
 * A calendar queue (Brown, CACM 31(10), 1988): days of equal width, each a list sorted by time, and as many days as
 * about the events; resized when their number has doubled or halved. Events of later years lie in the same lists.
 */
import { grown } from "../../dist/sim/grown.js";

export class Queue {
  size = 0;
  #days = 16;
  #width = 1;
  #inverse = 1;
  #head = new Int32Array(16).fill(-1);
  #tail = new Int32Array(16).fill(-1);
  /** The day that is next looked into, counted from time 0. */
  #today = 0;
  #next = new Int32Array(64);
  #time = new Float64Array(64);
  #part = new Int32Array(64);
  #used = 0;
  #free = -1;
  /** The earliest event's list; −1 when it has to be looked for. */
  #earliest = -1;

  get nextTime() {
    if (this.size === 0) return Number.POSITIVE_INFINITY;
    if (this.#earliest < 0) this.#find();
    return this.#time[this.#head[this.#earliest]];
  }

  push(time, part) {
    let node = this.#free;
    if (node >= 0) this.#free = this.#next[node];
    else {
      if (this.#used === this.#time.length) {
        this.#time = grown(this.#time);
        this.#part = grown(this.#part);
        this.#next = grown(this.#next);
      }
      node = this.#used++;
    }
    this.#time[node] = time;
    this.#part[node] = part;
    if (this.size === 2 * this.#days) this.#resize(2 * this.#days);
    this.size++;
    this.#insert(node, time);
    if (this.#earliest >= 0 && time < this.#time[this.#head[this.#earliest]]) this.#earliest = -1;
  }

  pop() {
    if (this.#earliest < 0) this.#find();
    const list = this.#earliest;
    const node = this.#head[list];
    const next = this.#next[node];
    this.#head[list] = next;
    if (next < 0) this.#tail[list] = -1;
    // The next one of this list is the earliest if it is of the same day.
    if (next < 0 || Math.floor(this.#time[next] * this.#inverse) !== this.#today) this.#earliest = -1;
    this.#next[node] = this.#free;
    this.#free = node;
    this.size--;
    if (this.#days > 16 && 2 * this.size < this.#days) this.#resize(this.#days >> 1);
    return this.#part[node];
  }

  #insert(node, time) {
    const day = Math.floor(time * this.#inverse);
    if (day < this.#today) {
      this.#today = day;
      this.#earliest = -1;
    }
    const list = day & (this.#days - 1);
    const times = this.#time;
    const tail = this.#tail[list];
    if (tail < 0 || times[tail] <= time) {
      if (tail < 0) this.#head[list] = node;
      else this.#next[tail] = node;
      this.#next[node] = -1;
      this.#tail[list] = node;
      return;
    }
    let before = -1;
    let after = this.#head[list];
    while (times[after] <= time) {
      before = after;
      after = this.#next[after];
    }
    this.#next[node] = after;
    if (before < 0) this.#head[list] = node;
    else this.#next[before] = node;
  }

  #find() {
    const mask = this.#days - 1;
    for (let passed = 0; passed <= mask; passed++, this.#today++) {
      const head = this.#head[this.#today & mask];
      if (head >= 0 && Math.floor(this.#time[head] * this.#inverse) <= this.#today) {
        this.#earliest = this.#today & mask;
        return;
      }
    }
    // Nothing for a whole year: the earliest of all lists.
    let list = -1;
    for (let i = 0; i <= mask; i++) {
      const head = this.#head[i];
      if (head >= 0 && (list < 0 || this.#time[head] < this.#time[this.#head[list]])) list = i;
    }
    this.#earliest = list;
    this.#today = Math.floor(this.#time[this.#head[list]] * this.#inverse);
  }

  /** The new width is from the gaps of the earlier half of the events. */
  #resize(days) {
    const nodes = [];
    for (const head of this.#head) for (let node = head; node >= 0; node = this.#next[node]) nodes.push(node);
    const sorted = Float64Array.from(nodes, (node) => this.#time[node]).sort();
    const half = sorted.length >> 1;
    const gap = (sorted[half] - sorted[0]) / half;
    if (gap > 0) this.#width = 3 * gap;
    this.#inverse = 1 / this.#width;
    this.#days = days;
    this.#head = new Int32Array(days).fill(-1);
    this.#tail = new Int32Array(days).fill(-1);
    this.#today = Math.floor(sorted[0] * this.#inverse);
    this.#earliest = -1;
    // Equal times lie in one list, in order, and so they stay.
    for (const node of nodes) this.#insert(node, this.#time[node]);
  }
}
