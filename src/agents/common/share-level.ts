/** A share to choose from, as networks and exported models hold it. */

/**
 * The greatest float32 that is no greater than `share`, and at least `least`. Rounded up, as `Math.fround` may, five
 * parts of 0.4 of half a server would not fit it any more, and the fifth would wait.
 */
export function shareLevel(share: number, least: number): number {
  const nearest = Math.fround(share);
  const below = nearest > share ? previousFloat(nearest) : nearest;
  return Math.max(least, below);
}

/** The float32 before a positive one. */
function previousFloat(value: number): number {
  const bits = new Uint32Array(Float32Array.of(value).buffer);
  bits[0]! -= 1;
  return new Float32Array(bits.buffer)[0]!;
}
