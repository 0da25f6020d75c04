/** Means of simulations of one policy over its seeds and salts. */
import type { Summary } from "../sim/metrics.ts";
import { simulationMetrics, summariseTable } from "./report/summary.ts";
import { around, type IntervalAround } from "./result-rows.ts";

type SimulationMetric = (typeof simulationMetrics)[number]["key"];

/**
 * The metrics of the report, each a mean over all runs with its 95 % interval over the seeds and salts given (null
 * bounds for a single run).
 *
 * @param name of the policy; seeds the bootstrap, so that another policy changes nothing
 * @param table `table[seed][salt]`
 */
export function simulationMeans(
  name: string,
  table: readonly (readonly Summary[])[],
): Record<SimulationMetric, IntervalAround> {
  return Object.fromEntries(
    simulationMetrics.map(({ key, of }) => {
      const values = table.map((row) => row.map((summary) => of({ seed: 0, salt: "", ...summary })));
      return [key, around(summariseTable(values, false, `${name}/${key}`))];
    }),
  ) as Record<SimulationMetric, IntervalAround>;
}
