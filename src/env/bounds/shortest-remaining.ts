/**
 * The least sum of latencies that any schedule can reach in which all servers together are one: that of the shortest remaining
 * work first, with preemption (Schrage, 1968), on a server of their summed capacity.
 */
import type { TaskTable } from "../../sim/task-table.ts";

/** A time in which that one server is never idle. */
export interface BusyPeriod {
  /** Rows `from` to `to − 1`. */
  readonly from: number;
  readonly to: number;
  /** Summed time from arrival (of the task at its home) to completion [s]. */
  readonly seconds: number;
}

/** @param speed of the one server [cycles/s] */
export function* shortestRemainingFirst(tasks: TaskTable, speed: number): Generator<BusyPeriod> {
  const { arrivalSeconds, cycles, count } = tasks;
  /** Arrival and remaining work of those who wait, the shortest last. */
  const waiting: { readonly arrival: number; cycles: number }[] = [];
  let from = 0;
  let seconds = 0;
  let now = 0;
  for (let row = 0; row <= count; row++) {
    const next = row < count ? arrivalSeconds[row]! : Number.POSITIVE_INFINITY;
    for (let first = waiting.at(-1); first !== undefined && now < next; first = waiting.at(-1)) {
      const done = now + first.cycles / speed;
      if (done > next) {
        first.cycles -= (next - now) * speed;
        break;
      }
      now = done;
      seconds += done - first.arrival;
      waiting.pop();
    }
    if (waiting.length === 0 && row > from) {
      yield { from, to: row, seconds };
      from = row;
      seconds = 0;
    }
    if (row === count) return;
    now = next;
    const entry = { arrival: next, cycles: cycles[row]! };
    let at = waiting.length;
    while (at > 0 && waiting[at - 1]!.cycles < entry.cycles) at--;
    waiting.splice(at, 0, entry);
  }
}
