/** The results of a matrix for a paper: LaTeX with booktabs. */
import { decimalsFor } from "../format.ts";
import { escapeLatex } from "../latex.ts";
import type { MetricKey } from "../summary.ts";
import type { MatrixContext } from "./matrix-context.ts";

const shown: readonly { readonly key: MetricKey; readonly head: string }[] = [
  { key: "objective", head: "Objective" },
  { key: "meanLatencySeconds", head: "Latency [s]" },
  { key: "meanEnergyJoules", head: "Energy [J]" },
];

/** One block a point, in it one row a policy, best first; ± is half the interval over seeds, the best objective in bold. */
export function matrixToLatex({ data, points }: MatrixContext): string {
  const all = points.flatMap(({ context }) => context.ranked);
  const decimals = new Map(
    shown.map(({ key }) => [key, Math.min(3, decimalsFor(all.map(({ metrics }) => metrics[key].mean)))]),
  );
  const blocks = points.map(({ point, context }) =>
    context.ranked.map((summary, rank) => {
      const cells = shown.map(({ key }) => {
        const { mean, overSeeds } = summary.metrics[key];
        const digits = decimals.get(key)!;
        const value = mean.toFixed(digits);
        const text = summary === context.best && key === "objective" ? `\\mathbf{${value}}` : value;
        const half =
          overSeeds === null ? "" : ` \\pm ${((overSeeds.high - overSeeds.low) / 2).toFixed(digits)}`;
        return `$${text}${half}$`;
      });
      const labels = point.labels.map((label) => (rank === 0 ? escapeLatex(label) : ""));
      return `    ${[...labels, escapeLatex(summary.policy.name), ...cells].join(" & ")} \\\\`;
    }),
  );
  const heads = [
    ...data.axes.map(({ name }) => escapeLatex(name)),
    "Policy",
    ...shown.map(({ head }) => head),
  ];
  return [
    "% Needs \\usepackage{booktabs} and \\usepackage{longtable}.",
    `\\begin{longtable}{${"l".repeat(data.axes.length + 1)}${"r".repeat(shown.length)}}`,
    `  \\caption{${escapeLatex(data.title)}: means over seeds and draws of the homes; $\\pm$ is half the 95\\,\\% interval over seeds where there are several.} \\\\`,
    "  \\toprule",
    `  ${heads.join(" & ")} \\\\`,
    "  \\midrule",
    "  \\endhead",
    blocks.map((lines) => lines.join("\n")).join("\n    \\midrule\n"),
    "  \\bottomrule",
    "\\end{longtable}",
    "",
  ].join("\n");
}
