/** A place where a server can stand, and the plane that distances are measured in. */

export interface Site {
  /** Name or number in its list; distinct within it. */
  readonly name: string;
  /** Latitude [°], north positive, −90 to 90. */
  readonly latitude: number;
  /** Longitude [°], east positive, −180 to 180. */
  readonly longitude: number;
}

/** A place on the plane [m]: x to the east, y to the north. */
export type Position = readonly [x: number, y: number];

/** Mean radius of the Earth [m] (IUGG). */
const earthRadiusMetres = 6_371_008.8;

/**
 * The sites on a plane that touches the Earth at their mean latitude and longitude (local equirectangular projection),
 * to a decimetre. Distances within a city are right to a few parts in 10,000. Sites on both sides of the 180th meridian
 * are taken as far apart.
 */
export function planePositions(sites: readonly Site[]): Position[] {
  const mean = (of: (site: Site) => number) => sites.reduce((sum, site) => sum + of(site), 0) / sites.length;
  const latitude = mean((site) => site.latitude);
  const longitude = mean((site) => site.longitude);
  const metresPerDegree = (Math.PI / 180) * earthRadiusMetres;
  const eastward = metresPerDegree * Math.cos((latitude * Math.PI) / 180);
  return sites.map((site) => [
    toDecimetre((site.longitude - longitude) * eastward),
    toDecimetre((site.latitude - latitude) * metresPerDegree),
  ]);
}

/** Positions hold no more digits than mean something, and are the same on every machine. */
export function toDecimetre(metres: number): number {
  return Math.round(metres * 10) / 10 + 0; // no −0
}

export function distanceMetres(p: Position, q: Position): number {
  return Math.sqrt((p[0] - q[0]) ** 2 + (p[1] - q[1]) ** 2);
}
