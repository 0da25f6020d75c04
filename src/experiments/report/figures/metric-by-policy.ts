/** One metric of every policy: mean, intervals, and the single draws. Shared by the three charts of this kind. */
import type { Figure } from "../figure.ts";
import { formatNumber } from "../format.ts";
import { colourScale, type ReportContext } from "../report-context.ts";
import { type MetricKey, metricDefinitions } from "../summary.ts";
import { plotWidth } from "../theme.ts";

const howToRead =
  "Dot: mean over seeds and draws of the homes. Thick bar: 95 % interval over training seeds with the draws held fixed; policies without " +
  "several seeds have none. Thin bar: 95 % bootstrap interval over seeds and draws. Small ticks: the draws. All policies meet the same draws, so " +
  "the thin bars share most of their width: judge differences in pairs.";

/** Sorted by this metric, lowest on top. */
export function metricByPolicy(context: ReportContext, key: MetricKey, name: string): Figure {
  const { label, unit } = metricDefinitions.find((definition) => definition.key === key)!;
  const ranked = [...context.ranked].sort((p, q) => p.metrics[key].mean - q.metrics[key].mean);
  const order = ranked.map(({ policy }) => policy.name);
  const means = ranked.map(({ policy, metrics }) => {
    const { mean, overSeeds, overSeedsAndDraws } = metrics[key];
    return {
      policy: policy.name,
      salt: null,
      mean,
      seedsLow: overSeeds?.low ?? null,
      seedsHigh: overSeeds?.high ?? null,
      drawsLow: overSeedsAndDraws?.low ?? null,
      drawsHigh: overSeedsAndDraws?.high ?? null,
    };
  });
  const draws = ranked.flatMap(({ policy, metrics, salts }) =>
    metrics[key].byDraw.map((mean, i) => ({
      policy: policy.name,
      salt: salts[i]!,
      mean,
      seedsLow: null,
      seedsHigh: null,
      drawsLow: null,
      drawsHigh: null,
    })),
  );
  const y = {
    field: "policy",
    type: "nominal",
    sort: order,
    title: null,
    axis: { grid: true, tickSize: 0, domain: false, labelPadding: 8 },
  } as const;
  const title = `${label}${unit === "" ? "" : ` [${unit}]`} (lower is better)`;
  const x = (field: string) =>
    ({ field, type: "quantitative", title, scale: { zero: false, nice: true } }) as const;
  const color = {
    field: "policy",
    type: "nominal",
    scale: colourScale(context, order),
    legend: null,
  } as const;
  const withUnit = (value: number) => `${formatNumber(value)}${unit === "" ? "" : ` ${unit}`}`;
  return {
    name,
    title: `${label} by policy`,
    caption:
      key === "objective"
        ? howToRead
        : `${label} over all tasks; dots, bars and ticks as in the figure of the objective.`,
    alt: `Dot plot, from lowest to highest ${label.toLowerCase()}: ${means
      .map((row) => `${row.policy} ${withUnit(row.mean)}`)
      .join(", ")}.`,
    columns: ["policy", "salt", "mean", "seedsLow", "seedsHigh", "drawsLow", "drawsHigh"],
    rows: [...means, ...draws],
    spec: {
      width: plotWidth - 40,
      height: { step: 26 },
      layer: [
        {
          data: { values: draws },
          mark: { type: "tick", opacity: 0.45, thickness: 1, size: 10 },
          encoding: { x: x("mean"), y, color },
        },
        {
          data: { values: means.filter((row) => row.drawsLow !== null) },
          mark: { type: "rule", strokeWidth: 1.2 },
          encoding: { x: x("drawsLow"), x2: { field: "drawsHigh" }, y, color },
        },
        {
          data: { values: means.filter((row) => row.seedsLow !== null) },
          mark: { type: "rule", strokeWidth: 5, opacity: 0.55 },
          encoding: { x: x("seedsLow"), x2: { field: "seedsHigh" }, y, color },
        },
        {
          data: { values: means },
          mark: { type: "point", filled: true, size: 75, opacity: 1 },
          encoding: { x: x("mean"), y, color },
        },
      ],
    },
  };
}
