/** Section `peerLoad` of a scenario. */
import { z } from "zod";

export const peerLoad = z
  .strictObject({
    interval: z
      .number()
      .min(1e-3)
      .default(0.05)
      .describe(
        "Time between two load reports of a server to its neighbours [s]; they arrive after the link's propagation delay.",
      ),
  })
  .describe("What servers tell their neighbours of their load; only policies that listen to peers use it.");
