/** How each policy sets the three continuous parts of its decisions. */
import type { Figure } from "../figure.ts";
import { formatNumber } from "../format.ts";
import { colourScale, type ReportContext } from "../report-context.ts";
import type { DecisionHistograms } from "../report-data.ts";

const quantities: readonly {
  readonly key: Exclude<keyof DecisionHistograms, "targetCounts">;
  readonly label: string;
}[] = [
  { key: "offloadRatio", label: "Offload ratio" },
  { key: "computeShare", label: "Compute share" },
  { key: "bandwidthShare", label: "Bandwidth share" },
];

/** `null` when no policy brought its decisions. */
export function decisionShares(context: ReportContext): Figure | null {
  const shown = context.ranked.flatMap(({ policy }) =>
    policy.decisions === null ? [] : [{ name: policy.name, decisions: policy.decisions }],
  );
  if (shown.length === 0) return null;
  const rows = shown.flatMap(({ name, decisions }) =>
    quantities.flatMap(({ key, label }) => {
      const counts = decisions[key];
      const total = counts.reduce((sum, count) => sum + count, 0);
      return counts.map((count, bin) => ({
        policy: name,
        quantity: label,
        from: bin / counts.length,
        to: (bin + 1) / counts.length,
        tasks: count,
        share: total === 0 ? 0 : count / total,
        height: total === 0 ? 0 : count / Math.max(...counts),
      }));
    }),
  );
  const mode = (name: string) =>
    quantities.map(({ label }) => {
      const bins = rows.filter((row) => row.policy === name && row.quantity === label);
      const top = bins.reduce((best, row) => (row.share > best.share ? row : best), bins[0]!);
      return `${label.toLowerCase()} ${formatNumber(top.from)} to ${formatNumber(top.to)}`;
    });
  const order = shown.map(({ name }) => name);
  return {
    name: "decision-shares",
    title: "Decisions: ratio and shares",
    caption:
      "Distribution over tasks of the offload ratio, the compute share and the bandwidth share. The tallest bar of each panel fills it; the data file has the shares. Tasks that stay at home have offload ratio 0; their bandwidth share has no effect.",
    alt: `Histograms by policy. Most frequent bins: ${order.map((name) => `${name}: ${mode(name).join(", ")}`).join("; ")}.`,
    columns: ["policy", "quantity", "from", "to", "tasks", "share"],
    rows,
    spec: {
      data: { values: rows },
      facet: {
        row: {
          field: "policy",
          type: "nominal",
          sort: order,
          title: null,
          header: { labelAngle: 0, labelAlign: "left" },
        },
        column: {
          field: "quantity",
          type: "nominal",
          sort: quantities.map(({ label }) => label),
          title: null,
        },
      },
      spacing: { row: 6, column: 26 },
      spec: {
        width: 190,
        height: 30,
        view: { stroke: "#dfe3e8" },
        mark: { type: "bar", binSpacing: 0.5 },
        encoding: {
          x: {
            field: "from",
            type: "quantitative",
            bin: { binned: true },
            title: "Value",
            scale: { domain: [0, 1] },
            axis: { values: [0, 0.5, 1], grid: false },
          },
          x2: { field: "to" },
          y: {
            field: "height",
            type: "quantitative",
            scale: { domain: [0, 1] },
            axis: null,
          },
          color: { field: "policy", type: "nominal", scale: colourScale(context, order), legend: null },
        },
      },
    },
  };
}
