/** How every column of the simulator grows: into one of twice the length, with the old content. */

type Column = Float64Array | Int32Array | Uint8Array;

/** A copy of `column` with twice the room; the new half is zero. */
export function grown<T extends Column>(column: T): T {
  const larger = new (column.constructor as new (length: number) => T)(2 * column.length);
  larger.set(column);
  return larger;
}
