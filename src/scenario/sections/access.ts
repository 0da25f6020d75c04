/** Section `access` of a scenario. */
import { z } from "zod";
import { positive } from "./values.ts";

export const access = z
  .strictObject({
    bandwidth: positive.default(1e6).describe("Bandwidth W of a user's channel [Hz]."),
    transmitPower: positive.default(0.1).describe("A user's transmit power p [W]."),
    noiseDensity: positive.default(4e-21).describe("Noise power density N0 [W/Hz]; 4e-21 is -174 dBm/Hz."),
    pathLoss: z
      .number()
      .default(100)
      .describe("Path loss [dB]; Rayleigh fading comes on top, drawn for each task."),
  })
  .describe("The users' uplink to their home server. No uploads when absent, as in the paper.");
