/** Section `faults` of a scenario. */
import { z } from "zod";
import type { Links } from "./links.ts";
import { type Servers, serverIndex, serverNames } from "./servers.ts";
import { notNegative, positive, type Report } from "./values.ts";

/** Each failure and repair is simulated: far shorter times would never come to an end. */
const meanTime = z.number().min(0.001);
const rates = z.strictObject({
  mtbf: meanTime.describe("Mean time to failure, exponential, counted from the last repair [s]."),
  mttr: meanTime.describe("Mean time to repair, exponential [s]."),
});
const end = z.union([z.int().nonnegative(), z.string().min(1)]);

const outage = z
  .strictObject({
    server: end.optional().describe("The server that is down: its place in the list (from 0) or its name."),
    link: z
      .tuple([end, end])
      .optional()
      .describe("The directed link that is down: its sending and its receiving server."),
    from: notNegative.describe("When it goes down [s], in the time of the arrivals."),
    to: positive.optional().describe("When it comes back [s]; never when absent."),
  })
  .describe("A fault that is known beforehand, of a server's compute or of a link.");

export const faults = z
  .strictObject({
    outages: z.array(outage).default([]).describe("Faults by schedule."),
    servers: rates.optional().describe("Faults drawn for the compute of every server. None when absent."),
    links: rates.optional().describe("Faults drawn for every link. None when absent."),
    detection: notNegative
      .max(1e6)
      .default(0.1)
      .describe("Time after which a home server notices that a part of a task was lost [s]."),
    recovery: z
      .enum(["home", "same", "next", "none"])
      .default("home")
      .describe(
        "Where a lost part starts again: at its home server, where it was lost, at the next neighbour whose link is up, or nowhere (its task is dropped).",
      ),
    maxRestarts: z
      .int()
      .nonnegative()
      .max(1000)
      .default(3)
      .describe("How often a part is started again at most."),
  })
  .describe("Servers and links that go down and come back. Every policy meets the same faults.");

/** Outages name one thing that exists, and end after they begin. */
export function checkFaults(
  scenario: {
    readonly servers: Servers;
    readonly links: Links | undefined;
    readonly faults?: z.output<typeof faults> | undefined;
  },
  report: Report,
): void {
  for (const [index, one] of scenario.faults?.outages.entries() ?? []) {
    const path = ["faults", "outages", index];
    if ((one.server === undefined) === (one.link === undefined)) {
      report(path, "must name either a server or a link");
    }
    const ends = one.link ?? (one.server === undefined ? [] : [one.server]);
    const known = ends.map((name) => serverIndex(scenario, name));
    for (const [k, name] of ends.entries()) {
      if (known[k]! >= 0) continue;
      const all = `there are ${scenario.servers.length} servers: ${serverNames(scenario).slice(0, 30).join(", ")}`;
      report(
        [...path, one.link === undefined ? "server" : "link"],
        `names ${JSON.stringify(name)}, which is no server; ${all}`,
      );
    }
    if (one.link !== undefined && known.every((server) => server >= 0) && !hasLink(scenario, known)) {
      report([...path, "link"], `is ${JSON.stringify(one.link)}, but there is no such link`);
    }
    if (one.to !== undefined && one.to <= one.from) {
      report([...path, "to"], `must be after from, which is ${one.from} s`);
    }
  }
}

function hasLink(
  scenario: { readonly servers: Servers; readonly links: Links | undefined },
  [from, to]: readonly number[],
): boolean {
  if (from === to) return false;
  return (
    scenario.links === undefined ||
    scenario.links.mesh === "full" ||
    scenario.links.list.some(
      (link) => serverIndex(scenario, link.from) === from && serverIndex(scenario, link.to) === to,
    )
  );
}
