/** A trace as a figure: its rate over time, and how gaps, work and input are distributed. */
import type { CurvePoint } from "../workload/trace-statistics/distribution-curve.ts";
import type { TraceCurves } from "../workload/traces/inspect-trace.ts";
import type { Figure } from "./report/figure.ts";
import { formatNumber } from "./report/format.ts";
import { fewTicks, logTicks } from "./report/log-ticks.ts";
import { partColours } from "./report/palette.ts";
import { plotWidth } from "./report/theme.ts";

/** Between the panels, with the axis of each but the first [px]. */
const gap = 82;
const spacing = 26;

/** @param title what the trace is */
export function traceFigure({ rate, gaps, work, input }: TraceCurves, title: string): Figure {
  const distributions = [
    { name: "Gap [s]", points: gaps },
    { name: "Work [units]", points: work },
    { name: "Input [units]", points: input },
  ];
  const { fromSeconds, binSeconds, counts } = rate;
  const bins = counts.map((count, k) => ({
    start: fromSeconds + k * binSeconds,
    end: fromSeconds + (k + 1) * binSeconds,
    rate: binSeconds > 0 ? count / binSeconds : count,
  }));
  const highest = bins.reduce((most, bin) => Math.max(most, bin.rate), 0);
  const colour = partColours[1]!.light;
  const width = Math.floor((plotWidth - gap * (distributions.length - 1)) / distributions.length);
  return {
    name: "trace",
    title,
    caption:
      "Above: arrivals over time. Below: the fraction of gaps, work and inputs that are not above a value; an upright step is a value that many share, and a curve that does not begin at 0 has values of 0.",
    alt: `Arrivals over time, up to ${formatNumber(highest)} tasks/s, above ${distributions.length} cumulative distributions.`,
    columns: ["start", "end", "rate"],
    rows: bins,
    spec: {
      title,
      spacing: 24,
      vconcat: [
        {
          width: plotWidth,
          height: 150,
          data: { values: [...bins, { start: bins.at(-1)?.end, rate: bins.at(-1)?.rate }] },
          mark: { type: "area", interpolate: "step-after", color: colour },
          encoding: {
            x: { field: "start", type: "quantitative", title: "Time [s]", scale: { nice: false } },
            y: { field: "rate", type: "quantitative", title: binSeconds > 0 ? "Tasks/s" : "Tasks" },
          },
        },
        {
          spacing,
          hconcat: distributions.map(({ name, points }) => ({
            width,
            height: 150,
            data: { values: steps(points) },
            mark: {
              type: "line" as const,
              interpolate: "step-after" as const,
              color: colour,
              strokeWidth: 1.8,
            },
            encoding: {
              x: {
                field: "value",
                type: "quantitative" as const,
                title: name,
                scale: { type: "log" as const, domain: rangeOf(points), nice: false },
                axis: { values: fewTicks(logTicks(rangeOf(points))), format: "~s" },
              },
              y: {
                field: "share",
                type: "quantitative" as const,
                title: "Fraction",
                scale: { domain: [0, 1] },
              },
            },
          })),
        },
      ],
    },
  };
}

/** Least and greatest of the values above 0, for a logarithmic axis; some room around a single value. */
function rangeOf(points: readonly CurvePoint[]): [number, number] {
  const positive = points.filter(({ value }) => value > 0);
  const low = positive[0]?.value ?? 1;
  const high = positive.at(-1)?.value ?? 1;
  return low < high ? [low, high] : [low / 2, high * 2];
}

/** The curve from end to end of its axis; values of 0 are where it begins. */
function steps(points: readonly CurvePoint[]): CurvePoint[] {
  const [low, high] = rangeOf(points);
  const zeros = points.filter(({ value }) => value <= 0).at(-1)?.share ?? 0;
  const positive = points.filter(({ value }) => value > 0);
  return [{ value: low, share: zeros }, ...positive, { value: high, share: 1 }];
}
