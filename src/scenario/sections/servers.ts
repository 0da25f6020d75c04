/** Section `servers` of a scenario. */
import { z } from "zod";
import { notNegative, positive, type Report } from "./values.ts";

/** What servers of a list and servers of a topology have in common. */
export const serverFields = {
  energyCoefficient: notNegative
    .default(1e-28)
    .describe("Energy coefficient ε [J·s²/cycle³]: a computation at f cycles/s uses ε·f² J a cycle."),
  idlePower: notNegative.default(20).describe("Idle power [W]; reported beside the objective, not in it."),
  queueLimit: z
    .int()
    .nonnegative()
    .optional()
    .describe(
      "Compute requests that may wait; one more is rejected and drops its task. No limit when absent.",
    ),
};

const server = z
  .strictObject({
    name: z
      .string()
      .min(1)
      .optional()
      .describe('Name in results; "mec-0", "mec-1", ... in the order of the list when absent.'),
    capacity: positive.describe("Compute capacity F [cycles/s]."),
    ...serverFields,
    position: z
      .tuple([z.number(), z.number()])
      .optional()
      .describe("Where it stands on a plane [m]: x to the east, y to the north."),
  })
  .describe("An MEC server at a base station.");

export type Servers = z.output<typeof servers>;

export const servers = z.array(server).min(1).describe("The servers, numbered from 0.");

interface WithServers {
  readonly servers: Servers;
}

/** Names of the servers, the default ones filled in. */
export function serverNames(scenario: WithServers): string[] {
  return scenario.servers.map((one, index) => one.name ?? `mec-${index}`);
}

/** Number of the server a link's end means, or −1. */
export function serverIndex(scenario: WithServers, end: number | string): number {
  if (typeof end === "string") return serverNames(scenario).indexOf(end);
  return end < scenario.servers.length ? end : -1;
}

/** Every server needs a name of its own. */
export function checkNames(scenario: WithServers, report: Report): void {
  const known = new Map<string, number>();
  for (const [index, name] of serverNames(scenario).entries()) {
    const first = known.get(name);
    if (first === undefined) known.set(name, index);
    else report(["servers", index, "name"], `is the name of server ${first} too; every server needs its own`);
  }
}
