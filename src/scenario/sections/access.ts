/** Section `access` of a scenario. */
import { z } from "zod";
import { notNegative, positive } from "./values.ts";

const transmitPower = positive.default(0.1).describe("A user's transmit power p [W].");

const channel = z
  .strictObject({
    kind: z.literal("channel").default("channel").describe("A fading radio channel for each task."),
    bandwidth: positive.default(1e6).describe("Bandwidth W of a user's channel [Hz]."),
    transmitPower,
    noiseDensity: positive.default(4e-21).describe("Noise power density N0 [W/Hz]; 4e-21 is -174 dBm/Hz."),
    pathLoss: z
      .number()
      .default(100)
      .describe(
        "Path loss [dB], with `users` at the reference distance; Rayleigh fading comes on top, drawn for each task.",
      ),
    referenceDistance: positive
      .default(100)
      .describe("Distance of `pathLoss` [m], with `users`; nearer users lose no less."),
    pathLossExponent: notNegative
      .default(3.5)
      .describe("Exponent n, with `users`: 10·n dB are lost at ten times the distance [1]; 2 in free space."),
  })
  .describe("Uploads at the rate W·log2(1 + p·g/(N0·W)).");

const log = z
  .strictObject({
    kind: z.literal("log").describe("Throughput logs, read from --radio; each user follows one of them."),
    scale: positive.default(1).describe("Factor on the throughput of the logs [1]."),
    transmitPower,
  })
  .describe("Uploads at recorded rates.");

export const access = z
  .discriminatedUnion("kind", [channel, log])
  .describe("The users' uplink to their home server. No uploads when absent, as in the paper.");

export type Access = z.output<typeof access>;
