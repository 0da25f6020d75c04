/** The column beside a map that says what colours, sizes and lines mean. */
import type { HeatScale } from "./heat-scale.ts";
import { linkLine, linkWedge } from "./map-links.ts";
import type { MapPicture } from "./map-picture.ts";
import { inks, short, svgText } from "./svg-parts.ts";

const barWidth = 170;
const barHeight = 12;
const steps = 48;

interface LegendParts {
  readonly picture: MapPicture;
  readonly scale: HeatScale;
  radius(capacity: number): number;
  /** Whether links of the picture go both ways, and whether some go one way. */
  readonly bothWays: boolean;
  readonly oneWay: boolean;
  readonly wedgeWidth: number;
}

/** @returns its lines, and how far down it reaches [px] */
export function mapLegend(x: number, from: number, parts: LegendParts): { svg: string[]; bottom: number } {
  const svg: string[] = [];
  let y = from + 12;
  const heading = (text: string) => {
    svg.push(svgText(x, y, text, { size: 13, bold: true }));
    y += 22;
  };
  for (const fact of parts.picture.facts) {
    svg.push(svgText(x, y, fact, { size: 13 }));
    y += 18;
  }
  y += 16;
  heading("Jobs that have their home here");
  svg.push(...heatBar(x, y - 8, parts.scale));
  y += 66;
  heading("Compute capacity");
  for (const capacity of sizesOf(parts.picture)) {
    const radius = parts.radius(capacity);
    const half = Math.max(radius + 2, 9);
    y += half - 9;
    svg.push(
      `<circle cx="${short(x + 20)}" cy="${short(y - 4)}" r="${short(radius)}" fill="#ffffff" stroke="${inks.quiet}"/>`,
      svgText(x + 48, y, parts.picture.capacityText(capacity), { size: 12 }),
    );
    y += half + 9;
  }
  y += 14;
  if (parts.bothWays || parts.oneWay) heading("Links");
  if (parts.bothWays) {
    svg.push(
      linkLine({ x, y: y - 4 }, { x: x + 38, y: y - 4 }),
      svgText(x + 48, y, "each way", { size: 12 }),
    );
    y += 19;
  }
  if (parts.oneWay) {
    svg.push(
      linkWedge({ x, y: y - 4 }, { x: x + 38, y: y - 4 }, parts.wedgeWidth),
      svgText(x + 48, y, "one way, to the thin end", { size: 12 }),
    );
    y += 19;
  }
  return { svg, bottom: y };
}

function heatBar(x: number, y: number, scale: HeatScale): string[] {
  const { least, most } = scale;
  const cells = Array.from({ length: steps }, (_, step) => {
    const heat = least * (most / least) ** ((step + 0.5) / steps);
    const width = barWidth / steps + 0.4; // no gaps between the cells
    return `<rect x="${short(x + (step * barWidth) / steps)}" y="${short(y)}" width="${width}" height="${barHeight}" fill="${scale.colour(heat)}"/>`;
  });
  const ticks = ticksOf(scale).flatMap((heat) => {
    const at = x + scale.place(heat) * barWidth;
    return [
      `<path d="M${short(at)} ${y + barHeight}v4" stroke="${inks.quiet}"/>`,
      svgText(at, y + barHeight + 16, String(Number(heat.toPrecision(2))), {
        size: 11,
        fill: inks.quiet,
        anchor: "middle",
      }),
    ];
  });
  return [
    ...cells,
    ...ticks,
    svgText(x, y + barHeight + 31, "times an even part", { size: 11, fill: inks.quiet }),
  ];
}

/** The ends of the scale and round heats between them, with room between their numbers. */
function ticksOf({ least, most, place }: HeatScale): number[] {
  const chosen = [least, most];
  for (const heat of [1, 0.1, 10, 100, 2, 5, 20, 50, 0.5, 0.2, 0.05, 0.02, 0.01, 200, 500, 1000]) {
    const far = chosen.every((other) => Math.abs(place(other) - place(heat)) * barWidth > 24);
    if (heat > least && heat < most && far) chosen.push(heat);
  }
  return chosen;
}

/** The capacities there are, or the least, the greatest and what is between. */
function sizesOf({ places }: MapPicture): number[] {
  const sorted = [...new Set(places.map((place) => place.capacity))].sort((p, q) => p - q);
  if (sorted.length <= 4) return sorted;
  return [sorted[0]!, sorted[Math.floor(sorted.length / 2)]!, sorted.at(-1)!];
}
