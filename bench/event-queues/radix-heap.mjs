/**
 * A radix heap (Ahuja, Mehlhorn, Orlin and Tarjan 1990) on the 64 bits of the times: an event lies in the list of the
 * highest bit in which its time differs from the last one taken. Only for times of 0 or more, and only monotone: events
 * before the last time taken wait in a sorted list of their own.
 */
import { grown } from "../../dist/sim/grown.js";

const bits = new Float64Array(1);
const words = new Uint32Array(bits.buffer);

export class Queue {
  size = 0;
  /** By list; list 0 holds the events of the last time taken. Oldest first. */
  #head = new Int32Array(65).fill(-1);
  #tail = new Int32Array(65).fill(-1);
  #lastHigh = 0;
  #lastLow = 0;
  /** Which lists of 1 to 32 (low word) and 33 to 64 (high word) hold events. */
  #lowLists = 0;
  #highLists = 0;
  #next = new Int32Array(64);
  #time = new Float64Array(64);
  #high = new Uint32Array(64);
  #low = new Uint32Array(64);
  #part = new Int32Array(64);
  #used = 0;
  #free = -1;
  /** Last time taken, and the events before it, latest first. */
  #last = 0;
  #early = [];

  get nextTime() {
    if (this.size === 0) return Number.POSITIVE_INFINITY;
    if (this.#early.length > 0) return this.#early[this.#early.length - 1].time;
    if (this.#head[0] < 0) this.#redistribute();
    return this.#last;
  }

  push(time, part) {
    this.size++;
    if (time < this.#last) {
      let at = this.#early.length;
      while (at > 0 && this.#early[at - 1].time <= time) at--;
      this.#early.splice(at, 0, { time, part });
      return;
    }
    let node = this.#free;
    if (node >= 0) this.#free = this.#next[node];
    else {
      if (this.#used === this.#time.length) this.#grow();
      node = this.#used++;
    }
    bits[0] = time;
    this.#time[node] = time;
    this.#low[node] = words[0];
    this.#high[node] = words[1];
    this.#part[node] = part;
    this.#append(node);
  }

  pop() {
    this.size--;
    if (this.#early.length > 0) return this.#early.pop().part;
    if (this.#head[0] < 0) this.#redistribute();
    const node = this.#head[0];
    this.#head[0] = this.#next[node];
    if (this.#head[0] < 0) this.#tail[0] = -1;
    this.#next[node] = this.#free;
    this.#free = node;
    return this.#part[node];
  }

  #append(node) {
    const high = this.#high[node] ^ this.#lastHigh;
    let list = 0;
    if (high !== 0) {
      list = 64 - Math.clz32(high);
      this.#highLists |= 1 << (list - 33);
    } else {
      const low = this.#low[node] ^ this.#lastLow;
      if (low !== 0) {
        list = 32 - Math.clz32(low);
        this.#lowLists |= 1 << (list - 1);
      }
    }
    this.#next[node] = -1;
    const tail = this.#tail[list];
    if (tail < 0) this.#head[list] = node;
    else this.#next[tail] = node;
    this.#tail[list] = node;
  }

  /** Takes the least time of the first list that is not empty for the last time, and sorts that list in anew. */
  #redistribute() {
    let list;
    if (this.#lowLists !== 0) {
      const lowest = this.#lowLists & -this.#lowLists;
      this.#lowLists ^= lowest;
      list = 32 - Math.clz32(lowest);
    } else {
      const lowest = this.#highLists & -this.#highLists;
      this.#highLists ^= lowest;
      list = 64 - Math.clz32(lowest);
    }
    const head = this.#head[list];
    this.#head[list] = -1;
    this.#tail[list] = -1;
    let least = head;
    for (let node = this.#next[head]; node >= 0; node = this.#next[node]) {
      if (this.#time[node] < this.#time[least]) least = node;
    }
    this.#last = this.#time[least];
    this.#lastHigh = this.#high[least];
    this.#lastLow = this.#low[least];
    for (let node = head; node >= 0; ) {
      const next = this.#next[node];
      this.#append(node);
      node = next;
    }
  }

  #grow() {
    this.#time = grown(this.#time);
    this.#part = grown(this.#part);
    this.#next = grown(this.#next);
    const high = new Uint32Array(2 * this.#high.length);
    high.set(this.#high);
    this.#high = high;
    const low = new Uint32Array(2 * this.#low.length);
    low.set(this.#low);
    this.#low = low;
  }
}
