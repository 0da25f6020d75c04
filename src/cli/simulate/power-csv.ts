/** The table of `simulate --power-csv`: mean power [W] of each server in each bin of time, from the first arrival on. */
import type { Simulation } from "../../sim/simulator.ts";

/**
 * Yields the file's text, header first, in pieces of some thousand lines.
 * @param simulation run to its end with `powerBinSeconds`
 */
export function* powerCsv(simulation: Simulation): Generator<string> {
  const power = simulation.powerSeries();
  if (power === null) throw new Error("the simulation was run without a power series");
  const { binSeconds, bins, computeJoules, linkJoules, idleJoules } = power;
  const { serverCount, spec } = simulation.network;
  const names = spec.servers.map(({ name }) => quoted(name));
  const lines = ["start,server,compute,links,idle"];
  for (let bin = Math.floor(simulation.startSeconds / binSeconds); bin < bins; bin++) {
    for (let m = 0; m < serverCount; m++) {
      const watts = [computeJoules, linkJoules, idleJoules].map(
        (joules) => joules[bin * serverCount + m]! / binSeconds,
      );
      lines.push([bin * binSeconds, names[m], ...watts].join(","));
    }
    if (lines.length >= 4096) yield `${lines.splice(0).join("\n")}\n`;
  }
  if (lines.length > 0) yield `${lines.join("\n")}\n`;
}

function quoted(name: string): string {
  return /[",\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}
