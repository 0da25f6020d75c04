/** How many servers help: the share of tasks by number of targets. */
import type { Figure } from "../figure.ts";
import { formatNumber } from "../format.ts";
import { countColours } from "../palette.ts";
import type { ReportContext } from "../report-context.ts";
import { plotWidth } from "../theme.ts";

/** `null` when no policy brought its decisions. */
export function decisionTargets(context: ReportContext): Figure | null {
  const shown = context.ranked.flatMap(({ policy }) =>
    policy.decisions === null ? [] : [{ name: policy.name, counts: policy.decisions.targetCounts }],
  );
  if (shown.length === 0) return null;
  const rows = shown.flatMap(({ name, counts }) => {
    const total = counts.reduce((sum, count) => sum + count, 0);
    return counts.map((tasks, targets) => ({
      policy: name,
      targets,
      tasks,
      share: total === 0 ? 0 : tasks / total,
    }));
  });
  const most = Math.max(...rows.map((row) => row.targets));
  const colours = Array.from(
    { length: most + 1 },
    (_, count) => countColours[Math.min(countColours.length - 1, count)]!.light,
  );
  return {
    name: "decision-targets",
    title: "Decisions: number of helping servers",
    caption: "Share of tasks by the number of servers that help; 0 means that the task stays at home.",
    alt: `Stacked bars. ${shown
      .map(({ name }) => {
        const own = rows.filter((row) => row.policy === name);
        return `${name}: ${own.map((row) => `${row.targets} helpers ${formatNumber(100 * row.share)} %`).join(", ")}`;
      })
      .join("; ")}.`,
    columns: ["policy", "targets", "tasks", "share"],
    rows,
    spec: {
      width: plotWidth - 40,
      height: { step: 24 },
      data: { values: rows },
      mark: { type: "bar", height: 16 },
      encoding: {
        x: {
          field: "share",
          type: "quantitative",
          title: "Share of tasks",
          stack: "zero",
          scale: { domain: [0, 1] },
          axis: { format: ".0%" },
        },
        y: {
          field: "policy",
          type: "nominal",
          sort: shown.map(({ name }) => name),
          title: null,
          axis: { tickSize: 0, domain: false, labelPadding: 8 },
        },
        color: {
          field: "targets",
          type: "ordinal",
          scale: { domain: Array.from({ length: most + 1 }, (_, count) => count), range: colours },
          legend: { title: "Helping servers", orient: "bottom", direction: "horizontal" },
        },
        order: { field: "targets", type: "quantitative" },
      },
    },
  };
}
