/** The look that all figures share: a Vega-Lite configuration. */
import { fontStack } from "../../drawing/fonts.ts";
import { inks } from "./palette.ts";

/** Width of the plot area of a single chart [px]; with axes it fills the text column. */
export const plotWidth = 660;

export const themeConfig = {
  background: inks.paper.light,
  padding: 6,
  font: fontStack,
  // One description for the whole figure serves a screen reader better than one for each mark.
  aria: false,
  view: { stroke: null },
  axis: {
    labelFontSize: 12,
    titleFontSize: 12.5,
    titleFontWeight: 700,
    labelColor: inks.quiet.light,
    titleColor: inks.text.light,
    gridColor: inks.grid.light,
    domainColor: inks.quiet.light,
    tickColor: inks.quiet.light,
    tickSize: 4,
    titlePadding: 8,
    labelLimit: 260,
    labelFlush: false,
  },
  axisXQuantitative: { tickCount: 9 },
  legend: {
    labelFontSize: 12,
    titleFontSize: 12.5,
    titleFontWeight: 700,
    labelColor: inks.text.light,
    titleColor: inks.text.light,
    labelLimit: 240,
    symbolStrokeWidth: 2,
    symbolOpacity: 1,
  },
  header: {
    labelFontSize: 12,
    titleFontSize: 12.5,
    labelColor: inks.text.light,
    titleColor: inks.text.light,
    labelFontWeight: 700,
    labelLimit: 260,
  },
  title: { fontSize: 12.5, fontWeight: 700, color: inks.text.light, anchor: "start" },
  text: { color: inks.text.light, fontSize: 12 },
} as const;
