/**
 * The drift of a trace: the swing up and down, of any period, that explains most of how the rate of bursts and their sizes change
 * over time, by least squares (a periodogram: Lomb, "Least-squares frequency analysis of unequally spaced data", Astrophysics and
 * Space Science 39, 1976). Nothing where chance would explain it too.
 */
import type { BurstMeter } from "./burst-meter.ts";

export interface Drift {
  readonly periodSeconds: number;
  /** The rate of bursts is its mean times 1 + amplitude·sin. */
  readonly rateAmplitude: number;
  /** The same of the share of bursts with more than one task. */
  readonly sizeAmplitude: number;
}

interface Swing {
  readonly amplitude: number;
  /** Squares that it explains beyond the mean, over twice the variance by chance: exponential with mean 1 where there is none. */
  readonly power: number;
}

const mostCycles = 96;
/** The range holds so many cycles at least; they are tried in quarters. */
const leastCycles = 1;
/** A power that chance reaches in one trace of a thousand, at any of the periods. */
const significant = Math.log((4 * mostCycles) / 1e-3);
/** Fewer tell of no drift. */
const leastBursts = 500;
/** Rates above 0 at all times. */
const mostAmplitude = 0.95;

/** @param gapVariation coefficient of variation of the gaps: how much counts of bursts vary by chance */
export function fitDrift(meter: BurstMeter, gapVariation: number): Drift {
  const rangeSeconds = rangeOf(meter);
  const swings = swingsOf(meter, gapVariation);
  let best: Drift & { readonly power: number } = {
    periodSeconds: rangeSeconds,
    rateAmplitude: 0,
    sizeAmplitude: 0,
    power: 0,
  };
  if (meter.bursts < leastBursts || !(rangeSeconds > 0)) return best;
  for (let cycles = leastCycles; cycles <= mostCycles; cycles += 0.25) {
    const { rate, size } = swings(cycles);
    const rateCounts = rate.power > significant;
    const sizeCounts = size.power > significant;
    const power = (rateCounts ? rate.power : 0) + (sizeCounts ? size.power : 0);
    if (power <= best.power) continue;
    best = {
      periodSeconds: rangeSeconds / cycles,
      rateAmplitude: rateCounts ? Math.min(mostAmplitude, rate.amplitude) : 0,
      sizeAmplitude: sizeCounts ? Math.min(mostAmplitude, size.amplitude) : 0,
      power,
    };
  }
  return best;
}

/** The swings of a given period, whether or not chance would explain them. */
export function driftAt(
  meter: BurstMeter,
  periodSeconds: number,
): Pick<Drift, "rateAmplitude" | "sizeAmplitude"> {
  const { rate, size } = swingsOf(meter, 1)(rangeOf(meter) / periodSeconds);
  return {
    rateAmplitude: Math.min(mostAmplitude, rate.amplitude),
    sizeAmplitude: Math.min(mostAmplitude, size.amplitude),
  };
}

function rangeOf({ options }: BurstMeter): number {
  return options.toSeconds - options.fromSeconds;
}

function swingsOf({ bursts, burstsOverTime, largerOverTime, sizes }: BurstMeter, gapVariation: number) {
  const bins = burstsOverTime.length;
  const larger = sizes.shareAbove(1);
  const even = new Float64Array(bins).fill(1);
  const none: Swing = { amplitude: 0, power: 0 };
  return (cycles: number) => ({
    rate: swingOf(even, burstsOverTime, cycles, (bursts / bins) * gapVariation ** 2),
    size:
      larger > 0 && larger < 1
        ? swingOf(burstsOverTime, largerOverTime, cycles, larger * (1 - larger))
        : none,
  });
}

/** The best a·weight·(1 + b·sin + c·cos) for `values`, and how much better it is than a·weight. */
function swingOf(weights: Float64Array, values: Float64Array, cycles: number, variance: number): Swing {
  const sums = Array.from({ length: 3 }, () => [0, 0, 0, 0]);
  let [ofWeights, ofValues] = [0, 0];
  for (let bin = 0; bin < weights.length; bin++) {
    const angle = (2 * Math.PI * cycles * (bin + 0.5)) / weights.length;
    const terms = [1, Math.sin(angle), Math.cos(angle)];
    const weight = weights[bin]!;
    for (let row = 0; row < 3; row++) {
      for (let column = 0; column < 3; column++) sums[row]![column]! += weight * terms[row]! * terms[column]!;
      sums[row]![3]! += terms[row]! * values[bin]!;
    }
    ofWeights += weight;
    ofValues += values[bin]!;
  }
  const right = sums.map((row) => row[3]!);
  const found = solved(sums);
  if (found === null) return { amplitude: 0, power: 0 };
  const [level, sine, cosine] = found;
  const explained = level! * right[0]! + sine! * right[1]! + cosine! * right[2]! - ofValues ** 2 / ofWeights;
  return { amplitude: Math.hypot(sine!, cosine!) / level!, power: explained / (2 * variance) };
}

/** Three equations by elimination; null where they do not tell. */
function solved(rows: number[][]): number[] | null {
  for (let pivot = 0; pivot < 3; pivot++) {
    const row = rows[pivot]!;
    if (!(Math.abs(row[pivot]!) > 1e-9)) return null;
    for (let other = 0; other < 3; other++) {
      if (other === pivot) continue;
      const factor = rows[other]![pivot]! / row[pivot]!;
      for (let column = 0; column < 4; column++) rows[other]![column]! -= factor * row[column]!;
    }
  }
  return rows.map((row, place) => row[3]! / row[place]!);
}
