/** One metric of every policy along one axis of a matrix. */
import type { Figure } from "../../figure.ts";
import { formatNumber } from "../../format.ts";
import { logTicks } from "../../log-ticks.ts";
import { type MetricKey, metricDefinitions } from "../../summary.ts";
import { plotWidth } from "../../theme.ts";
import type { MatrixContext } from "../matrix-context.ts";
import { panelPoints } from "../panels.ts";
import { panelled } from "./panelled.ts";
import { policyEncoding } from "./policy-encoding.ts";

/** From this ratio of the largest to the least mean on, the axis is logarithmic. */
const wideRatio = 6;

/** Null for a metric that is 0 everywhere. */
export function axisMetric(context: MatrixContext, axis: number, key: MetricKey): Figure | null {
  const { name, isNumeric } = context.data.axes[axis]!;
  const { label, unit } = metricDefinitions.find((definition) => definition.key === key)!;
  const rows = panelPoints(context, axis).flatMap((point) =>
    context.policies.flatMap(({ name: policy }) => {
      const metric = point.policies.get(policy)?.metrics[key];
      if (metric === undefined) return [];
      return [
        {
          panel: point.panel,
          label: isNumeric ? Number(point.label) : point.label,
          policy,
          mean: metric.mean,
          seedsLow: metric.overSeeds?.low ?? null,
          seedsHigh: metric.overSeeds?.high ?? null,
          drawsLow: metric.overSeedsAndDraws?.low ?? null,
          drawsHigh: metric.overSeedsAndDraws?.high ?? null,
        },
      ];
    }),
  );
  const means = rows.map((row) => row.mean);
  const [least, most] = [Math.min(...means), Math.max(...means)];
  if (rows.length === 0 || most === 0) return null;
  const isWide = least > 0 && most / least > wideRatio;
  const title = `${label}${unit === "" ? "" : ` [${unit}]`}`;
  const y = {
    field: "mean",
    type: "quantitative",
    title,
    scale: isWide ? { type: "log", nice: false } : { zero: false, nice: true },
    ...(isWide ? { axis: { values: logTicks(means), format: "~g" } } : {}),
  } as const;
  const { color, strokeDash } = policyEncoding(context);
  const isLine = isNumeric || context.data.axes[axis]!.isOrdered;
  const x = {
    field: "label",
    type: isNumeric ? "quantitative" : "nominal",
    title: name,
    ...(isNumeric ? { scale: { zero: false, nice: false } } : { sort: [...context.data.axes[axis]!.labels] }),
    ...(isNumeric ? {} : { axis: { labelAngle: 0 } }),
  } as const;
  const apart = isLine ? {} : { xOffset: { field: "policy", type: "nominal" as const } };
  const band = [{ filter: "isValid(datum.seedsLow)" }];
  const layers = [
    isLine
      ? {
          transform: band,
          mark: { type: "area" as const, opacity: 0.18, clip: true },
          encoding: { x, y: { ...y, field: "seedsLow" }, y2: { field: "seedsHigh" }, color },
        }
      : {
          transform: band,
          mark: { type: "rule" as const, strokeWidth: 3, opacity: 0.5 },
          encoding: { x, ...apart, y: { ...y, field: "seedsLow" }, y2: { field: "seedsHigh" }, color },
        },
    ...(isLine ? [{ mark: { type: "line" as const }, encoding: { x, y, color, strokeDash } }] : []),
    {
      mark: { type: "point" as const, filled: true, size: 36, opacity: 1 },
      encoding: { x, ...apart, y, color },
    },
  ];
  const best = [...rows].sort((p, q) => p.mean - q.mean)[0]!;
  return {
    name: `axis-${axis + 1}-${fileNames[key] ?? key}`,
    title: `${label} along ${name}`,
    caption:
      `Means over seeds and draws of the homes${isWide ? ", on a logarithmic scale" : ""}. ${isLine ? "Bands" : "Bars"}: 95 % intervals over training seeds; ` +
      `policies without several seeds have none.${captions[key] ?? ""}`,
    alt: `${title} of ${context.policies.length} policies along ${name}; the lowest is ${best.policy} with ${formatNumber(best.mean)}.`,
    columns: ["panel", "label", "policy", "mean", "seedsLow", "seedsHigh", "drawsLow", "drawsHigh"],
    rows,
    spec: panelled(rows, layers, { width: plotWidth, height: 280 }),
  };
}

const fileNames: Partial<Record<MetricKey, string>> = {
  meanLatencySeconds: "latency",
  meanEnergyJoules: "energy",
  cascadingOverloadPercent: "cascades",
};

const captions: Partial<Record<MetricKey, string>> = {
  cascadingOverloadPercent:
    " A pick (one helping server of one task) counts when another home picks the same server no longer before or after than L0, the time of a usual task, " +
    "and some task finds that server overloaded (more than L0 of work waits there) from the pick until L0 after it.",
};
