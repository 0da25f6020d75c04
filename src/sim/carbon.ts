/** What the energy of servers and links emits, by the carbon intensity of the electricity at the time. */
import type { PowerSeries } from "./meter.ts";

export interface CarbonIntensity {
  /** [g CO2e/kWh], one value after the other; it begins anew at its end. */
  readonly gramsPerKilowattHour: readonly number[];
  /** How long each value holds [s], from time 0. */
  readonly intervalSeconds: number;
}

const joulesPerKilowattHour = 3.6e6;

/**
 * Emissions [g CO2e] of each server: its computations, the transfers it sends, and its idle power. The users' uploads are
 * not in it.
 *
 * @param power in bins as long as a value of the intensity holds
 */
export function carbonGrams(power: PowerSeries, { gramsPerKilowattHour }: CarbonIntensity): Float64Array {
  const servers = power.bins > 0 ? power.computeJoules.length / power.bins : 0;
  const grams = new Float64Array(servers);
  for (let bin = 0; bin < power.bins; bin++) {
    const intensity = gramsPerKilowattHour[bin % gramsPerKilowattHour.length]! / joulesPerKilowattHour;
    for (let server = 0; server < servers; server++) {
      const i = bin * servers + server;
      grams[server]! += intensity * (power.computeJoules[i]! + power.linkJoules[i]! + power.idleJoules[i]!);
    }
  }
  return grams;
}
