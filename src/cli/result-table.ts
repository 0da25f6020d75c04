/** The table of policies that `run` and `report` print. */
import type { ExperimentResult } from "../experiments/index.ts";
import { interval, textTable } from "./text-table.ts";

/** One row a policy, best first, each figure a mean with its 95 % interval; of a matrix, point by point. */
export function resultTable(table: ExperimentResult["table"]): string {
  const axes = Object.keys(table[0]?.point ?? {});
  return textTable(
    [...axes, "policy", "objective [95 % interval]", "latency s", "energy J", "seeds"],
    table.map((row) => [
      ...axes.map((axis) => row.point?.[axis] ?? ""),
      row.policy,
      interval(row.objective),
      interval(row.meanLatencySeconds),
      interval(row.meanEnergyJoules),
      String(row.seeds),
    ]),
    new Array<"left">(axes.length + 1).fill("left"),
  );
}
