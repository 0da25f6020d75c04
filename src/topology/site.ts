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

/** A place on Earth [°]. */
export type Coordinates = Pick<Site, "latitude" | "longitude">;

/** Where the plane of a list of sites touches the Earth: their mean latitude and longitude. */
export function meanCoordinates(sites: readonly Coordinates[]): Coordinates {
  const mean = (of: (site: Coordinates) => number) =>
    sites.reduce((sum, site) => sum + of(site), 0) / sites.length;
  return { latitude: mean((site) => site.latitude), longitude: mean((site) => site.longitude) };
}

/**
 * Positions on the plane that touches the Earth at `origin` (local equirectangular projection), to a decimetre. Distances
 * within a city are right to a few parts in 10,000. Places on both sides of the 180th meridian are taken as far apart.
 */
export function planeAt(origin: Coordinates): (place: Coordinates) => Position {
  const metresPerDegree = (Math.PI / 180) * earthRadiusMetres;
  const eastward = metresPerDegree * Math.cos((origin.latitude * Math.PI) / 180);
  return ({ latitude, longitude }) => [
    toDecimetre((longitude - origin.longitude) * eastward),
    toDecimetre((latitude - origin.latitude) * metresPerDegree),
  ];
}

/** The sites on the plane that touches the Earth at their mean. */
export function planePositions(sites: readonly Site[]): Position[] {
  return sites.map(planeAt(meanCoordinates(sites)));
}

/** Positions hold no more digits than mean something, and are the same on every machine. */
export function toDecimetre(metres: number): number {
  return Math.round(metres * 10) / 10 + 0; // no −0
}

export function distanceMetres(p: Position, q: Position): number {
  return Math.sqrt((p[0] - q[0]) ** 2 + (p[1] - q[1]) ** 2);
}
