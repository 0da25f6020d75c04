/** How every column of the simulator grows, into one of twice the length with the old content, and is copied. */

type Column = Float64Array | Int32Array | Uint8Array;

/** A copy of `column` with twice the room; the new half is zero. */
export function grown<T extends Column>(column: T): T {
  const larger = new (column.constructor as new (length: number) => T)(2 * column.length);
  larger.set(column);
  return larger;
}

/** `column` with the first `count` entries of `from`: the same array if they fit, a larger one if not. */
export function copied<T extends Column>(column: T, from: T, count: number): T {
  if (count > column.length) return from.slice() as T;
  // Few entries: a loop is faster than a view and `set`.
  for (let k = 0; k < count; k++) column[k] = from[k]!;
  return column;
}
