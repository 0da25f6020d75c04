/** The table of policies that `run` and `report` print. */
import type { ExperimentResult } from "../experiments/index.ts";
import { interval, textTable } from "./text-table.ts";

/** One row a policy, best first, each figure a mean with its 95 % interval. */
export function resultTable(table: ExperimentResult["table"]): string {
  return textTable(
    ["policy", "objective [95 % interval]", "latency s", "energy J", "seeds"],
    table.map((row) => [
      row.policy,
      interval(row.objective),
      interval(row.meanLatencySeconds),
      interval(row.meanEnergyJoules),
      String(row.seeds),
    ]),
  );
}
