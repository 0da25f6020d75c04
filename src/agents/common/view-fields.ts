/** Settings of what acting networks see, which every learning algorithm has. */
import { z } from "zod";

export const viewFields = {
  peerLoad: z
    .boolean()
    .default(true)
    .describe("Whether agents also see what their neighbours last reported of their load."),
  releaseTimes: z
    .boolean()
    .default(false)
    .describe(
      "Whether they hear reports, whatever `peerLoad` says, and see when capacity will be free: their own, that of their links, and what neighbours report.",
    ),
  actorHistory: z
    .int()
    .min(1)
    .max(64)
    .default(1)
    .describe(
      "Own decisions that acting networks look at, the present one included, through a GRU; 1: no recurrence.",
    ),
  recurrentWidth: z
    .int()
    .min(1)
    .max(1024)
    .default(32)
    .describe("Width of the GRU's state. Unused with `actorHistory: 1`."),
  neighbourSlots: z
    .int()
    .min(1)
    .max(64)
    .nullable()
    .default(null)
    .describe(
      "Neighbours that observations have room for, so that the policy fits networks with as many; null: as many as any server here has.",
    ),
};

export type ViewConfig = z.output<z.ZodObject<typeof viewFields>>;
