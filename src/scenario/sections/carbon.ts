/** Section `carbon` of a scenario. */
import { z } from "zod";
import { notNegative, positive } from "./values.ts";

export const carbon = z
  .strictObject({
    intensity: z
      .array(notNegative)
      .min(1)
      .describe(
        "Carbon intensity of the servers' electricity [g CO2e/kWh], one value after the other; it begins anew at its end.",
      ),
    interval: positive.default(3600).describe("How long each value holds [s], from time 0 of the arrivals."),
  })
  .describe("What the energy of servers and links emits. Reported, not in the objective; none when absent.");
