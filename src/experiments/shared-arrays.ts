/** Memory that all threads see. */

/** A copy whose typed arrays, however deep, lie in shared memory: sent to a thread, they are not copied again. */
export function withSharedArrays<T>(value: T): T {
  return shared(value) as T;
}

function shared(value: unknown): unknown {
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    const array = value as Float64Array;
    const copy = new (array.constructor as Float64ArrayConstructor)(new SharedArrayBuffer(array.byteLength));
    copy.set(array);
    return copy;
  }
  if (Array.isArray(value)) return typeof value[0] === "object" ? value.map(shared) : value;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, shared(entry)]));
}
