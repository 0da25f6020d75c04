/** From a chart definition to an SVG string, by Vega without a screen. */

import { textWidth } from "../../drawing/text-width.ts";
import type { Figure } from "./figure.ts";
import { themeConfig } from "./theme.ts";

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** Makes ids unique in a page that holds several figures, and gives the image its name and description. */
function finish(svg: string, figure: Figure): string {
  const unique = svg
    .replaceAll(/\bid="([^"]+)"/g, `id="${figure.name}-$1"`)
    .replaceAll(/url\(#([^)]+)\)/g, `url(#${figure.name}-$1)`);
  const titleId = `${figure.name}-title`;
  const descriptionId = `${figure.name}-description`;
  return unique.replace(
    /^<svg ([^>]*)>/,
    (_, attributes: string) =>
      `<svg ${attributes} role="img" aria-labelledby="${titleId} ${descriptionId}">` +
      `<title id="${titleId}">${escapeText(figure.title)}</title>` +
      `<desc id="${descriptionId}">${escapeText(figure.alt)}</desc>`,
  );
}

/** Vega's text measure, which its type declarations leave out. */
interface TextMetrics {
  width: (item: { fontSize?: number; fontWeight?: number | string }, text: unknown) => number;
}

/** Loads Vega on the first call. The result depends on the figure alone: same rows, same bytes. */
export async function renderFigure(figure: Figure): Promise<string> {
  const [vega, vegaLite] = await Promise.all([import("vega"), import("vega-lite")]);
  // Vega would guess widths, or measure with whatever fonts a canvas finds; either way labels would sit wrong elsewhere.
  const { textMetrics } = vega as unknown as { textMetrics: TextMetrics };
  textMetrics.width = (item, text) => {
    const weight = item.fontWeight;
    return textWidth(String(text ?? ""), item.fontSize ?? 11, weight === "bold" || Number(weight) >= 600);
  };
  vega.resetSVGDefIds();
  const compiled = vegaLite.compile({ ...figure.spec, config: themeConfig } as typeof figure.spec, {
    logger: vega.logger(vega.Error),
  });
  const view = new vega.View(vega.parse(compiled.spec), { renderer: "none", logLevel: vega.Error });
  try {
    return finish(await view.toSVG(), figure);
  } finally {
    view.finalize();
  }
}
