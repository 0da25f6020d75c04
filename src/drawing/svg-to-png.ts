/** PNG from SVG, with the bundled font: the text is there on a machine without any font. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { trueTypeFonts } from "./fonts.ts";

/** Pixels of a PNG for each pixel of its SVG, unless told otherwise. */
const usualScale = 2;

/** Characters that the bundled Latin font may lack (a policy named in another script). */
const beyondLatin = /[^\s -\u00ff\u2000-\u206f\u2212]/;

/**
 * Loads the renderer on the first call.
 * @param scale pixels of the PNG for each pixel of the SVG
 * @returns one PNG for each SVG, on its own background
 */
export async function svgsToPngs(svgs: readonly string[], scale = usualScale): Promise<Uint8Array[]> {
  const { renderAsync } = await import("@resvg/resvg-js");
  // This version of the renderer takes fonts by path only.
  const folder = await mkdtemp(join(tmpdir(), "edgeflock-fonts-"));
  try {
    const fontFiles = (await trueTypeFonts()).map((font, i) => ({ path: join(folder, `${i}.ttf`), font }));
    for (const { path, font } of fontFiles) await writeFile(path, font);
    const pngs: Uint8Array[] = [];
    for (const svg of svgs) {
      const image = await renderAsync(svg, {
        fitTo: { mode: "zoom", value: scale },
        font: {
          fontFiles: fontFiles.map(({ path }) => path),
          loadSystemFonts: beyondLatin.test(svg),
          defaultFontFamily: "Source Sans 3",
          sansSerifFamily: "Source Sans 3",
        },
      });
      pngs.push(image.asPng());
    }
    return pngs;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
