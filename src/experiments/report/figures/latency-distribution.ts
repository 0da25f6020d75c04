/** How often a task takes at least so long: the complementary distribution of the latency, both axes logarithmic. */
import type { Figure } from "../figure.ts";
import { formatNumber, joinWords } from "../format.ts";
import { logTicks } from "../log-ticks.ts";
import { colourScale, type ReportContext } from "../report-context.ts";
import { plotWidth } from "../theme.ts";

/** Points of one line at most: enough for the eye, few enough for the file. */
const pointsPerLine = 160;

/** Points of the survival function, evenly spaced on its logarithm so that the tail keeps its steps. */
function survival(sample: readonly number[]): { latencySeconds: number; share: number }[] {
  const sorted = Float64Array.from(sample).sort();
  const n = sorted.length;
  const ranks = new Set<number>();
  for (let i = 0; i < pointsPerLine; i++) {
    ranks.add(Math.round(n * (1 - n ** (-i / (pointsPerLine - 1)))));
  }
  return [...ranks]
    .filter((rank) => rank < n && sorted[rank]! > 0)
    .map((rank) => ({ latencySeconds: sorted[rank]!, share: (n - rank) / n }));
}

/** `null` when no policy brought its latencies. */
export function latencyDistribution(context: ReportContext): Figure | null {
  const lines = context.ranked.filter(({ policy }) => (policy.latencySample?.length ?? 0) > 0);
  if (lines.length === 0) return null;
  const order = lines.map(({ policy }) => policy.name);
  const rows = lines.flatMap(({ policy }) =>
    survival(policy.latencySample ?? []).map((point) => ({ policy: policy.name, ...point })),
  );
  const style = (name: string) => context.styles.get(name)!;
  return {
    name: "latency-distribution",
    title: "Distribution of the latency",
    caption:
      "Share of tasks with at least the latency on the horizontal axis, over all seeds and draws; both axes are logarithmic, so the lower right shows the slowest tasks. Lower is better. " +
      "The legend is in the order of the objective.",
    alt: `Lines of the share of tasks that take at least a given latency. Mean latencies: ${joinWords(
      lines.map(({ policy, metrics }) => `${policy.name} ${formatNumber(metrics.meanLatencySeconds.mean)} s`),
    )}.`,
    columns: ["policy", "latencySeconds", "share"],
    rows,
    spec: {
      width: plotWidth - 60,
      height: 330,
      data: { values: rows },
      mark: { type: "line", interpolate: "step-before" },
      encoding: {
        x: {
          field: "latencySeconds",
          type: "quantitative",
          scale: { type: "log", nice: false },
          title: "Task latency [s]",
          axis: { format: "~g", values: logTicks(rows.map((row) => row.latencySeconds)) },
        },
        y: {
          field: "share",
          type: "quantitative",
          scale: { type: "log", nice: false },
          title: "Share of tasks at least this slow",
          axis: { format: "~%", values: logTicks(rows.map((row) => row.share)) },
        },
        color: {
          field: "policy",
          type: "nominal",
          scale: colourScale(context, order),
          legend: { title: null, symbolSize: 450, symbolType: "stroke" },
        },
        strokeDash: {
          field: "policy",
          type: "nominal",
          scale: { domain: order, range: order.map((name) => [...style(name).dash]) },
          legend: { title: null, symbolSize: 450, symbolType: "stroke" },
        },
        strokeWidth: {
          field: "policy",
          type: "nominal",
          scale: { type: "ordinal", domain: order, range: order.map((name) => style(name).width) },
          legend: null,
        },
      },
    },
  };
}
