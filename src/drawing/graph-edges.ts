/**
 * Routes the edges of a layered layout. Within the band of a layer an edge runs straight down, past whatever stands
 * there; it moves sideways only in the gaps between layers, where nothing stands.
 */

/** Where an edge runs straight down [px]. */
export interface Descent {
  readonly x: number;
  readonly top: number;
  readonly bottom: number;
}

/** A node as the layout has placed it, by its centre. */
export interface LayerBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Route {
  readonly from: LayerBox;
  readonly to: LayerBox;
  /** Where the layout lets it pass other layers, at heights of their centres among others. */
  readonly bends: readonly { readonly x: number; readonly y: number }[];
}

/** Between two edges at one side of a node [px]. */
const widestGap = 12;

/** The descents of each edge, in order; the first starts at the one node, the last ends at the other. */
export function routeEdges(boxes: readonly LayerBox[], routes: readonly Route[]): Descent[][] {
  const bands = new Map<number, { top: number; bottom: number }>();
  for (const { y, height } of boxes) {
    const key = Math.round(y);
    const { top, bottom } = bands.get(key) ?? { top: y, bottom: y };
    bands.set(key, { top: Math.min(top, y - height / 2), bottom: Math.max(bottom, y + height / 2) });
  }
  const bandAt = (y: number) => bands.get(Math.round(y));
  const leaving = ports(
    routes,
    ({ from }) => from,
    ({ to, bends }) => bends[0]?.x ?? to.x,
  );
  const arriving = ports(
    routes,
    ({ to }) => to,
    ({ from, bends }) => bends.at(-1)?.x ?? from.x,
  );
  return routes.map((route) => {
    const { from, to, bends } = route;
    const passed = bends.flatMap(({ x, y }): Descent[] => {
      const band = bandAt(y);
      const isBetween = y > from.y + 1 && y < to.y - 1;
      return band === undefined || !isBetween ? [] : [{ x, ...band }];
    });
    const [start, end] = [from.y + from.height / 2, to.y - to.height / 2];
    return [
      {
        x: leaving.get(route) ?? from.x,
        top: start,
        bottom: Math.max(start, bandAt(from.y)?.bottom ?? start),
      },
      ...passed,
      { x: arriving.get(route) ?? to.x, top: Math.min(end, bandAt(to.y)?.top ?? end), bottom: end },
    ];
  });
}

/** Places along one side of each node for the edges there, in the order of where they go. */
function ports(
  routes: readonly Route[],
  nodeOf: (route: Route) => LayerBox,
  headingOf: (route: Route) => number,
): Map<Route, number> {
  const sides = new Map<LayerBox, Route[]>();
  for (const route of routes) {
    const side = sides.get(nodeOf(route));
    if (side === undefined) sides.set(nodeOf(route), [route]);
    else side.push(route);
  }
  const places = new Map<Route, number>();
  for (const [{ x, width }, side] of sides) {
    const gap = Math.min(widestGap, (width - 12) / side.length);
    side.sort((p, q) => headingOf(p) - headingOf(q));
    for (const [k, route] of side.entries()) places.set(route, x + gap * (k - (side.length - 1) / 2));
  }
  return places;
}

/** As an SVG path: straight down, and in soft bends from one descent to the next. */
export function edgePath(descents: readonly Descent[]): string {
  const short = (value: number) => String(Math.round(value * 10) / 10);
  return descents
    .map(({ x, top, bottom }, k) => {
      const before = descents[k - 1];
      const half = before === undefined ? 0 : (before.bottom + top) / 2;
      const arrival =
        before === undefined
          ? `M${short(x)} ${short(top)}`
          : `C${short(before.x)} ${short(half)} ${short(x)} ${short(half)} ${short(x)} ${short(top)}`;
      return bottom - top > 0.05 ? `${arrival}V${short(bottom)}` : arrival;
    })
    .join("");
}
