/** How time is taken: as the peer does it, so that both are the best of as many tries of the same length. */

const REPEATS = 5;
const CALLS = 200;
/** About how long each try takes at most. */
let capMilliseconds = 300;

export function setCap(milliseconds) {
  capMilliseconds = milliseconds;
}

/** Microseconds of one call: warmed up, the least mean of several blocks of calls. */
export async function leastMicroseconds(call) {
  // The peer warms up for 30 calls at most; a compiler that works while the program runs wants the whole time.
  const start = performance.now();
  let calls = 0;
  let before = start;
  let one = 0;
  do {
    before = performance.now();
    await call();
    calls++;
    one = performance.now() - before;
  } while (performance.now() - start < capMilliseconds);
  calls = Math.max(1, Math.min(CALLS, Math.floor(capMilliseconds / one)));
  let best = Number.POSITIVE_INFINITY;
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const from = performance.now();
    for (let i = 0; i < calls; i++) await call();
    best = Math.min(best, (performance.now() - from) / calls);
  }
  return best * 1000;
}
