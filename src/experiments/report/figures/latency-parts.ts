/** The mean latency of every policy, broken into its parts. */
import { mean } from "../../../stats/index.ts";
import type { Figure } from "../figure.ts";
import { formatNumber } from "../format.ts";
import { partColours } from "../palette.ts";
import type { ReportContext } from "../report-context.ts";
import type { LatencyParts } from "../report-data.ts";
import { plotWidth } from "../theme.ts";

const allParts: readonly { readonly key: keyof LatencyParts; readonly label: string }[] = [
  { key: "uplink", label: "upload" },
  { key: "transfer", label: "transfer" },
  { key: "linkWait", label: "wait for link" },
  { key: "computeWait", label: "wait for compute" },
  { key: "compute", label: "compute" },
  { key: "recovery", label: "recovery from faults" },
];

export function latencyParts(context: ReportContext): Figure {
  const ranked = [...context.ranked].sort(
    (p, q) => p.metrics.meanLatencySeconds.mean - q.metrics.meanLatencySeconds.mean,
  );
  const recovering = ranked.some(({ policy }) => policy.rows.some((row) => row.latencyParts.recovery > 0));
  const parts = allParts.filter(({ key }) => key !== "recovery" || recovering);
  const rows = ranked.flatMap(({ policy }) =>
    parts.map(({ key, label }, order) => ({
      policy: policy.name,
      part: label,
      order,
      seconds: mean(policy.rows.map((row) => row.latencyParts[key])),
    })),
  );
  const largest = (name: string) =>
    rows
      .filter((row) => row.policy === name)
      .reduce((best, row) => (row.seconds > best.seconds ? row : best));
  return {
    name: "latency-parts",
    title: "What the latency is made of",
    caption:
      "Mean latency by policy, along the part of each task that finished last: upload over the access network, transfer between servers (with propagation), " +
      `wait for a link, wait for compute, compute${recovering ? "; and what faults cost before its last restart" : ""}. Means over seeds and draws.`,
    alt: `Stacked bars. Largest part by policy: ${ranked
      .map(({ policy }) => {
        const part = largest(policy.name);
        return `${policy.name}: ${part.part} ${formatNumber(part.seconds)} s`;
      })
      .join("; ")}.`,
    columns: ["policy", "part", "seconds"],
    rows,
    spec: {
      width: plotWidth - 40,
      height: { step: 26 },
      data: { values: rows },
      mark: { type: "bar", height: 17 },
      encoding: {
        x: { field: "seconds", type: "quantitative", title: "Mean task latency [s]", stack: "zero" },
        y: {
          field: "policy",
          type: "nominal",
          sort: ranked.map(({ policy }) => policy.name),
          title: null,
          axis: { tickSize: 0, domain: false, labelPadding: 8 },
        },
        color: {
          field: "part",
          type: "nominal",
          scale: { domain: parts.map((part) => part.label), range: partColours.map((c) => c.light) },
          legend: { title: null, orient: "bottom", columns: parts.length },
        },
        order: { field: "order", type: "quantitative" },
      },
    },
  };
}
