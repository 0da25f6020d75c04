/** Links on a map: a line where there is one each way, a wedge that thins out towards its end where there is not. */
import { short } from "./svg-parts.ts";

interface Point {
  readonly x: number;
  readonly y: number;
}

const colour = "#93a1b3";
const lineWidth = 0.9;

export function linkLine(from: Point, to: Point): string {
  return `<path d="M${short(from.x)} ${short(from.y)}L${short(to.x)} ${short(to.y)}" stroke="${colour}" stroke-width="${lineWidth}" fill="none"/>`;
}

/** @param width at its beginning [px] */
export function linkWedge(from: Point, to: Point, width: number): string {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const across = {
    x: (-(to.y - from.y) / length) * (width / 2),
    y: ((to.x - from.x) / length) * (width / 2),
  };
  const fine = (value: number) => String(Math.round(value * 100) / 100);
  return `<path d="M${fine(from.x + across.x)} ${fine(from.y + across.y)}L${fine(to.x)} ${fine(to.y)}L${fine(from.x - across.x)} ${fine(from.y - across.y)}z" fill="${colour}"/>`;
}
