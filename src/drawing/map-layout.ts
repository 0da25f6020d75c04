/** Lays out a map: where on the page each place is, how large its disc, and which names have room. */
import type { MapPicture, MapPlace } from "./map-picture.ts";
import { textWidth } from "./text-width.ts";

export interface Frame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedDisc {
  readonly place: MapPlace;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

export interface PlacedLabel {
  /** Start of the first base line. */
  readonly x: number;
  readonly y: number;
  readonly lines: readonly string[];
}

export interface MapLayout {
  readonly frame: Frame;
  /** In the order of the picture's places. */
  readonly discs: readonly PlacedDisc[];
  readonly labels: readonly PlacedLabel[];
  /** Metres for a pixel; null when the picture has no positions, and the discs stand on a circle. */
  readonly metresPerPixel: number | null;
  /** Radius [px] of a disc of this capacity. */
  radius(capacity: number): number;
}

/** Least room between the outermost discs and the frame [px]; above and below a circle. */
const padding = 44;
const circlePadding = 64;
export const labelSize = 12;
const labelLineHeight = 14;
/** All places get their names when there are no more than this; otherwise those hotter than all but a few. */
const mostNames = 30;
const hottestNames = 5;
/** A second line with capacity and part of the tasks, when there are no more places than this. */
const mostDetails = 12;

/** @param frame where it may lie: its width and its least and greatest height [px] */
export function layOutMap(
  picture: MapPicture,
  frame: { x: number; y: number; width: number; leastHeight: number; mostHeight: number },
): MapLayout {
  const { places } = picture;
  const positions = places.map((place) => place.position);
  const known = positions.every((position) => position !== undefined);
  const points = known ? positions : onCircle(places.length);
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const [left, right, bottom, top] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const span = { width: Math.max(right - left, 1e-9), height: Math.max(top - bottom, 1e-9) };
  const room = { width: frame.width - 2 * padding, height: frame.mostHeight - 2 * padding };
  const scale = Math.min(
    known ? room.width / span.width : Number.POSITIVE_INFINITY,
    (known ? room.height : frame.leastHeight - 2 * circlePadding) / span.height,
  );
  const height = Math.max(frame.leastHeight, Math.ceil(span.height * scale + 2 * padding));
  const area = (frame.width - 2 * padding) * (height - 2 * padding);
  const usual = Math.min(20, Math.max(2.4, 0.115 * Math.sqrt(area / places.length)));
  const meanCapacity = places.reduce((sum, place) => sum + place.capacity, 0) / places.length;
  const radius = (capacity: number) => usual * Math.sqrt(capacity / meanCapacity);
  const centre = { x: frame.x + frame.width / 2, y: frame.y + height / 2 };
  const discs = places.map((place, index) => ({
    place,
    x: centre.x + (xs[index]! - (left + right) / 2) * scale,
    y: centre.y - (ys[index]! - (bottom + top) / 2) * scale,
    radius: radius(place.capacity),
  }));
  const box = { x: frame.x, y: frame.y, width: frame.width, height };
  return {
    frame: box,
    discs,
    labels: labelsOf(picture, discs, box),
    metresPerPixel: known && Number.isFinite(scale) ? 1 / scale : null,
    radius,
  };
}

/** The first at the top, then clockwise. */
function onCircle(count: number): [number, number][] {
  if (count === 1) return [[0, 0]];
  return Array.from({ length: count }, (_, place) => {
    const angle = (2 * Math.PI * place) / count;
    return [Math.sin(angle), Math.cos(angle)];
  });
}

function labelsOf(picture: MapPicture, discs: readonly PlacedDisc[], frame: Frame): PlacedLabel[] {
  const { places } = picture;
  const hottestFirst = [...discs].sort((p, q) => q.place.heat - p.place.heat);
  const unnamed = places.length <= mostNames ? undefined : hottestFirst[hottestNames];
  const named = hottestFirst.filter(({ place }) => unnamed === undefined || place.heat > unnamed.place.heat);
  const taken: Frame[] = discs.map(({ x, y, radius }) => ({
    x: x - radius - 3,
    y: y - radius - 3,
    width: 2 * radius + 6,
    height: 2 * radius + 6,
  }));
  const labels: PlacedLabel[] = [];
  for (const disc of named) {
    const lines = [disc.place.name];
    if (places.length <= mostDetails) {
      const part = `${Number(((disc.place.heat / places.length) * 100).toPrecision(3))} % of the jobs`;
      lines.push(`${picture.capacityText(disc.place.capacity)}, ${part}`);
    }
    const width = Math.max(...lines.map((line) => textWidth(line, labelSize, false)));
    const height = lines.length * labelLineHeight;
    const gap = disc.radius + 5;
    const sides = [
      { x: disc.x + gap, y: disc.y - height / 2 },
      { x: disc.x - gap - width, y: disc.y - height / 2 },
    ];
    if (disc.x < frame.x + frame.width / 2) sides.reverse(); // outwards, where there are fewer links
    const box = [
      ...sides,
      { x: disc.x - width / 2, y: disc.y - gap - height },
      { x: disc.x - width / 2, y: disc.y + gap },
    ]
      .map((corner) => ({ ...corner, width, height }))
      .find((candidate) => isInside(candidate, frame) && !taken.some((other) => overlap(candidate, other)));
    if (box === undefined) continue; // no room: its disc stays without a name
    taken.push(box);
    labels.push({ x: box.x, y: box.y + labelLineHeight - 3.5, lines });
  }
  return labels;
}

function overlap(p: Frame, q: Frame): boolean {
  return p.x < q.x + q.width && q.x < p.x + p.width && p.y < q.y + q.height && q.y < p.y + p.height;
}

function isInside(inner: Frame, outer: Frame): boolean {
  const margin = 6;
  return (
    inner.x > outer.x + margin &&
    inner.y > outer.y + margin &&
    inner.x + inner.width < outer.x + outer.width - margin &&
    inner.y + inner.height < outer.y + outer.height - margin
  );
}
