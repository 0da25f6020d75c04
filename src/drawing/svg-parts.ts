/** Pieces of SVG that pictures are put together from. */

export const inks = {
  text: "#1f2329",
  quiet: "#59626d",
  line: "#8a939d",
  border: "#d5dae0",
  panel: "#fafbfc",
};

export interface TextStyle {
  readonly size: number;
  readonly bold?: boolean;
  readonly fill?: string;
  readonly anchor?: "middle" | "end";
  /** Colour of an outline that keeps the text readable on top of lines. */
  readonly halo?: string;
}

/** One line of text; `x`, `y` is the start (or middle, or end) of its base line. */
export function svgText(
  x: number,
  y: number,
  content: string,
  { size, bold, fill = inks.text, anchor, halo }: TextStyle,
): string {
  const weight = bold ? ` font-weight="700"` : "";
  const from = anchor === undefined ? "" : ` text-anchor="${anchor}"`;
  const around =
    halo === undefined
      ? ""
      : ` stroke="${halo}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"`;
  return `<text x="${short(x)}" y="${short(y)}" font-size="${size}"${weight}${from} fill="${fill}"${around}>${escaped(content)}</text>`;
}

/** A length, to a tenth of a pixel. */
export function short(value: number): string {
  return String(Math.round(value * 10) / 10);
}

export function escaped(content: string): string {
  return content
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
