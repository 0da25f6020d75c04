/**
 * The optional access network (model.md, section 1): what the user's upload to the home server costs. It comes
 * before the decision and does not depend on it.
 */
import { EdgeflockError } from "../core/errors.ts";
import type { Rng } from "../core/rng.ts";
import type { TaskTable } from "./task-table.ts";

export interface AccessNetworkSpec {
  /** Bandwidth `W` [Hz]. */
  readonly bandwidthHertz: number;
  /** The user's transmit power `p` [W]. */
  readonly transmitPowerWatts: number;
  /** Noise power density `N0` [W/Hz]. */
  readonly noiseWattsPerHertz: number;
  /** Path loss [dB], at `referenceMetres` where distances count: the mean channel gain is `10^(−loss/10)`. */
  readonly pathLossDecibels: number;
  /** Makes the loss grow with the distance: the log-distance model (Rappaport, *Wireless Communications*, section 4.9). */
  readonly distance?: {
    /** `d0` [m]; nearer users have the loss at `d0`. */
    readonly referenceMetres: number;
    /** `n`: the loss grows by `10·n·log10(d/d0)` dB. */
    readonly exponent: number;
  };
}

/** The rate `W·log2(1 + p·g/(N0·W))` [bit/s] at channel gain `g`. */
export function uploadRate(access: AccessNetworkSpec, gain: number): number {
  const { bandwidthHertz, transmitPowerWatts, noiseWattsPerHertz } = access;
  const signalToNoise = (transmitPowerWatts * gain) / (noiseWattsPerHertz * bandwidthHertz);
  return (bandwidthHertz * Math.log1p(signalToNoise)) / Math.LN2;
}

/** The path loss [dB] at a distance of `metres`. */
export function pathLossAt({ pathLossDecibels, distance }: AccessNetworkSpec, metres: number): number {
  if (distance === undefined) return pathLossDecibels;
  return (
    pathLossDecibels + 10 * distance.exponent * Math.log10(Math.max(1, metres / distance.referenceMetres))
  );
}

/**
 * Writes `uploadSeconds` and `uploadJoules` of every task. The gain is the path loss times Rayleigh fading, whose
 * power is exponential with mean 1; each task draws its own, in the order of the table.
 *
 * @param distanceMetres from each task's user to its home server; needed where `access.distance` is set
 * @throws EdgeflockError("value") on a parameter out of its domain
 */
export function drawUploads(
  access: AccessNetworkSpec,
  tasks: TaskTable,
  rng: Rng,
  distanceMetres?: Float64Array,
): void {
  for (const name of ["bandwidthHertz", "transmitPowerWatts", "noiseWattsPerHertz"] as const) {
    if (!(access[name] > 0 && access[name] < Number.POSITIVE_INFINITY)) {
      throw new EdgeflockError(
        "value",
        `access network: ${name} is ${access[name]}`,
        "Give a value above 0.",
      );
    }
  }
  if (!Number.isFinite(access.pathLossDecibels)) {
    throw new EdgeflockError("value", `access network: pathLossDecibels is ${access.pathLossDecibels}`);
  }
  const { referenceMetres = 1, exponent = 0 } = access.distance ?? {};
  if (!(referenceMetres > 0 && exponent >= 0 && exponent < Infinity)) {
    throw new EdgeflockError(
      "value",
      `access network: path loss by distance has referenceMetres ${referenceMetres} and exponent ${exponent}`,
      "Give a distance above 0 and an exponent of 0 or more.",
    );
  }
  for (let row = 0; row < tasks.count; row++) {
    let fading = rng.exponential(1);
    // A fade to exactly nothing (once in 2^53 draws) would never end.
    while (fading === 0) fading = rng.exponential(1);
    const pathGain = 10 ** (-pathLossAt(access, distanceMetres?.[row] ?? 0) / 10);
    const seconds = tasks.inputBits[row]! / uploadRate(access, pathGain * fading);
    tasks.uploadSeconds[row] = seconds;
    tasks.uploadJoules[row] = access.transmitPowerWatts * seconds;
  }
}
