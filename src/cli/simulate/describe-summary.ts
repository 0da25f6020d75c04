/** The figures of one simulation as text. */
import type { Summary } from "../../sim/metrics.ts";
import { percentage, readable, textTable } from "../text-table.ts";

/** @param servers their names, in the order of the summary */
export function describeSummary(summary: Summary, servers: readonly string[], title: string): string {
  const { latencyParts: parts, faults } = summary;
  const figures = textTable(
    [`${title}: ${summary.tasks} tasks`, ""],
    [
      ["objective (mean cost)", readable(summary.objective)],
      ["mean latency", `${readable(summary.meanLatencySeconds)} s`],
      ["  waiting for links", `${readable(parts.linkWait)} s`],
      ["  transfer", `${readable(parts.transfer)} s`],
      ["  waiting for compute", `${readable(parts.computeWait)} s`],
      ["  compute", `${readable(parts.compute)} s`],
      ...(parts.uplink > 0 ? [["  upload", `${readable(parts.uplink)} s`]] : []),
      ...(parts.recovery > 0 ? [["  lost to faults", `${readable(parts.recovery)} s`]] : []),
      [
        "p50, p95, p99 latency",
        [summary.p50LatencySeconds, summary.p95LatencySeconds, summary.p99LatencySeconds]
          .map((seconds) => `${readable(seconds)} s`)
          .join(", "),
      ],
      ["mean energy of a task", `${readable(summary.meanEnergyJoules)} J`],
      ["energy with idle power", `${readable(summary.systemEnergyJoules)} J`],
      ["dropped, deadline missed", `${summary.dropped}, ${summary.deadlineMisses}`],
      ...(faults === null
        ? []
        : [
            ["failures of servers, of links", `${faults.serverFailures}, ${faults.linkFailures}`],
            [
              "parts lost, started again, given up",
              `${faults.lostParts}, ${faults.restarts}, ${faults.abandonedParts}`,
            ],
            ["energy of what was lost", `${readable(faults.wastedJoules)} J`],
          ]),
      ...(summary.clippedShares > 0 ? [["shares clipped", String(summary.clippedShares)]] : []),
    ],
  );
<<<<<<< HEAD
  const use = textTable(
    ["server", "in use", ...(faults === null ? [] : ["up"])],
    summary.utilisation.map((fraction, index) => [
      servers[index] ?? String(index),
      percentage(fraction),
      ...(faults === null ? [] : [percentage(faults.availability[index]!)]),
    ]),
  );
  return `${figures}\n${use}`;
=======
  return `${figures}\n${useOfServers(summary.utilisation, servers)}`;
}

/** Every server; of a city the busiest, and the mean of all. */
function useOfServers(utilisation: readonly number[], servers: readonly string[]): string {
  const rows = utilisation.map((fraction, index) => ({ name: servers[index] ?? String(index), fraction }));
  const text = (some: typeof rows) => some.map(({ name, fraction }) => [name, percentage(fraction)]);
  if (rows.length <= 30) return textTable(["server", "in use"], text(rows));
  const busiest = [...rows].sort((p, q) => q.fraction - p.fraction).slice(0, 10);
  const mean = utilisation.reduce((sum, fraction) => sum + fraction, 0) / utilisation.length;
  return textTable(
    [`busiest of ${rows.length} servers`, "in use"],
    text([...busiest, { name: "mean of all", fraction: mean }]),
  );
>>>>>>> 06c5dd6 (docs/scenarios.md: topologies, homes, the cities, with their figures)
}
