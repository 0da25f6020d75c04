/**
 * The memory through which rows go to the thread that writes them: a ring of slots, each of some thousand rows as
 * columns, shared by the two threads. One fills slots and hands them over in order, the other takes them in order.
 */

/** A column of numbers. A bigint is a whole number; a list is so many entries a row, −1 where it has fewer. */
export type StreamColumn =
  | { readonly name: string; readonly type: "double" | "bigint" | "integer" | "boolean" }
  | { readonly name: string; readonly type: "integer[]"; readonly mostEntries: number };

export type ColumnValues = Float64Array | Int32Array | Uint8Array;

/** What a thread is given to take part; it can be sent to one. */
export interface RingMemory {
  readonly columns: readonly StreamColumn[];
  readonly control: SharedArrayBuffer;
  readonly rows: SharedArrayBuffer;
}

/** Many more rows than one row group, so that the simulation goes on while that is encoded. */
const slotCount = 16;
export const rowsPerSlot = 8192;

/** Places in the control block; the row counts of the slots follow. */
const handedOver = 0;
const takenBack = 1;
const ending = 2;
const counts = 3;
export const endings = { none: 0, complete: 1, aborted: 2 } as const;

const elementBytes = { double: 8, bigint: 8, integer: 4, boolean: 1, "integer[]": 4 } as const;

/** Entries of a row in the column's array. */
export function entriesPerRow(column: StreamColumn): number {
  return column.type === "integer[]" ? column.mostEntries : 1;
}

/** An array as the column's values are held in. */
export function columnArray(
  type: StreamColumn["type"],
  buffer: ArrayBufferLike,
  offset: number,
  length: number,
): ColumnValues {
  if (type === "double" || type === "bigint") return new Float64Array(buffer, offset, length);
  if (type === "boolean") return new Uint8Array(buffer, offset, length);
  return new Int32Array(buffer, offset, length);
}

export function createRingMemory(columns: readonly StreamColumn[]): RingMemory {
  const slotBytes = columns.reduce((sum, column) => sum + columnBytes(column), 0);
  return {
    columns,
    control: new SharedArrayBuffer(4 * (counts + slotCount)),
    rows: new SharedArrayBuffer(slotBytes * slotCount),
  };
}

/** Of one slot; a multiple of eight, so that every column lies where its elements may. */
function columnBytes(column: StreamColumn): number {
  return rowsPerSlot * entriesPerRow(column) * elementBytes[column.type];
}

export class BatchRing {
  /** `slots[slot][column]`. */
  readonly slots: readonly (readonly ColumnValues[])[];
  readonly #control: Int32Array;

  constructor({ columns, control, rows }: RingMemory) {
    this.#control = new Int32Array(control);
    let offset = 0;
    this.slots = Array.from({ length: slotCount }, () =>
      columns.map((column) => {
        const array = columnArray(column.type, rows, offset, rowsPerSlot * entriesPerRow(column));
        offset += columnBytes(column);
        return array;
      }),
    );
  }

  /** The slot to fill; −1 while the reader has all of them. */
  slotToFill(): number {
    const filled = Atomics.load(this.#control, handedOver);
    return filled - Atomics.load(this.#control, takenBack) < slotCount ? filled % slotCount : -1;
  }

  /** Hands the slot to fill over, with `rows` rows. */
  handOver(rows: number): void {
    const filled = Atomics.load(this.#control, handedOver);
    Atomics.store(this.#control, counts + (filled % slotCount), rows);
    Atomics.add(this.#control, handedOver, 1);
    Atomics.notify(this.#control, handedOver);
  }

  /** No more slots come. */
  end(how: (typeof endings)["complete" | "aborted"]): void {
    Atomics.store(this.#control, ending, how);
    // The count itself does not change, so the reader is waked by hand.
    Atomics.notify(this.#control, handedOver);
  }

  /** Waits for a slot, blocking the thread. −1 when none is left and the writer has ended. */
  takeSlot(): { readonly slot: number; readonly rows: number; readonly ending: number } {
    const taken = Atomics.load(this.#control, takenBack);
    for (;;) {
      // Read before the count: slots handed over before the end are then seen.
      const end = Atomics.load(this.#control, ending);
      const filled = Atomics.load(this.#control, handedOver);
      const slot = filled > taken && end !== endings.aborted ? taken % slotCount : -1;
      if (slot >= 0) return { slot, rows: Atomics.load(this.#control, counts + slot), ending: end };
      if (end !== endings.none) return { slot, rows: 0, ending: end };
      // With a limit: the end may come between the look and the wait, without changing the count.
      Atomics.wait(this.#control, handedOver, filled, 50);
    }
  }

  /** Gives the slot taken last back. */
  giveBack(): void {
    Atomics.add(this.#control, takenBack, 1);
  }
}
