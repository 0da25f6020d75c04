/** Section `topology` of a scenario: the servers and links of a whole city, in place of `servers` and `links`. */
import { z } from "zod";
import { linkFields } from "./links.ts";
import { serverFields } from "./servers.ts";
import { notNegative, positive } from "./values.ts";

const delay = z
  .strictObject({
    base: notNegative.default(0.001).describe("Delay of a link of no length [s]."),
    speed: positive.default(2e8).describe("Speed of the signal along the link [m/s]; light in fibre is 2e8."),
  })
  .describe("Propagation delay of a link: δ = base + distance/speed.");

const cityFields = {
  neighbours: z
    .int()
    .positive()
    .default(6)
    .describe("Each server has a link to so many servers: the nearest ones, of equally near ones the first."),
  mutual: z
    .boolean()
    .default(false)
    .describe("Also a link back wherever there is a link; some servers then have more neighbours."),
  capacities: z
    .array(positive)
    .min(1)
    .default([6e9, 8e9, 10e9])
    .describe("Compute capacities F [cycles/s]; each server has one of them, drawn by `seed`."),
  seed: z.int().default(1).describe("Seed of the drawn capacities, and of generated sites."),
  ...serverFields,
  bandwidth: linkFields.bandwidth.default(100e6),
  transmitPower: linkFields.transmitPower.default(0.5),
  delay: delay.prefault({}),
};

const range = (what: string, most: number) =>
  z
    .tuple([z.number().min(-most).max(most), z.number().min(-most).max(most)])
    .describe(`Least and greatest ${what} [degrees].`);

const siteList = z
  .strictObject({
    kind: z.literal("sites").describe("One server at each site of a list, read from --sites."),
    count: z
      .int()
      .positive()
      .optional()
      .describe("Sites taken, from the beginning of the list; all of them when absent."),
    area: z
      .strictObject({ latitude: range("latitude", 90), longitude: range("longitude", 180) })
      .optional()
      .describe("Sites of the list outside of it are passed over."),
    ...cityFields,
  })
  .describe("Servers at the sites of a list, such as base stations.");

const generatedSites = z
  .strictObject({
    kind: z
      .literal("generated")
      .describe("Made-up sites, which keep apart and stand in pairs as real ones do."),
    count: z.int().positive().max(100_000).describe("Sites."),
    density: positive
      .default(55)
      .describe("Sites for a square kilometre [1/km²]; 55 is the centre of Melbourne."),
    ...cityFields,
  })
  .describe("Servers of a made-up city of any size; needs no list.");

export const topology = z
  .discriminatedUnion("kind", [siteList, generatedSites])
  .describe("The servers and links of a whole city, in place of `servers` and `links`.");

export type Topology = z.output<typeof topology>;
