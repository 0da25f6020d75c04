/**
 * A recorded throughput and how long an upload over it takes. A log is followed cyclically: after its last sample comes
 * its first.
 */
import { EdgeflockError } from "../core/errors.ts";

/** Sample `k` is the mean throughput from the end of sample `k − 1` (0 for the first) to its own end. */
export interface ThroughputLog {
  readonly name: string;
  /** End of each sample [s] from the start of the log, ascending. */
  readonly endSeconds: Float64Array;
  /** Bits carried from the start of the log to the end of each sample [bit], not descending. */
  readonly endBits: Float64Array;
}

/**
 * @param lengthSeconds length of each sample [s], above 0
 * @param bitsPerSecond its mean throughput [bit/s], 0 or more
 * @throws EdgeflockError("value") on a sample out of its domain, and on a log that carries nothing
 */
export function throughputLog(
  name: string,
  lengthSeconds: ArrayLike<number>,
  bitsPerSecond: ArrayLike<number>,
): ThroughputLog {
  const endSeconds = new Float64Array(lengthSeconds.length);
  const endBits = new Float64Array(lengthSeconds.length);
  let seconds = 0;
  let bits = 0;
  for (let k = 0; k < endSeconds.length; k++) {
    const length = lengthSeconds[k]!;
    const rate = bitsPerSecond[k]!;
    if (!(length > 0 && length < Infinity && rate >= 0 && rate < Infinity)) {
      throw new EdgeflockError("value", `${name}: sample ${k} is ${rate} bit/s for ${length} s`);
    }
    endSeconds[k] = seconds += length;
    endBits[k] = bits += length * rate;
  }
  if (!(bits > 0)) {
    throw new EdgeflockError(
      "value",
      `${name}: the log carries nothing`,
      "An upload over it would never end: leave it out, or give a log with a throughput above 0.",
    );
  }
  return { name, endSeconds, endBits };
}

/** Time [s] in which `log` carries `bits` from `startSeconds` on, at `scale` times its throughput. */
export function secondsToSend(log: ThroughputLog, startSeconds: number, bits: number, scale = 1): number {
  if (bits === 0) return 0;
  const { endSeconds, endBits } = log;
  const last = endSeconds.length - 1;
  const cycleSeconds = endSeconds[last]!;
  const cycleBits = endBits[last]!;
  const start = startSeconds % cycleSeconds;
  const goal = bitsUpTo(log, start) + bits / scale;
  // Whole rounds first, but so that something is left: a round may end in samples that carry nothing.
  const rounds = Math.ceil(goal / cycleBits) - 1;
  const left = Math.min(cycleBits, goal - rounds * cycleBits);
  const k = firstNotBelow(endBits, left);
  const bitsBefore = k === 0 ? 0 : endBits[k - 1]!;
  const secondsBefore = k === 0 ? 0 : endSeconds[k - 1]!;
  const share = (left - bitsBefore) / (endBits[k]! - bitsBefore);
  const end = secondsBefore + share * (endSeconds[k]! - secondsBefore);
  return Math.max(0, rounds * cycleSeconds + end - start); // rounding
}

/** Bits from the start of the log to `seconds`, which lies within it. */
function bitsUpTo({ endSeconds, endBits }: ThroughputLog, seconds: number): number {
  const k = firstNotBelow(endSeconds, seconds);
  const secondsBefore = k === 0 ? 0 : endSeconds[k - 1]!;
  const bitsBefore = k === 0 ? 0 : endBits[k - 1]!;
  const share = (seconds - secondsBefore) / (endSeconds[k]! - secondsBefore);
  return bitsBefore + share * (endBits[k]! - bitsBefore);
}

/** Index of the first entry that is not below `value`; the length when all are. */
function firstNotBelow(ascending: Float64Array, value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
