/** A map of servers and the links between them as one SVG file that needs nothing else: the font is inside. */
import { embeddedFontFaces, fontStack } from "./fonts.ts";
import { heatScale } from "./heat-scale.ts";
import { labelSize, layOutMap, type MapLayout, type PlacedDisc, type PlacedLabel } from "./map-layout.ts";
import { mapLegend } from "./map-legend.ts";
import { linkLine, linkWedge } from "./map-links.ts";
import type { MapPicture } from "./map-picture.ts";
import { escaped, inks, short, svgText } from "./svg-parts.ts";
import { wrapText } from "./wrap-text.ts";

const width = 1100;
const margin = 24;
const legendWidth = 200;
const columnGap = 26;
const subtitleLineHeight = 17;

/** The same picture gives the same bytes. */
export async function mapSvg(picture: MapPicture): Promise<string> {
  const subtitle = wrapText(picture.subtitle, 13, width - 2 * margin);
  const mapFrom = 54 + subtitle.length * subtitleLineHeight;
  const layout = layOutMap(picture, {
    x: margin,
    y: mapFrom,
    width: width - 2 * margin - legendWidth - columnGap,
    leastHeight: 440,
    mostHeight: 860,
  });
  const { frame, discs } = layout;
  const scale = heatScale(picture.places.map((place) => place.heat));
  const links = pairsOf(picture);
  const wedgeWidth = links.length > 1500 ? 1.5 : 2.2;
  const legend = mapLegend(frame.x + frame.width + columnGap, frame.y, {
    picture,
    scale,
    radius: layout.radius,
    bothWays: links.some(({ bothWays }) => bothWays),
    oneWay: links.some(({ bothWays }) => !bothWays),
    wedgeWidth,
  });
  const height = Math.ceil(Math.max(frame.y + frame.height, legend.bottom) + margin);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${fontStack}" role="img" aria-labelledby="title">`,
    `<title id="title">${escaped(`${picture.title}: ${picture.subtitle}`)}</title>`,
    `<style>${await embeddedFontFaces()}</style>`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    svgText(margin, 38, picture.title, { size: 22, bold: true }),
    ...subtitle.map((line, k) =>
      svgText(margin, 60 + k * subtitleLineHeight, line, { size: 13, fill: inks.quiet }),
    ),
    `<rect x="${frame.x}" y="${frame.y}" width="${frame.width}" height="${frame.height}" rx="8" fill="${inks.panel}" stroke="${inks.border}"/>`,
    `<g opacity="${links.length > 1500 ? 0.6 : 0.85}">`,
    ...links.map(({ from, to, bothWays }) =>
      bothWays ? linkLine(discs[from]!, discs[to]!) : linkWedge(discs[from]!, discs[to]!, wedgeWidth),
    ),
    "</g>",
    ...[...discs].sort((p, q) => p.place.heat - q.place.heat).map((disc) => drawDisc(disc, scale.colour)),
    ...layout.labels.flatMap(drawLabel),
    ...scaleBar(layout),
    ...legend.svg,
    "</svg>\n",
  ].join("\n");
}

/** Each linked pair once. */
function pairsOf({ links }: MapPicture): { from: number; to: number; bothWays: boolean }[] {
  const all = new Set(links.map(([from, to]) => `${from}-${to}`));
  return links.flatMap(([from, to]) => {
    const bothWays = all.has(`${to}-${from}`);
    return bothWays && to < from ? [] : [{ from, to, bothWays }];
  });
}

/** Hovering over it in a browser tells what it is. */
function drawDisc({ place, x, y, radius }: PlacedDisc, colour: (heat: number) => string): string {
  const heat = `${Number(place.heat.toPrecision(3))} times an even part of the jobs`;
  return `<circle cx="${short(x)}" cy="${short(y)}" r="${short(radius)}" fill="${colour(place.heat)}" stroke="#4a3b36" stroke-width="${radius > 6 ? 1 : 0.6}"><title>${escaped(`${place.name}: ${heat}`)}</title></circle>`;
}

function drawLabel({ x, y, lines }: PlacedLabel): string[] {
  return lines.map((line, k) =>
    svgText(x, y + 14 * k, line, {
      size: labelSize,
      fill: k === 0 ? inks.text : inks.quiet,
      halo: inks.panel,
    }),
  );
}

/** A round length of about a sixth of the map, in its lower left corner. */
function scaleBar({ frame, metresPerPixel }: MapLayout): string[] {
  const x = frame.x + 16;
  const y = frame.y + frame.height - 16;
  if (metresPerPixel === null) {
    const note = "On a circle: the scenario gives no positions.";
    return [svgText(x, y, note, { size: 11, fill: inks.quiet })];
  }
  const wanted = (metresPerPixel * frame.width) / 6;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const metres = [5, 2, 1].find((digit) => digit * power <= wanted)! * power;
  const end = x + metres / metresPerPixel;
  const text = metres >= 1000 ? `${metres / 1000} km` : `${metres} m`;
  return [
    `<path d="M${short(x)} ${short(y - 6)}v6H${short(end)}v-6" fill="none" stroke="${inks.text}" stroke-width="1.2"/>`,
    svgText((x + end) / 2, y - 5, text, { size: 12, anchor: "middle", halo: inks.panel }),
  ];
}
