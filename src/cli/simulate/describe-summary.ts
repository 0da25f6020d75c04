/** The figures of one simulation as text. */
import type { FaultSummary, Summary } from "../../sim/metrics.ts";
import { percentage, readable, textTable } from "../text-table.ts";

/** What the users of a scenario did. */
export interface UsersFigures {
  readonly count: number;
  readonly handovers: number;
  /** Fraction of the tasks that each server is home to. */
  readonly taskShare: readonly number[];
}

/**
 * @param servers their names, in the order of the summary
 * @param users null where the scenario has none
 */
export function describeSummary(
  summary: Summary,
  servers: readonly string[],
  users: UsersFigures | null,
  title: string,
): string {
  const { latencyParts: parts, energyParts: energy, faults } = summary;
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
      ["energy in all", `${readable(summary.systemEnergyJoules)} J`],
      ["  computations", `${readable(energy.compute)} J`],
      ["  links", `${readable(energy.links)} J`],
      ...(energy.access > 0 ? [["  uploads", `${readable(energy.access)} J`]] : []),
      ["  idle servers", `${readable(energy.idle)} J`],
      ...(summary.carbonGrams === null ? [] : [["emissions", `${readable(summary.carbonGrams)} g CO2e`]]),
      ["dropped, deadline missed", `${summary.dropped}, ${summary.deadlineMisses}`],
      ...(faults === null ? [] : describeFaults(faults)),
      ...(users === null ? [] : [["users, handovers", `${users.count}, ${users.handovers}`]]),
      ...(summary.clippedShares > 0 ? [["shares clipped", String(summary.clippedShares)]] : []),
    ],
  );
  return `${figures}\n${useOfServers(summary, servers, users)}`;
}

/** Every server; of a city the busiest, and the mean of all. */
function useOfServers(
  { utilisation, faults }: Summary,
  servers: readonly string[],
  users: UsersFigures | null,
): string {
  const rows = utilisation.map((inUse, index) => ({
    name: servers[index] ?? String(index),
    inUse,
    up: faults?.availability[index] ?? 1,
    taskShare: users?.taskShare[index] ?? 0,
  }));
  const table = (title: string, some: typeof rows) =>
    textTable(
      [
        title,
        "in use",
        ...(faults === null ? [] : ["up"]),
        ...(users === null ? [] : ["tasks from its cell"]),
      ],
      some.map(({ name, inUse, up, taskShare }) => [
        name,
        percentage(inUse),
        ...(faults === null ? [] : [percentage(up)]),
        ...(users === null ? [] : [percentage(taskShare)]),
      ]),
    );
  if (rows.length <= 30) return table("server", rows);
  const busiest = [...rows].sort((p, q) => q.inUse - p.inUse).slice(0, 10);
  const mean = (of: (row: (typeof rows)[number]) => number) =>
    rows.reduce((sum, row) => sum + of(row), 0) / rows.length;
  const all = {
    name: "mean of all",
    inUse: mean((row) => row.inUse),
    up: mean((row) => row.up),
    taskShare: mean((row) => row.taskShare),
  };
  return table(`busiest of ${rows.length} servers`, [...busiest, all]);
}

function describeFaults(faults: FaultSummary): string[][] {
  return [
    ["faults of servers, of links", `${faults.serverFailures}, ${faults.linkFailures}`],
    ["parts lost, restarted, given up", `${faults.lostParts}, ${faults.restarts}, ${faults.abandonedParts}`],
    ["energy of lost parts", `${readable(faults.wastedJoules)} J`],
  ];
}
