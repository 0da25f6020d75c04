/** A scenario as a map: servers where they stand, sized by capacity, coloured by how many jobs have their home there. */
import type { MapPicture } from "../drawing/map-picture.ts";
import { networkOf } from "./build.ts";
import type { Scenario } from "./schema.ts";
import { serverNames } from "./sections/servers.ts";

export function mapPictureOf(scenario: Scenario): MapPicture {
  const network = networkOf(scenario);
  const names = serverNames(scenario);
  const { users } = scenario;
  // Where users go is known only once they move: all alike until then.
  const homeWeights = scenario.workload.homeWeights ?? names.map(() => 1);
  const total = homeWeights.reduce((sum, weight) => sum + weight, 0);
  const capacity = scenario.servers.reduce((sum, server) => sum + server.capacity, 0);
  const count = (number: number, one: string) =>
    `${number.toLocaleString("en-US")} ${one}${number === 1 ? "" : "s"}`;
  return {
    title: scenario.name,
    subtitle: scenario.description,
    places: scenario.servers.map(({ position, ...server }, index) => ({
      name: names[index]!,
      ...(position === undefined ? {} : { position }),
      capacity: server.capacity,
      heat: (homeWeights[index]! / total) * names.length,
    })),
    links: Array.from(network.linkFrom, (from, link) => [from, network.linkTo[link]!] as const),
    facts: [
      count(names.length, "server"),
      count(network.linkCount, "directed link"),
      `${capacityText(capacity)} in all`,
      ...(users === undefined ? [] : [`users: ${users.count ?? "recorded"}, ${users.mobility.kind}`]),
    ],
    capacityText,
  };
}

function capacityText(cyclesPerSecond: number): string {
  return `${Number((cyclesPerSecond / 1e9).toPrecision(4)).toLocaleString("en-US")} Gcycle/s`;
}
