/**
 * The pending events, ordered by time, then by the order in which they were scheduled: a lazy queue (Rönngren, Riboe and
 * Ayani 1991). The near future is sorted. What comes later lies unsorted in days of equal length, what is beyond the
 * last day in one list; a day is sorted when its turn comes. So an event costs about the same however many there are.
 *
 * Events of equal time always are in the same place, and every place keeps the order in which they came. An event is the
 * number of the part it moves on; nothing is allocated except to hold more events than ever before.
 */
import { copied, grown } from "./grown.ts";
import { SortedEvents } from "./sorted-events.ts";

/** So few events that all are kept sorted, and so many near ones that shorter days may be better. */
const fewEvents = 32;
const manyEvents = 64;
/** Days are made so long that about this many events fall on each, and number as many as there are events. */
const eventsADay = 4;
/** Keeps the arithmetic finite when times differ by less than anything real does. */
const mostDaysASecond = 1e15;

export class EventQueue {
  size = 0;
  /** All events of today and before. */
  readonly #near = new SortedEvents();
  /** Day 0 starts at `#start` [s]; there are `#rate` days a second, or only one day at all when it is 0. */
  #start = 0;
  #rate = 0;
  #today = 0;
  /** The first day that is beyond; it is moved on when today comes to `#moveAt`. */
  #beyond = 0;
  #moveAt = 0;

  /** The later events, as nodes of lists: by day, newest first, in slot `day & #mask`, and beyond, oldest first. */
  #day = new Int32Array(fewEvents).fill(-1);
  #mask = fewEvents - 1;
  #inDays = 0;
  #beyondFirst = -1;
  #beyondLast = -1;
  #time = new Float64Array(64);
  #next = new Int32Array(64);

  /** Events taken since `#beyond` was moved, and how many there were when the days were laid out. */
  #taken = 0;
  #laidOut = 0;

  /** Time of the earliest event [s]; Infinity when there is none. */
  get nextTime(): number {
    return this.size === 0 ? Number.POSITIVE_INFINITY : this.#near.firstTime;
  }

  /** Part of the earliest event. The queue must not be empty. */
  get nextPart(): number {
    return this.#near.firstPart;
  }

  /** Schedules the event of `part` at `time` [s], behind everything scheduled so far for the same time. */
  push(time: number, part: number): void {
    // The earliest event is always near.
    if (this.size++ === 0) this.#endDays();
    const day = (time - this.#start) * this.#rate;
    if (day < this.#today + 1) {
      this.#near.insertLast(time, part);
      if (this.#near.count > manyEvents) this.#relieve();
      return;
    }
    while (part >= this.#time.length) this.#grow();
    this.#time[part] = time;
    if (day < this.#beyond) this.#putInDay(part, day);
    else this.#putBeyond(part);
  }

  /** Removes the earliest event and returns its part. The queue must not be empty. */
  pop(): number {
    const part = this.#near.removeFirst();
    this.size--;
    this.#taken++;
    if (this.#near.count === 0 && this.size > 0) this.#nextDay();
    return part;
  }

  /** Sorts the next day that has events. */
  #nextDay(): void {
    while (this.#inDays > 0) {
      this.#today++;
      if (this.#today >= this.#moveAt) {
        if (!this.#isFitting()) break;
        this.#moveBeyond();
      }
      const slot = this.#today & this.#mask;
      let part = this.#day[slot]!;
      if (part < 0) continue;
      this.#day[slot] = -1;
      while (part >= 0) {
        this.#near.insertFirst(this.#time[part]!, part);
        this.#inDays--;
        part = this.#next[part]!;
      }
      if (this.#near.count > manyEvents) this.#relieve();
      return;
    }
    this.#layOut(this.#measuredRate());
  }

  /** Without events there are no days to keep to: from now on all are near. */
  #endDays(): void {
    this.#rate = 0;
    this.#laidOut = 0;
  }

  #putInDay(part: number, day: number): void {
    const slot = Math.floor(day) & this.#mask;
    this.#next[part] = this.#day[slot]!;
    this.#day[slot] = part;
    this.#inDays++;
  }

  #putBeyond(part: number): void {
    this.#next[part] = -1;
    if (this.#beyondLast < 0) this.#beyondFirst = part;
    else this.#next[this.#beyondLast] = part;
    this.#beyondLast = part;
  }

  /** As many days as there are slots begin today, with what was beyond until now. Half of them later, it is done again. */
  #moveBeyond(): void {
    const days = this.#mask + 1;
    this.#beyond = this.#today + days;
    this.#moveAt = this.#today + (days >> 1);
    this.#taken = 0;
    let part = this.#beyondFirst;
    this.#beyondFirst = -1;
    this.#beyondLast = -1;
    while (part >= 0) {
      const next = this.#next[part]!;
      const time = this.#time[part]!;
      const day = (time - this.#start) * this.#rate;
      if (day < this.#today + 1) {
        this.#near.insertLast(time, part);
      } else if (day < this.#beyond) {
        this.#putInDay(part, day);
      } else {
        this.#putBeyond(part);
      }
      part = next;
    }
  }

  /** Whether half of the days went by with about as many events as they are made for. */
  #isFitting(): boolean {
    const expected = eventsADay * ((this.#mask + 1) >> 1);
    return (
      this.#taken > expected / 2 &&
      this.#taken < expected * 2 &&
      this.size > this.#laidOut / 2 &&
      this.size < this.#laidOut * 2
    );
  }

  /** Days a second at which `eventsADay` events would have been taken on each, as far as can be told. */
  #measuredRate(): number {
    const passed = this.#today - this.#moveAt + ((this.#mask + 1) >> 1);
    return passed > 0 && this.#taken > fewEvents
      ? (this.#rate * this.#taken) / (passed * eventsADay)
      : this.#rate;
  }

  /** Too many events are near: shorter days, by their distances. Not again before as many have come or gone. */
  #relieve(): void {
    if (this.#taken < this.#laidOut && this.size < 2 * this.#laidOut) return;
    const near = this.#near;
    const half = near.count >> 1;
    const seconds = near.timeAt(half) - near.firstTime || (near.timeAt(near.count - 1) - near.firstTime) / 2;
    if (seconds > 0) this.#layOut(half / (seconds * eventsADay));
  }

  /** Lays out days from the earliest event on, `rate` a second; one only when there are few events. */
  #layOut(rate: number): void {
    // First all events are beyond, those of equal time in their order.
    const near = this.#near;
    while (near.count > 0) {
      const time = near.firstTime;
      const part = near.removeFirst();
      while (part >= this.#time.length) this.#grow();
      this.#time[part] = time;
      this.#putBeyond(part);
    }
    for (let slot = 0; this.#inDays > 0; slot++) {
      let oldest = -1;
      for (let part = this.#day[slot]!; part >= 0; ) {
        const next = this.#next[part]!;
        this.#next[part] = oldest;
        oldest = part;
        part = next;
      }
      this.#day[slot] = -1;
      for (let part = oldest; part >= 0; this.#inDays--) {
        const next = this.#next[part]!;
        this.#putBeyond(part);
        part = next;
      }
    }
    this.#start = Number.POSITIVE_INFINITY;
    for (let part = this.#beyondFirst; part >= 0; part = this.#next[part]!) {
      if (this.#time[part]! < this.#start) this.#start = this.#time[part]!;
    }
    this.#rate = this.size > fewEvents ? Math.min(rate, mostDaysASecond) : 0;
    this.#today = 0;
    this.#laidOut = this.size;
    let days = fewEvents;
    while (days < this.size) days *= 2;
    this.#mask = days - 1;
    if (days > this.#day.length) this.#day = new Int32Array(days).fill(-1);
    this.#moveBeyond();
  }

  /** Becomes a copy of `other`. */
  copyFrom(other: EventQueue): void {
    this.size = other.size;
    this.#near.copyFrom(other.#near);
    this.#start = other.#start;
    this.#rate = other.#rate;
    this.#today = other.#today;
    this.#beyond = other.#beyond;
    this.#moveAt = other.#moveAt;
    this.#taken = other.#taken;
    this.#laidOut = other.#laidOut;
    const hasDays = this.#inDays > 0 || other.#inDays > 0;
    this.#mask = other.#mask;
    this.#inDays = other.#inDays;
    this.#beyondFirst = other.#beyondFirst;
    this.#beyondLast = other.#beyondLast;
    if (hasDays || this.#day.length < other.#day.length) this.#day = other.#day.slice();
    if (other.size === other.#near.count) return;
    this.#time = copied(this.#time, other.#time, other.#time.length);
    this.#next = copied(this.#next, other.#next, other.#next.length);
  }

  #grow(): void {
    this.#time = grown(this.#time);
    this.#next = grown(this.#next);
  }
}
