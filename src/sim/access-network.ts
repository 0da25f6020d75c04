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
  /** Path loss [dB]: the mean channel gain is `10^(−loss/10)`. */
  readonly pathLossDecibels: number;
}

/** The rate `W·log2(1 + p·g/(N0·W))` [bit/s] at channel gain `g`. */
export function uploadRate(access: AccessNetworkSpec, gain: number): number {
  const { bandwidthHertz, transmitPowerWatts, noiseWattsPerHertz } = access;
  const signalToNoise = (transmitPowerWatts * gain) / (noiseWattsPerHertz * bandwidthHertz);
  return (bandwidthHertz * Math.log1p(signalToNoise)) / Math.LN2;
}

/**
 * Writes `uploadSeconds` and `uploadJoules` of every task. The gain is the path loss times Rayleigh fading, whose
 * power is exponential with mean 1; each task draws its own, in the order of the table. Throws
 * `EdgeflockError("value")` on a parameter out of its domain.
 */
export function drawUploads(access: AccessNetworkSpec, tasks: TaskTable, rng: Rng): void {
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
  const pathGain = 10 ** (-access.pathLossDecibels / 10);
  for (let row = 0; row < tasks.count; row++) {
    let fading = rng.exponential(1);
    // A fade to exactly nothing (once in 2^53 draws) would never end.
    while (fading === 0) fading = rng.exponential(1);
    const seconds = tasks.inputBits[row]! / uploadRate(access, pathGain * fading);
    tasks.uploadSeconds[row] = seconds;
    tasks.uploadJoules[row] = access.transmitPowerWatts * seconds;
  }
}
