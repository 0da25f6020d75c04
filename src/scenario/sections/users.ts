/** Section `users` of a scenario. */
import { z } from "zod";
import type { Servers } from "./servers.ts";
import { notNegative, positive, type Report } from "./values.ts";

const range = (what: string) => z.tuple([z.number(), z.number()]).describe(`Least and greatest ${what} [m].`);

const drawnFields = {
  area: z
    .strictObject({ x: range("x"), y: range("y") })
    .optional()
    .describe("The rectangle that users keep to; that around all servers, with a margin, when absent."),
  margin: notNegative.default(100).describe("Margin around the servers [m], when there is no area."),
  seed: z.int().default(1).describe("Seed of the users' places and ways; the same in every draw of homes."),
};

const randomWaypoint = z
  .strictObject({
    kind: z
      .literal("random-waypoint")
      .describe("Straight to a point drawn from the area, a pause, and on to the next."),
    speed: z
      .tuple([positive, positive])
      .describe("Least and greatest speed [m/s]; drawn for each way. The least is above 0."),
    pause: z
      .tuple([notNegative, notNegative])
      .default([0, 0])
      .describe("Least and greatest pause [s]; drawn at each point."),
    ...drawnFields,
  })
  .describe("Users who move at random.");

const fixed = z
  .strictObject({
    kind: z.literal("fixed").describe("Each user stays at a place drawn from the area."),
    ...drawnFields,
  })
  .describe("Users who do not move.");

const trace = z
  .strictObject({
    kind: z.literal("trace").describe("Recorded ways, read from --users."),
    origin: z
      .strictObject({
        latitude: z.number().min(-90).max(90).describe("Latitude [degrees]."),
        longitude: z.number().min(-180).max(180).describe("Longitude [degrees]."),
      })
      .optional()
      .describe("Where on Earth the servers' plane has its (0, 0), for ways in latitude and longitude."),
  })
  .describe(
    "Users on recorded ways: straight between two samples, at rest before the first and after the last.",
  );

export const users = z
  .strictObject({
    count: z
      .int()
      .positive()
      .max(1_000_000)
      .optional()
      .describe("Users; each job belongs to one of them. Those of the file for recorded ways."),
    mobility: z.discriminatedUnion("kind", [randomWaypoint, fixed, trace]).describe("How users move."),
    hysteresis: notNegative
      .default(0)
      .describe("A user stays with a server until another is nearer by more than this [m]."),
  })
  .describe("Users whose tasks go to the nearest server, in place of home weights; servers need positions.");

export type Users = z.output<typeof users>;

/** @param servers absent where a topology makes them; those have positions */
export function checkUsers({ count, mobility }: Users, servers: Servers | undefined, report: Report): void {
  const without = servers?.findIndex(({ position }) => position === undefined) ?? -1;
  if (without >= 0) {
    report(
      ["servers", without, "position"],
      "is missing; with `users` every server needs one, as [200, 350] metres",
    );
  }
  if (mobility.kind === "trace") {
    if (count !== undefined)
      report(["users", "count"], "is given beside recorded ways, which tell the users");
    return;
  }
  if (count === undefined) report(["users", "count"], "is missing; say how many users there are");
  const ascending = (path: string[], [least, greatest]: readonly [number, number]) => {
    if (least > greatest) {
      report(["users", "mobility", ...path], `goes from ${least} down to ${greatest}; give the least first`);
    }
  };
  if (mobility.kind === "random-waypoint") {
    ascending(["speed"], mobility.speed);
    ascending(["pause"], mobility.pause);
  }
  if (mobility.area === undefined) return;
  const { x, y } = mobility.area;
  ascending(["area", "x"], x);
  ascending(["area", "y"], y);
  if (x[0] === x[1] && y[0] === y[1]) report(["users", "mobility", "area"], "is a point; give it an extent");
}
