/** Makes the scenario that is run from the one a file states: every server, link and home weight is then listed. */
import { EdgeflockError } from "../core/errors.ts";
import { Rng } from "../core/rng.ts";
import { generateSites } from "../topology/generate-sites.ts";
import { nearestNeighbours } from "../topology/nearest-neighbours.ts";
import {
  distanceMetres,
  meanCoordinates,
  type Position,
  planePositions,
  type Site,
} from "../topology/site.ts";
import { zipfShares } from "../topology/zipf-shares.ts";
import type { Scenario, ScenarioFile } from "./schema.ts";
import { type Links, links } from "./sections/links.ts";
import type { Servers } from "./sections/servers.ts";
import type { Topology } from "./sections/topology.ts";

/** Mean gap between two bursts in the reference scenarios [s]. */
const usualBurstGapSeconds = 1.17;

/**
 * @param sites the list that a topology of the kind "sites" takes its servers from; unused by all others
 * @throws EdgeflockError("usage") when such a list is needed and missing, ("scenario") when it has too few sites
 */
export function explicitScenario(file: ScenarioFile, sites?: readonly Site[]): Scenario {
  const { name, description, servers, links: listed, topology, workload, ...rest } = file;
  const city =
    topology === undefined
      ? { servers: servers ?? [], links: listed ?? links.parse({}) }
      : cityOf(topology, placesOf(name, topology, sites));
  const explicit = {
    name,
    description,
    ...city,
    ...rest,
    workload: explicitWorkload(workload, city.servers.length),
  };
  if (rest.users?.mobility.kind !== "trace" || topology?.kind !== "sites" || sites === undefined)
    return explicit;
  // Ways in degrees are brought onto the plane of the sites.
  const origin = meanCoordinates(inArea(sites, topology.area));
  return { ...explicit, users: { ...rest.users, mobility: { origin, ...rest.users.mobility } } };
}

/** Whether a list of sites has to be named for this scenario. */
export function needsSites(file: ScenarioFile): boolean {
  return file.topology?.kind === "sites";
}

interface Place {
  readonly name?: string;
  readonly position: Position;
}

function placesOf(scenario: string, topology: Topology, sites: readonly Site[] | undefined): Place[] {
  const { kind, count, neighbours } = topology;
  let places: Place[];
  if (kind === "generated") {
    places = generateSites(count, topology.density, topology.seed).map((position) => ({ position }));
  } else {
    if (sites === undefined) {
      throw new EdgeflockError(
        "usage",
        `${scenario} takes its servers from a list of sites, and no --sites was given`,
        "Name a CSV file with --sites. The city scenarios are made for site-optus-melbCBD.csv (125 base stations in Melbourne), in the " +
          "folder edge-servers of github.com/swinedge/eua-dataset. The scenario city-1000 makes up its sites, and quickstart has three servers.",
      );
    }
    const within = inArea(sites, topology.area);
    if (within.length === 0 || (count !== undefined && count > within.length)) {
      const where = topology.area === undefined ? "" : ` within topology.area, of ${sites.length} in all`;
      throw new EdgeflockError(
        "scenario",
        `${scenario}: topology.count is ${count ?? "absent"}, and the list of sites has ${within.length}${where}`,
        "Lower topology.count, or name a longer list with --sites.",
      );
    }
    // All of the list has its place before some are taken, so that a site stands at the same place in every selection.
    places = planePositions(within)
      .map((position, index) => ({ name: `site-${within[index]!.name}`, position }))
      .slice(0, count);
  }
  if (neighbours >= places.length) {
    throw new EdgeflockError(
      "scenario",
      `${scenario}: topology.neighbours is ${neighbours}; with ${places.length} servers it must be below ${places.length}`,
      "Lower topology.neighbours, or take more sites.",
    );
  }
  return places;
}

function inArea(sites: readonly Site[], area: (Topology & { kind: "sites" })["area"]): readonly Site[] {
  if (area === undefined) return sites;
  const within = (value: number, [least, most]: readonly [number, number]) => value >= least && value <= most;
  return sites.filter(
    (site) => within(site.latitude, area.latitude) && within(site.longitude, area.longitude),
  );
}

function cityOf(topology: Topology, places: readonly Place[]): { servers: Servers; links: Links } {
  const { capacities, energyCoefficient, idlePower, queueLimit, bandwidth, transmitPower, delay } = topology;
  const rng = Rng.stream(topology.seed, "topology/capacities");
  const servers = places.map(({ name, position: [x, y] }): Servers[number] => ({
    ...(name === undefined ? {} : { name }),
    capacity: capacities[rng.integer(capacities.length)]!,
    energyCoefficient,
    idlePower,
    ...(queueLimit === undefined ? {} : { queueLimit }),
    position: [x, y],
  }));
  const heads = nearestNeighbours(
    places.map(({ position }) => position),
    topology.neighbours,
  );
  if (topology.mutual) addLinksBack(heads);
  const list = heads.flatMap((neighbours, from) =>
    neighbours.map((to) => {
      const metres = distanceMetres(places[from]!.position, places[to]!.position);
      return { from, to, propagationDelay: delay.base + metres / delay.speed };
    }),
  );
  return {
    servers,
    links: { mesh: "none", bandwidth, propagationDelay: delay.base, transmitPower, list },
  };
}

function addLinksBack(heads: number[][]): void {
  const forward = heads.map((neighbours) => new Set(neighbours));
  for (const [from, neighbours] of forward.entries()) {
    for (const to of neighbours) if (!forward[to]!.has(from)) heads[to]!.push(from);
  }
}

function explicitWorkload(workload: ScenarioFile["workload"], servers: number): Scenario["workload"] {
  const { homes, homeWeights, ...rest } = workload;
  const shares =
    homes === undefined ? homeWeights : zipfShares(servers, homes.zipf, homes.ranks ?? servers, homes.seed);
  const weights = shares === undefined ? {} : { homeWeights: shares };
  if (rest.kind !== "synthetic-google") return { ...rest, ...weights };
  const { burstGapSeconds, burstGapSecondsPerServer, ...synthetic } = rest;
  const gap =
    burstGapSecondsPerServer === undefined
      ? (burstGapSeconds ?? usualBurstGapSeconds)
      : burstGapSecondsPerServer / servers;
  return { ...synthetic, burstGapSeconds: gap, ...weights };
}
