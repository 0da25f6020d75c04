/** The font of all pictures and pages, from the package that ships it. Nothing is fetched, no system font is needed. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { woffToSfnt } from "./woff-to-sfnt.ts";

/** The bundled font first; a picture that does not carry it falls back on what the viewer has. */
export const fontStack = "'Source Sans 3', 'Source Sans Pro', 'Segoe UI', Helvetica, Arial, sans-serif";

export const fontWeights = [400, 700] as const;

async function fontFile(weight: number, extension: "woff" | "woff2"): Promise<Buffer> {
  const require = createRequire(import.meta.url);
  return readFile(
    require.resolve(`@fontsource/source-sans-3/files/source-sans-3-latin-${weight}-normal.${extension}`),
  );
}

/** TrueType files for the PNG renderer, which reads no web fonts. */
export async function trueTypeFonts(): Promise<Uint8Array[]> {
  return Promise.all(fontWeights.map(async (weight) => woffToSfnt(await fontFile(weight, "woff"))));
}

/** `@font-face` rules with the fonts inside. */
export async function embeddedFontFaces(): Promise<string> {
  const faces = fontWeights.map(async (weight) => {
    const data = (await fontFile(weight, "woff2")).toString("base64");
    return `@font-face{font-family:"Source Sans 3";font-weight:${weight};src:url(data:font/woff2;base64,${data}) format("woff2")}`;
  });
  return (await Promise.all(faces)).join("\n");
}
