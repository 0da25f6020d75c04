/** A trace beside what stands for it as a figure: the distributions of gaps, burst sizes, work and input. */
import type { ComparedDistribution } from "../workload/synthetic/fit/compare-likeness.ts";
import type { ValueCounts } from "../workload/synthetic/fit/value-counts.ts";
import type { Figure } from "./report/figure.ts";
import { fewTicks, logTicks } from "./report/log-ticks.ts";
import { inks, partColours } from "./report/palette.ts";
import { plotWidth } from "./report/theme.ts";

/** Between the panels, with the axis of the second [px]. */
const gap = 70;
const height = 170;
/** More points than these a panel does not show. */
const mostPoints = 400;

/** @param other what the trace is compared with, in a word */
export function likenessFigure(
  distributions: readonly ComparedDistribution[],
  title: string,
  other: string,
): Figure {
  const colours = [inks.text.light, partColours[4]?.light ?? inks.quiet.light];
  const rows = distributions.flatMap(({ name, trace, likeness }) => {
    const range = rangeOf([trace, likeness]);
    return [
      ...curve(trace, range).map((point) => ({ panel: name, of: "trace", ...point })),
      ...curve(likeness, range).map((point) => ({ panel: name, of: other, ...point })),
    ];
  });
  const panels = distributions.map(({ name, trace, likeness }) => {
    const range = rangeOf([trace, likeness]);
    return {
      width: Math.floor((plotWidth - gap) / 2),
      height,
      data: { values: rows.filter((row) => row.panel === name) },
      mark: { type: "line" as const, interpolate: "step-after" as const, strokeWidth: 1.8 },
      encoding: {
        x: {
          field: "value",
          type: "quantitative" as const,
          title: `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
          scale: { type: "log" as const, domain: range, nice: false },
          axis: { values: fewTicks(logTicks(range)), format: "~s" },
        },
        y: {
          field: "share",
          type: "quantitative" as const,
          title: "Fraction",
          scale: { domain: [0, 1] },
        },
        color: {
          field: "of",
          type: "nominal" as const,
          title: null,
          scale: { domain: ["trace", other], range: colours },
          legend: { title: null, orient: "bottom" as const },
        },
        strokeDash: {
          field: "of",
          type: "nominal" as const,
          title: null,
          scale: {
            domain: ["trace", other],
            range: [
              [1, 0],
              [5, 3],
            ],
          },
        },
      },
    };
  });
  const distances = distributions.map(({ name, distance }) => `${name} ${distance.toFixed(3)}`).join(", ");
  return {
    name: "likeness",
    title,
    caption: `The fraction of values that are not above a value, of the trace and of the ${other}. The greatest differences: ${distances}.`,
    alt: `Cumulative distributions of the trace and of the ${other}; the greatest differences are ${distances}.`,
    columns: ["panel", "of", "value", "share"],
    rows,
    spec: {
      title: `${title}: trace and ${other}`,
      spacing: 26,
      vconcat: [
        { spacing: 26, hconcat: panels.slice(0, 2) },
        { spacing: 26, hconcat: panels.slice(2) },
      ],
    },
  };
}

/** Least and greatest of the values above 0, for a logarithmic axis; some room around a single value. */
function rangeOf(all: readonly ValueCounts[]): [number, number] {
  const values = all
    .flatMap((counts) => counts.entries().map(({ value }) => value))
    .filter((value) => value > 0);
  const low = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = values.reduce((most, value) => Math.max(most, value), 0);
  if (high === 0) return [0.5, 2];
  return low < high ? [low, high] : [low / 2, high * 2];
}

/** From end to end of the axis; values of 0 are where it begins. */
function curve(counts: ValueCounts, [low, high]: [number, number]): { value: number; share: number }[] {
  const points: { value: number; share: number }[] = [];
  let [upTo, begin] = [0, 0];
  for (const { value, weight } of counts.entries()) {
    upTo += weight;
    const share = upTo / counts.weight;
    if (value <= 0) begin = share;
    else if (share - (points.at(-1)?.share ?? -1) >= 1 / mostPoints) points.push({ value, share });
  }
  return [{ value: low, share: begin }, ...points, { value: high, share: 1 }];
}
