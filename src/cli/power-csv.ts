/** The table of `simulate --power-csv`: mean power [W] of each server in each bin of time, from the first arrival on. */
import type { Simulation } from "../sim/simulator.ts";

/** @param simulation run to its end with `powerBinSeconds` */
export function powerCsvText(simulation: Simulation): string {
  const power = simulation.powerSeries();
  if (power === null) throw new Error("the simulation was run without a power series");
  const { binSeconds, bins, computeJoules, linkJoules, idleJoules } = power;
  const { serverCount, spec } = simulation.network;
  const lines = ["start,server,compute,links,idle"];
  for (let bin = Math.floor(simulation.startSeconds / binSeconds); bin < bins; bin++) {
    for (let m = 0; m < serverCount; m++) {
      const watts = [computeJoules, linkJoules, idleJoules].map(
        (joules) => joules[bin * serverCount + m]! / binSeconds,
      );
      lines.push([bin * binSeconds, quoted(spec.servers[m]!.name), ...watts].join(","));
    }
  }
  return `${lines.join("\n")}\n`;
}

function quoted(name: string): string {
  return /[",\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}
