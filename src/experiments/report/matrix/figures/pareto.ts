/** Mean latency against mean energy, where an axis trades one for the other. */
import type { Figure } from "../../figure.ts";
import { joinWords } from "../../format.ts";
import { plotWidth } from "../../theme.ts";
import type { MatrixContext } from "../matrix-context.ts";
import { panelPoints } from "../panels.ts";
import { paretoFront } from "../pareto-front.ts";
import { panelled } from "./panelled.ts";
import { policyEncoding } from "./policy-encoding.ts";

/** Null for an axis that does not set the weights of the objective. */
export function pareto(context: MatrixContext, axis: number): Figure | null {
  const { name, isObjective } = context.data.axes[axis]!;
  if (!isObjective) return null;
  const points = panelPoints(context, axis);
  const rows = [...new Set(points.map(({ panel }) => panel))].flatMap((panel) => {
    const own = points
      .filter((point) => point.panel === panel)
      .flatMap(({ label, policies }, place) =>
        [...policies.values()].map(({ policy, metrics }) => ({
          panel,
          label,
          place,
          policy: policy.name,
          meanLatencySeconds: metrics.meanLatencySeconds.mean,
          meanEnergyJoules: metrics.meanEnergyJoules.mean,
        })),
      );
    const front = paretoFront(own.map((row) => [row.meanLatencySeconds, row.meanEnergyJoules] as const));
    return own.map((row, k) => ({ ...row, front: front[k] ? "yes" : "no" }));
  });
  const { color, strokeDash } = policyEncoding(context);
  const x = {
    field: "meanLatencySeconds",
    type: "quantitative",
    title: "Mean latency [s]",
    scale: { type: "log", nice: false, padding: 12 },
  } as const;
  const y = {
    field: "meanEnergyJoules",
    type: "quantitative",
    title: "Mean task energy [J]",
    scale: { type: "log", nice: false, padding: 12 },
  } as const;
  const onFront = [...new Set(rows.filter((row) => row.front === "yes").map((row) => row.policy))];
  return {
    name: `axis-${axis + 1}-pareto`,
    title: `Latency against energy along ${name}`,
    caption:
      "Each line joins the settings of one policy in the order of the axis; both scales are logarithmic. Rings: the Pareto front of all policies and " +
      "settings, which no other beats in latency and energy at once. Policies that do not heed the weights stand still.",
    alt: `Mean latency against mean energy; on the Pareto front are settings of ${joinWords(onFront)}.`,
    columns: ["panel", "label", "policy", "meanLatencySeconds", "meanEnergyJoules", "front"],
    rows,
    spec: panelled(
      rows,
      [
        {
          mark: { type: "line", strokeWidth: 1.2 },
          encoding: { x, y, color, strokeDash, order: { field: "place", type: "quantitative" } },
        },
        { mark: { type: "point", filled: true, size: 36, opacity: 1 }, encoding: { x, y, color } },
        {
          transform: [{ filter: "datum.front === 'yes'" }],
          mark: { type: "point", size: 130, strokeWidth: 1.5, opacity: 1 },
          encoding: { x, y, color },
        },
      ],
      { width: plotWidth, height: 340 },
    ),
  };
}
