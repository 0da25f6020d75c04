/** Generated workloads whose jobs come at rates. */
import { z } from "zod";
import { fraction, notNegative, positive } from "./values.ts";
import { homeFields } from "./workload-fields.ts";
import { count, requests } from "./workload-requests.ts";

const mostRate = 1e9;
/** Shorter would be lost in the rounding of a long stream's times. */
const time = z.number().min(1e-3);

const common = {
  durationSeconds: positive.max(1e7).describe("Length of the workload [s]: arrivals end then."),
  seed: z.int().default(1).describe("Seed of the arrivals and requests."),
  ratesOf: z
    .enum(["network", "server"])
    .default("network")
    .describe(
      'Whether rates are those of the whole network, or of a server in the mean, so that the load grows with their number: "network" or "server".',
    ),
  requests: requests.prefault({}),
  ...homeFields,
};

const rate = positive.max(mostRate).describe("Jobs [1/s].");

const swing = z
  .strictObject({
    periodSeconds: time.describe("From peak to peak [s]; a day has 86400, a week 604800."),
    amplitude: fraction.describe(
      "a in 1 + a·sin(2π(t/periodSeconds + phase)), which multiplies the rate [1].",
    ),
    phase: z
      .number()
      .default(0)
      .describe(
        "Of a period [1]: at 0 the rate is its mean at time 0 and goes up, at 0.25 it is at its peak.",
      ),
  })
  .describe("One swing of the rate, of mean 1.");

const swings = z.array(swing).max(10);
const optionalSwings = swings
  .default([])
  .describe("What the rate swings with, as by day and by week; all of them multiply it.");

const poisson = z
  .strictObject({
    kind: z.literal("poisson").describe("Jobs that know nothing of one another."),
    ...common,
    rate,
  })
  .describe("Poisson arrivals.");

const mmpp = z
  .strictObject({
    kind: z.literal("mmpp").describe("The rate jumps between states."),
    ...common,
    states: z
      .array(
        z
          .strictObject({
            rate: notNegative.max(mostRate).describe("Jobs while in the state [1/s]."),
            sojournSeconds: time.describe("Mean time in the state, which is exponential [s]."),
          })
          .describe("A state; from it any other comes next, with equal chance."),
      )
      .min(1)
      .max(1000)
      .describe("The states. The process begins in its stationary regime."),
    swings: optionalSwings,
  })
  .describe("Markov-modulated Poisson arrivals.");

const diurnal = z
  .strictObject({
    kind: z.literal("diurnal").describe("The rate swings, as by day and by week."),
    ...common,
    rate: rate.describe("Jobs in the mean [1/s]."),
    swings: swings.min(1).describe("What the rate swings with; all of them multiply it."),
  })
  .describe("Poisson arrivals whose rate swings with time.");

const flashCrowds = z
  .strictObject({
    kind: z.literal("flash-crowds").describe("The rate surges now and then."),
    ...common,
    rate: rate.describe("Jobs without any crowd [1/s]."),
    peakFactor: z
      .number()
      .min(1)
      .max(1e6)
      .default(10)
      .describe("What multiplies the rate at the peak of a crowd [1]."),
    riseSeconds: notNegative
      .default(5)
      .describe("From the beginning of a crowd to its peak, in a straight line [s]."),
    decaySeconds: time.default(20).describe("In which what a crowd adds falls to 1/e, after the peak [s]."),
    everySeconds: time
      .default(200)
      .describe(
        "Mean time from one crowd to the next [s]; they come by a Poisson process, and add up where they meet.",
      ),
    where: z
      .enum(["everywhere", "one server"])
      .default("everywhere")
      .describe(
        '"everywhere": tasks of a crowd have homes as all others. "one server": all tasks of a crowd have one home, drawn for each crowd.',
      ),
    swings: optionalSwings,
  })
  .describe("Poisson arrivals with sudden surges.");

const bursts = z
  .strictObject({
    kind: z.literal("bursts").describe("Bursts at several servers at once."),
    ...common,
    rate: notNegative.max(mostRate).default(0).describe("Ordinary jobs, beside the bursts [1/s]."),
    burstGapSeconds: time.describe(
      "Mean time from one burst to the next at a server [s], where all have equal weights.",
    ),
    burstSize: count("Tasks of a burst at one server; each asks for something of its own.").prefault({
      distribution: "geometric",
      mean: 20,
    }),
    correlation: fraction
      .default(0.5)
      .describe(
        "Share of a server's bursts that come at instants common to all servers [1]: at 0 servers burst independently, at 1 all at the same instants. What one server sees does not depend on it.",
      ),
    swings: optionalSwings,
  })
  .describe("Bursts that hit several servers at the same instant, beside Poisson arrivals.");

export const rateWorkloads = [poisson, mmpp, diurnal, flashCrowds, bursts] as const;
