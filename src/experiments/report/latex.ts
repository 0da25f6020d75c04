/** The result table for a paper: LaTeX with booktabs. */
import { decimalsFor } from "./format.ts";
import type { ReportContext } from "./report-context.ts";
import type { MetricKey } from "./summary.ts";

const specials: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
};

/** Text that LaTeX prints as it stands. */
export function escapeLatex(text: string): string {
  return text.replaceAll(/[\\~^&%$#_{}]/g, (char) => specials[char] ?? `\\${char}`);
}

const shown: readonly { readonly key: MetricKey; readonly head: string }[] = [
  { key: "objective", head: "Objective" },
  { key: "meanLatencySeconds", head: "Latency [s]" },
  { key: "p95LatencySeconds", head: "p95 [s]" },
  { key: "meanEnergyJoules", head: "Energy [J]" },
  { key: "droppedPercent", head: "Dropped [\\%]" },
];

/** One row a policy, best first; the interval is given as the half-width over seeds, the best objective in bold. */
export function toLatex(context: ReportContext): string {
  const { ranked, best, local, data } = context;
  const decimals = new Map(
    shown.map(({ key }) => [key, Math.min(3, decimalsFor(ranked.map(({ metrics }) => metrics[key].mean)))]),
  );
  const lines = ranked.map((summary) => {
    const cells = shown.map(({ key }) => {
      const { mean, overSeeds } = summary.metrics[key];
      const digits = decimals.get(key)!;
      const value = mean.toFixed(digits);
      const text = summary === best && key === "objective" ? `\\mathbf{${value}}` : value;
      const halfWidth =
        overSeeds === null || key === "droppedPercent"
          ? ""
          : ` \\pm ${((overSeeds.high - overSeeds.low) / 2).toFixed(digits)}`;
      return `$${text}${halfWidth}$`;
    });
    const versus =
      local === null
        ? []
        : [`$${(100 * (summary.metrics.objective.mean / local.metrics.objective.mean - 1)).toFixed(1)}$`];
    return `${[escapeLatex(summary.policy.name), ...cells, ...versus].join(" & ")} \\\\`;
  });
  const heads = [
    "Policy",
    ...shown.map(({ head }) => head),
    ...(local === null ? [] : ["vs.\\ local [\\%]"]),
  ];
  return [
    "% Needs \\usepackage{booktabs}.",
    "\\begin{table}",
    "  \\centering",
    `  \\caption{${escapeLatex(data.scenario.name)}, ${escapeLatex(data.evaluatedWindow)} window: means over seeds and ${ranked[0]!.salts.length} draws of the homes; $\\pm$ is half the 95\\,\\% interval over seeds where there are several.}`,
    `  \\begin{tabular}{l${"r".repeat(heads.length - 1)}}`,
    "    \\toprule",
    `    ${heads.join(" & ")} \\\\`,
    "    \\midrule",
    ...lines.map((line) => `    ${line}`),
    "    \\bottomrule",
    "  \\end{tabular}",
    "\\end{table}",
    "",
  ].join("\n");
}
