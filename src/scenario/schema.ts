/** The scenario file: every field with its unit, its default, and what it means. Unknown keys are refused. */
import { z } from "zod";

const positive = z.number().positive();
const notNegative = z.number().nonnegative();
const fraction = z.number().min(0).max(1);
const aboveZeroToOne = z.number().positive().max(1);

const server = z
  .strictObject({
    name: z
      .string()
      .min(1)
      .optional()
      .describe('Name in results; "mec-0", "mec-1", ... in the order of the list when absent.'),
    capacity: positive.describe("Compute capacity F [cycles/s]."),
    energyCoefficient: notNegative
      .default(1e-28)
      .describe("Energy coefficient ε [J·s²/cycle³]: a computation at f cycles/s uses ε·f² J a cycle."),
    idlePower: notNegative.default(20).describe("Idle power [W]; reported beside the objective, not in it."),
    queueLimit: z
      .int()
      .nonnegative()
      .optional()
      .describe(
        "Compute requests that may wait; one more is rejected and drops its task. No limit when absent.",
      ),
  })
  .describe("An MEC server at a base station.");

const linkFields = {
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

const links = z
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

const objective = z
  .strictObject({
    latencyWeight: fraction
      .default(0.5)
      .describe("λ: weight of latency, relative to the window's mean reference."),
    energyWeight: fraction.default(0.5).describe("ρ: weight of energy; λ + ρ = 1."),
    dropCost: notNegative.default(20).describe("Cost of a dropped task, before its energy [1]."),
  })
  .describe("What is minimised: the mean over tasks of λ·L/L0 + ρ·E/E0.");

const peerLoad = z
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

const access = z
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

const taskFields = {
  perJobLimit: z
    .int()
    .positive()
    .default(8)
    .describe("The first so many tasks of each job are kept [tasks]."),
  timeScale: positive
    .default(0.1)
    .describe("Arrival time for each second of the trace [s/s]; below 1 is denser."),
  homeWeights: z
    .array(notNegative)
    .min(1)
    .describe("Relative share of the jobs that each server is home to [1], in the order of `servers`."),
  cyclesPerUnit: positive.default(4e10).describe("Work of a CPU request of 1, the largest machine [cycles]."),
  bitsPerUnit: positive
    .default(2e8)
    .describe("Input of a memory request of 1 [bit]; no task has less than 1e4 bit."),
};

const googleWorkload = z
  .strictObject({
    kind: z
      .literal("google-2011")
      .describe("Task events of the Google cluster trace of 2011, read from --trace."),
    ...taskFields,
  })
  .describe("The Google cluster trace of 2011 (clusterdata-2011-2).");

const syntheticWorkload = z
  .strictObject({
    kind: z
      .literal("synthetic-google")
      .describe("The built-in stand-in for the Google trace; needs no download."),
    durationSeconds: positive
      .max(1e7)
      .describe(
        "Length of the generated trace [s], before timeScale: arrivals end at durationSeconds·timeScale.",
      ),
    seed: z.int().default(1).describe("Seed of the generated trace."),
    burstGapSeconds: positive
      .default(1.17)
      .describe("Mean gap between two bursts (jobs) [s], before timeScale."),
    driftFactor: z
      .number()
      .min(1)
      .max(15)
      .default(3)
      .describe("Highest over lowest task rate [1] as it drifts slowly, before perJobLimit; 1 for no drift."),
    ...taskFields,
  })
  .describe("Bursts of tasks with the statistics of the Google trace.");

const workload = z.discriminatedUnion("kind", [googleWorkload, syntheticWorkload]);

const windowFields = {
  from: notNegative.describe("First arrival time in the window [s], after timeScale."),
  to: positive.optional().describe("Arrivals before this time [s]; to the end of the workload when absent."),
};

const windows = z
  .strictObject({
    train: z
      .strictObject(windowFields)
      .describe("What policies, forecasters and baselines are trained and tuned on."),
    validate: z.strictObject(windowFields).describe("What picks between candidates."),
    test: z.strictObject(windowFields).describe("What is reported, and seen by nothing before."),
  })
  .describe("Parts of the workload, by arrival time: one after the other, without overlap.");

const fields = {
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/, "must be lower-case letters, digits and hyphens")
    .describe("Short name, as in results."),
  description: z.string().default("").describe("What the scenario is for."),
  servers: z.array(server).min(1).describe("The servers, numbered from 0."),
  links: links.prefault({}),
  resourceCap: aboveZeroToOne
    .default(0.5)
    .describe("κ: the largest fraction of a server or link one task may take [1]."),
  shareMin: aboveZeroToOne
    .default(0.05)
    .describe("Least compute or bandwidth share a decision may ask for [1]."),
  maxTargets: z.int().nonnegative().max(16).default(2).describe("Most servers that may help with one task."),
  split: z
    .enum(["equal", "weighted"])
    .default("equal")
    .describe("How the offloaded share is divided over the targets: equally, or by the decision's weights."),
  peerLoad: peerLoad.prefault({}),
  objective: objective.prefault({}),
  outputRatio: notNegative
    .default(0)
    .describe("o: result bits for each input bit of a part; results take the link back."),
  deadline: positive.optional().describe("Deadline T of every task, from its arrival [s]. None when absent."),
  access: access.optional(),
  workload: workload.describe("Where the tasks come from."),
  windows,
  training: z
    .record(z.string(), z.record(z.string(), z.unknown()))
    .default({})
    .describe("Settings of an algorithm that differ from its defaults, by the algorithm's name."),
};

/** The shape of a scenario file alone, without the checks across fields: what the JSON Schema is made from. */
export const scenarioFileSchema = z
  .strictObject(fields)
  .describe(
    "An Edgeflock scenario: servers, links, workload, objective, and the windows to train and test on.",
  );

export type Scenario = z.output<typeof scenarioFileSchema>;

type Report = (path: (string | number)[], message: string) => void;

/** The schema of a scenario: the file's shape, its defaults, and the checks across fields. */
export const scenarioSchema = scenarioFileSchema.superRefine((scenario, context) => {
  const report: Report = (path, message) => context.addIssue({ code: "custom", path, message });
  checkNames(scenario, report);
  checkLinks(scenario, report);
  checkWeights(scenario, report);
  checkWindows(scenario, report);
});

/** Names of the servers, the default ones filled in. */
export function serverNames(scenario: Pick<Scenario, "servers">): string[] {
  return scenario.servers.map((one, index) => one.name ?? `mec-${index}`);
}

/** Number of the server a link's end means, or −1. */
export function serverIndex(scenario: Pick<Scenario, "servers">, end: number | string): number {
  if (typeof end === "string") return serverNames(scenario).indexOf(end);
  return end < scenario.servers.length ? end : -1;
}

function checkNames(scenario: Scenario, report: Report): void {
  const names = serverNames(scenario);
  for (const [index, name] of names.entries()) {
    const first = names.indexOf(name);
    if (first < index) {
      report(["servers", index, "name"], `is the name of server ${first} too; every server needs its own`);
    }
  }
}

function checkLinks(scenario: Scenario, report: Report): void {
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

function checkWeights(scenario: Scenario, report: Report): void {
  const { latencyWeight, energyWeight } = scenario.objective;
  if (Math.abs(latencyWeight + energyWeight - 1) > 1e-9) {
    report(
      ["objective"],
      `latencyWeight and energyWeight add up to ${latencyWeight + energyWeight}; they must add up to 1`,
    );
  }
  const weights = scenario.workload.homeWeights;
  const path = ["workload", "homeWeights"];
  if (weights.length !== scenario.servers.length) {
    report(
      path,
      `has ${weights.length} weights for ${scenario.servers.length} servers; give one for each server`,
    );
  } else if (!weights.some((weight) => weight > 0)) {
    report(path, "adds up to 0; at least one weight must be above 0");
  }
}

function checkWindows(scenario: Scenario, report: Report): void {
  const { workload, windows } = scenario;
  const end =
    workload.kind === "synthetic-google"
      ? workload.durationSeconds * workload.timeScale
      : Number.POSITIVE_INFINITY;
  let before: { name: string; to: number } | undefined;
  for (const name of ["train", "validate", "test"] as const) {
    const { from, to = Number.POSITIVE_INFINITY } = windows[name];
    if (from >= to) report(["windows", name, "to"], `must be after from, which is ${from} s`);
    if (before !== undefined && from < before.to) {
      const ends = Number.isFinite(before.to) ? `ends at ${before.to} s` : "has no end";
      report(["windows", name, "from"], `must not be before the end of ${before.name}, which ${ends}`);
    }
    if (from >= end) {
      report(
        ["windows", name, "from"],
        `must be before the end of the workload, ${end} s (durationSeconds·timeScale)`,
      );
    }
    before = { name, to };
  }
}
