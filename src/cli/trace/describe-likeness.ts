/** What `trace fit` prints of how near generated tasks are to a trace: at most 100 columns wide. */
import type { BurstMeter } from "../../workload/synthetic/fit/burst-meter.ts";
import {
  type ComparedStatistic,
  type Likeness,
  tolerance,
} from "../../workload/synthetic/fit/compare-likeness.ts";
import { countOf, percentage, readable, textTable } from "../text-table.ts";

/** The share of the tasks that `perJobLimit` leaves. */
export interface KeptTasks {
  readonly perJobLimit: number;
  readonly trace: number;
  readonly likeness: number;
}

interface Context {
  /** What the trace is. */
  readonly title: string;
  /** What it is compared with, in a word. */
  readonly other: string;
  readonly meter: BurstMeter;
  readonly durationSeconds: number;
  readonly kept: KeptTasks;
}

const shares = [0.1, 0.5, 0.9, 0.99];

export function describeLikeness(
  { draws, statistics, distributions }: Likeness,
  { title, other, meter, durationSeconds, kept }: Context,
): string {
  const quantiles = distributions.flatMap(({ name, trace, likeness, distance, far }) => [
    [name, "trace", ...shares.map((q) => figure(trace.quantile(q))), "", ""],
    ["", other, ...shares.map((q) => figure(likeness.quantile(q))), distance.toFixed(3), far ? "far" : ""],
  ]);
  const names = [...statistics, ...distributions].filter(({ far }) => far).map(({ name }) => name);
  return [
    `${title}: ${countOf(meter.tasks)} tasks in ${countOf(meter.bursts)} bursts, ${readable(durationSeconds)} s\n`,
    `tasks at most ${meter.options.burstGapSeconds} s after the one before are of its burst\n`,
    `${other}: ${draws === 1 ? "one workload" : `mean of ${draws} workloads`} as long\n\n`,
    textTable(["statistic", "trace", other, "±", "distance", ""], statistics.map(rowOf), [
      "left",
      "right",
      "right",
      "right",
      "right",
      "left",
    ]),
    "\n",
    textTable(["distribution", "of", "p10", "p50", "p90", "p99", "distance", ""], quantiles, [
      "left",
      "left",
      "right",
      "right",
      "right",
      "right",
      "right",
      "left",
    ]),
    "\n",
    keptText(kept),
    conclusion(names, other),
  ].join("");
}

function rowOf({ name, trace, likeness, deviation, distance, relative, far }: ComparedStatistic): string[] {
  const apart = distance === null ? "-" : relative ? percentage(distance) : distance.toFixed(3);
  return [name, figure(trace), figure(likeness), figure(deviation), apart, far ? "far" : ""];
}

/** Jobs of a trace may come in several bursts; a burst that is generated is one job. */
function keptText({ perJobLimit, trace, likeness }: KeptTasks): string {
  if (Math.abs(trace - likeness) < tolerance.absolute) return "";
  return (
    `warning: perJobLimit ${perJobLimit} keeps ${percentage(trace)} of the trace's tasks, but ${percentage(likeness)} of the generated ones:\n` +
    "  a job of the trace may have several bursts, a generated burst is one job\n"
  );
}

function conclusion(names: readonly string[], other: string): string {
  const { relative, absolute, distribution } = tolerance;
  const means =
    `(far: by more than ${100 * relative} % of the trace's value, by ${absolute} for shares, correlations and\n` +
    ` swings, by ${distribution} between distributions; and by more than another draw would change)\n`;
  if (names.length === 0) return `nothing is far from the trace\n${means}`;
  return `warning: the ${other} is far from the trace in\n${names.map((name) => `  ${name}\n`).join("")}${means}`;
}

function figure(value: number | null): string {
  return value === null || Number.isNaN(value) ? "-" : value === 0 ? "0" : readable(value);
}
