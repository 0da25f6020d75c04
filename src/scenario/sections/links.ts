/** Section `links` of a scenario. */
import { z } from "zod";
import { type Servers, serverIndex, serverNames } from "./servers.ts";
import { notNegative, positive, type Report } from "./values.ts";

export const linkFields = {
  bandwidth: positive.describe("Bandwidth B [bit/s]."),
  propagationDelay: notNegative.describe("Propagation delay δ [s]."),
  transmitPower: notNegative.describe("Transmit power P [W] while a transfer runs."),
};

const endpoint = z.union([z.int().nonnegative(), z.string().min(1)]);

const link = z
  .strictObject({
    from: endpoint.describe("Sending server: its place in the list (from 0) or its name."),
    to: endpoint.describe("Receiving server: its place in the list (from 0) or its name."),
    bandwidth: linkFields.bandwidth.optional(),
    propagationDelay: linkFields.propagationDelay.optional(),
    transmitPower: linkFields.transmitPower.optional(),
  })
  .describe(
    "A directed link; fields left out are those of `links`. Replaces the mesh's link, if there is one.",
  );

export const links = z
  .strictObject({
    mesh: z
      .enum(["full", "none"])
      .default("full")
      .describe("full: a directed link between any two servers. none: only the links in `list`."),
    bandwidth: linkFields.bandwidth.default(100e6),
    propagationDelay: linkFields.propagationDelay.default(0.005),
    transmitPower: linkFields.transmitPower.default(0.5),
    list: z.array(link).default([]).describe("Links that the mesh lacks, or that differ from it."),
  })
  .describe("The links between servers. A server's neighbours are those it has a link to.");

export type Links = z.output<typeof links>;

/** Links join two different servers that exist, and each pair once. */
export function checkLinks(
  scenario: { readonly servers: Servers; readonly links: Links },
  report: Report,
): void {
  const seen = new Set<string>();
  for (const [index, one] of scenario.links.list.entries()) {
    const from = serverIndex(scenario, one.from);
    const to = serverIndex(scenario, one.to);
    for (const [end, server] of [
      ["from", from],
      ["to", to],
    ] as const) {
      if (server < 0) {
        const known = `there are ${scenario.servers.length} servers: ${serverNames(scenario).join(", ")}`;
        report(["links", "list", index, end], `is ${JSON.stringify(one[end])}, which is no server; ${known}`);
      }
    }
    if (from < 0 || to < 0) continue;
    if (from === to) {
      const found = JSON.stringify(one.to);
      report(["links", "list", index, "to"], `is ${found}, where the link starts; a link needs two servers`);
    }
    if (seen.has(`${from}-${to}`)) {
      report(["links", "list", index], "is named twice; a pair of servers has one link each way");
    }
    seen.add(`${from}-${to}`);
  }
}
