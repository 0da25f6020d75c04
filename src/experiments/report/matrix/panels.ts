/** A figure along one axis of a matrix has a panel for each setting of the other axes. */
import type { MatrixContext, PointSummary } from "./matrix-context.ts";

export interface PanelPoint extends PointSummary {
  /** The labels on the other axes; empty when there are none. */
  readonly panel: string;
  /** The label on the axis of the figure. */
  readonly label: string;
}

/** Every point, in the order of the axis within each panel. */
export function panelPoints({ data, points }: MatrixContext, axis: number): PanelPoint[] {
  const order = data.axes[axis]!.labels;
  const placed = points.map((summary) => {
    const { labels } = summary.point;
    const others = labels.flatMap((label, k) => (k === axis ? [] : [`${data.axes[k]!.name} ${label}`]));
    return { ...summary, panel: others.join(", "), label: labels[axis]! };
  });
  const panels = [...new Set(placed.map(({ panel }) => panel))];
  return panels.flatMap((panel) =>
    placed
      .filter((point) => point.panel === panel)
      .sort((p, q) => order.indexOf(p.label) - order.indexOf(q.label)),
  );
}
