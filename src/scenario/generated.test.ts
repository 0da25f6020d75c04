/** Scenarios on every kind of generator: the stream is the table, and fields do what they say. */
import { expect, test } from "vitest";
import { EdgeflockError } from "../core/errors.ts";
import { drained } from "../workload/sources.test-helper.ts";
import { generatedWorkload } from "../workload/synthetic/generated-workload.ts";
import { episodeSetup, windowBounds } from "./build.ts";
import { episodeStream, streamEnd } from "./episode-stream.ts";
import { generatorOf, isGenerated } from "./generator-of.ts";
import { loadWorkload } from "./load-workload.ts";
import { parseScenario } from "./parse-scenario.ts";

const requests = `requests:
    work: { distribution: lognormal, mean: 1e9, variation: 2 }
    input: { distribution: pareto, mean: 5e6, shape: 1.5, most: 1e9 }
    users: { count: 20, zipf: 1 }
    stickiness: 0.6
    classes: [3, 0, 1]
    tasksPerJob: { distribution: geometric, mean: 2 }`;

const kinds = {
  poisson: "rate: 4",
  mmpp: "states: [{ rate: 20, sojournSeconds: 3 }, { rate: 1, sojournSeconds: 20 }, { rate: 0, sojournSeconds: 1 }]",
  diurnal:
    "rate: 5\n  swings: [{ periodSeconds: 100, amplitude: 0.9 }, { periodSeconds: 700, amplitude: 0.5, phase: 0.3 }]",
  "flash-crowds everywhere": "rate: 3\n  everySeconds: 40",
  "flash-crowds one server": 'rate: 3\n  everySeconds: 40\n  where: "one server"',
  "bursts 0": "rate: 2\n  burstGapSeconds: 15\n  correlation: 0",
  "bursts 0.4": "burstGapSeconds: 15\n  correlation: 0.4",
  "bursts 1": "rate: 2\n  burstGapSeconds: 15\n  correlation: 1",
  "synthetic-google": "burstGapSeconds: 1\n  driftFactor: 2\n  timeScale: 1",
};

function yaml(kind: string, fields: string, more = requests): string {
  const extra = kind.startsWith("synthetic") ? "" : `\n  ${more}`;
  return `name: mine
servers: [{ capacity: 10e9 }, { capacity: 8e9 }, { capacity: 6e9 }]
outputRatio: 0.5
deadline: 7
workload:
  kind: ${kind.split(" ")[0]}
  durationSeconds: 300
  homeWeights: [3, 0.5, 1]
  ${fields}${extra}
windows: { train: { from: 0, to: 100.5 }, validate: { from: 100.5, to: 200 }, test: { from: 200 } }`;
}

const mine = (kind: string, fields: string, more?: string) =>
  parseScenario(yaml(kind, fields, more), "mine.yaml");

test.each(Object.entries(kinds))(
  "%s: the stream is the table, bit for bit, in every window",
  async (kind, fields) => {
    const scenario = mine(kind, fields);
    const workload = await loadWorkload(scenario);
    expect(workload.report.source).toBe(scenario.workload.kind);
    expect(workload.report.tasks).toBe(workload.count);
    for (const window of ["all", "train", "test"] as const) {
      for (const salt of ["", "3"]) {
        const table = episodeSetup(scenario, workload, window, salt).tasks;
        expect(table.count).toBeGreaterThan(50);
        const { from, to } = {
          from: windowBounds(scenario, window).fromSeconds,
          to: streamEnd(scenario, window),
        };
        expect(table.arrivalSeconds[0]).toBeGreaterThanOrEqual(from);
        expect(table.arrivalSeconds.at(-1)).toBeLessThan(to);
        const stream = drained(episodeStream(scenario, window, salt).source);
        for (const [name, values] of Object.entries(stream)) {
          const expected = Array.from(table[name as keyof typeof stream]);
          const same = values.length === expected.length && values.every((v, k) => Object.is(v, expected[k]));
          if (!same) expect(values, name).toEqual(expected);
        }
      }
    }
  },
);

test.each(Object.entries(kinds))("%s: seed, salt and duration do what they are for", async (kind, fields) => {
  const scenario = mine(kind, fields);
  const first = await loadWorkload(scenario);
  expect(await loadWorkload(scenario)).toEqual(first);
  expect((await loadWorkload(scenario, { seed: 9 })).cycles).not.toEqual(first.cycles);
  const homes = (salt: string) => episodeSetup(scenario, first, "all", salt).tasks.home;
  if (kind !== "bursts 1") expect(homes("1")).not.toEqual(homes("0"));
  // A longer stream begins as a shorter one.
  const { source } = episodeStream(scenario, "all", "0", { durationSeconds: 900 });
  const long = drained(source);
  expect(long.arrivalSeconds.at(-1)).toBeGreaterThan(600);
  expect(long.arrivalSeconds.slice(0, first.count)).toEqual(Array.from(first.arrivalSeconds));
});

test.each(Object.entries(kinds))(
  "%s: tasks of a job share its home; jobs are numbered as they come",
  async (kind, fields) => {
    const scenario = mine(kind, fields);
    const workload = await loadWorkload(scenario);
    const { home } = episodeSetup(scenario, workload, "all", "5").tasks;
    const homeOfJob = new Map<number, number>();
    for (const [row, job] of workload.job.entries()) {
      if (!homeOfJob.has(job)) {
        expect(job).toBe(homeOfJob.size);
        homeOfJob.set(job, home[row]!);
      }
      expect(homeOfJob.get(job)).toBe(home[row]);
    }
    expect(workload.jobIds.length).toBe(homeOfJob.size);
  },
);

test("rates of a server grow with the network", async () => {
  const network = await loadWorkload(mine("poisson", "rate: 4"));
  const server = await loadWorkload(mine("poisson", "rate: 4\n  ratesOf: server"));
  expect(server.count / network.count).toBeGreaterThan(2.7);
  expect(server.count / network.count).toBeLessThan(3.3);
});

test("deadlines are the scenario's, unless the requests have their own", async () => {
  const deadlines = async (more: string) =>
    new Set((await loadWorkload(mine("poisson", "rate: 1", more))).deadlineSeconds);
  expect(await deadlines("seed: 2")).toEqual(new Set([7]));
  expect(
    await deadlines("requests: { deadline: { distribution: discrete, values: [1, 2], shares: [1, 1] } }"),
  ).toEqual(new Set([1, 2]));
});

test("more tasks than a table holds are refused, and not waited for", () => {
  const scenario = mine("poisson", "rate: 1e9");
  if (!isGenerated(scenario.workload)) throw new Error("not generated");
  const generator = generatorOf(scenario, scenario.workload);
  expect(() => generatedWorkload("poisson", generator, 0, 2000)).toThrow(
    "the workload (poisson) has more than 2,000 tasks, too many to hold at once",
  );
});

test.each([
  ["poisson", "rate: 0", "workload.rate is 0; it must be above 0"],
  ["mmpp", "states: [{ rate: 0, sojournSeconds: 3 }]", "workload.states have no rate above 0"],
  ["mmpp", "states: [{ rate: 1, sojournSeconds: 0 }]", "sojournSeconds is 0; it must be at least 0.001"],
  [
    "diurnal",
    "rate: 1\n  swings: [{ periodSeconds: 9, amplitude: 1.5 }]",
    "amplitude is 1.5; it must be at most 1",
  ],
  ["bursts", "burstGapSeconds: 5\n  correlation: 2", "workload.correlation is 2; it must be at most 1"],
  ["flash-crowds", "rate: 1\n  where: here", 'where is "here"; it must be everywhere or one server'],
  [
    "poisson",
    "rate: 1\n  requests: { work: { distribution: discrete, values: [1, 2], shares: [1] } }",
    "workload.requests.work.shares has 1 shares for 2 values",
  ],
  [
    "poisson",
    "rate: 1\n  requests: { work: { distribution: lognormal, mean: 1, sigma: 2 } }",
    "workload.requests.work.sigma is unknown; known are: distribution, mean, variation",
  ],
  [
    "poisson",
    "rate: 1\n  requests: { input: { distribution: normal, mean: 1 } }",
    'workload.requests.input.distribution is "normal"; it must be constant, exponential, ',
  ],
  ["poisson", "rate: 1\n  requests: { classes: [0, 0] }", "workload.requests.classes adds up to 0"],
  [
    "synthetic-google",
    "burstSizes: [[0, 1], [1, 0.5], [9, 0.6]]",
    "workload.burstSizes must begin with [0, 1] and [1, ...], with sizes that go up",
  ],
  [
    "synthetic-google",
    "burstSizes: [[0, 1], [1, 0.1], [2, 0.01]]",
    "workload.driftFactor must be 1 to 1.2, which is 1 + 2·(mean burst size - 1)",
  ],
])("%s %s is refused", (kind, fields, message) => {
  let error: unknown;
  try {
    mine(kind, fields, "seed: 1");
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(EdgeflockError);
  expect((error as EdgeflockError).message).toContain(message);
  expect((error as EdgeflockError).fix).toBeTruthy();
});

test("bursts are refused beside users", () => {
  const text = yaml("bursts", "burstGapSeconds: 5", "seed: 1")
    .replace("  homeWeights: [3, 0.5, 1]\n", "")
    .replace(/capacity: (\d+)e9/g, "capacity: $1e9, position: [$1, 0]");
  const users = "\nusers: { count: 5, mobility: { kind: fixed } }";
  expect(() => parseScenario(text + users, "mine.yaml")).toThrow("users is given beside bursts");
});
