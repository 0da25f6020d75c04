/** A chart, or one for each panel. */
import type { TopLevelSpec } from "vega-lite";

interface Size {
  readonly width: number;
  readonly height: number;
}

/** @param rows have the field `panel` */
export function panelled(
  rows: readonly { readonly panel: string }[],
  layer: readonly object[],
  { width, height }: Size,
): TopLevelSpec {
  const panels = [...new Set(rows.map(({ panel }) => panel))];
  const data = { values: rows };
  if (panels.length === 1) return { data, width, height, layer } as unknown as TopLevelSpec;
  return {
    data,
    facet: { field: "panel", type: "nominal", title: null, sort: panels },
    columns: 2,
    spec: { width: width / 2 - 40, height: (height * 3) / 4, layer },
  } as unknown as TopLevelSpec;
}
