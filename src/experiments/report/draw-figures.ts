/** Draws figures, and makes the files of each: picture as SVG and PNG, and its data. */
import { svgsToPngs } from "../../drawing/svg-to-png.ts";
import { toCsv } from "./csv.ts";
import type { Figure } from "./figure.ts";
import { renderFigure } from "./render-figure.ts";

/** A figure with its rendered image. */
export interface DrawnFigure {
  readonly figure: Figure;
  readonly svg: string;
}

/** A file's name and content. */
export type FileContent = readonly [string, string | Uint8Array];

export async function drawFigures(
  figures: readonly Figure[],
): Promise<{ readonly drawn: readonly DrawnFigure[]; readonly files: readonly FileContent[] }> {
  const drawn: DrawnFigure[] = [];
  // One after the other: Vega numbers its definitions by a counter that figures would share.
  for (const figure of figures) drawn.push({ figure, svg: await renderFigure(figure) });
  const pngs = await svgsToPngs(drawn.map(({ svg }) => svg));
  const files = drawn.flatMap(({ figure, svg }, i): FileContent[] => [
    [`figures/${figure.name}.svg`, `${svg}\n`],
    [`figures/${figure.name}.png`, pngs[i]!],
    [`figures/${figure.name}.csv`, toCsv(figure.columns, figure.rows)],
  ]);
  return { drawn, files };
}
