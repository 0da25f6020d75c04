/** Report data of realistic size and shape, drawn from a seed: for tests, and to look at the page. */
import { Rng } from "../../core/rng.ts";
import type { ForecastReport } from "./forecast-data.ts";
import type { EvaluationRow, PolicyReport, ReportData, TrainingDiagnosis } from "./report-data.ts";

interface Profile {
  readonly name: string;
  readonly kind: PolicyReport["kind"];
  readonly information: "local" | "peers" | "global";
  readonly description: string;
  /** Mean latency [s] and energy [J] about which the draws vary. */
  readonly latency: number;
  readonly energy: number;
  readonly helpers: readonly number[];
  /** Typical offload ratio, compute share, bandwidth share, and their spread. */
  readonly shares: readonly [number, number, number];
  readonly spread: number;
}

const profiles: readonly Profile[] = [
  {
    name: "cto-tp",
    kind: "learned",
    information: "peers",
    description:
      "MADQN chooses the targets, MADDPG the shares, with the forecaster's predictions in the critic.",
    latency: 1.12,
    energy: 0.46,
    helpers: [0.12, 0.35, 0.53],
    shares: [0.55, 0.38, 0.92],
    spread: 0.13,
  },
  {
    name: "cto",
    kind: "learned",
    information: "peers",
    description: "The same without the forecaster.",
    latency: 1.2,
    energy: 0.5,
    helpers: [0.15, 0.3, 0.55],
    shares: [0.5, 0.42, 0.88],
    spread: 0.16,
  },
  {
    name: "local",
    kind: "baseline",
    information: "local",
    description: "Everything at home at full share.",
    latency: 1.66,
    energy: 2.99,
    helpers: [1, 0, 0],
    shares: [0, 1, 1],
    spread: 0,
  },
  {
    name: "random",
    kind: "baseline",
    information: "local",
    description: "Uniform over targets and shares.",
    latency: 1.93,
    energy: 1.1,
    helpers: [0.25, 0.5, 0.25],
    shares: [0.5, 0.52, 0.52],
    spread: 9,
  },
  {
    name: "round-robin",
    kind: "baseline",
    information: "local",
    description: "The whole task to one server after the other.",
    latency: 1.5,
    energy: 2.7,
    helpers: [0.33, 0.67, 0],
    shares: [1, 1, 1],
    spread: 0,
  },
  {
    name: "split",
    kind: "baseline",
    information: "local",
    description: "Equal parts at home and at both neighbours.",
    latency: 1.62,
    energy: 2.5,
    helpers: [0, 0, 1],
    shares: [0.667, 1, 1],
    spread: 0,
  },
  {
    name: "static-tuned",
    kind: "baseline",
    information: "local",
    description: "The best constant decision per server, searched on the training window.",
    latency: 1.29,
    energy: 0.436,
    helpers: [0, 0, 1],
    shares: [0.5, 0.4, 1],
    spread: 0.02,
  },
  {
    name: "least-loaded",
    kind: "baseline",
    information: "global",
    description: "The server with the least waiting work.",
    latency: 1.35,
    energy: 2.8,
    helpers: [0.4, 0.6, 0],
    shares: [1, 1, 1],
    spread: 0,
  },
  {
    name: "myopic-local",
    kind: "baseline",
    information: "local",
    description: "Lowest estimated cost from the local view.",
    latency: 1.31,
    energy: 0.61,
    helpers: [0.2, 0.2, 0.6],
    shares: [0.5, 0.5, 1],
    spread: 0.2,
  },
  {
    name: "myopic-global",
    kind: "baseline",
    information: "global",
    description: "Lowest estimated cost with every server's state.",
    latency: 1.05,
    energy: 0.55,
    helpers: [0.1, 0.3, 0.6],
    shares: [0.6, 0.45, 1],
    spread: 0.2,
  },
];

const servers = [10, 8, 6].map((capacity, i) => ({
  name: `mec-${i}`,
  capacityCyclesPerSecond: capacity * 1e9,
}));
const tasks = 847;
const cost = {
  latencyWeight: 0.5,
  energyWeight: 0.5,
  referenceLatencySeconds: 0.523,
  referenceEnergyJoules: 1.127,
};

function evaluationRow(profile: Profile, seed: number, salt: string): EvaluationRow {
  const draw = Rng.stream(0, `draw/${salt}`).normal();
  const own = Rng.stream(seed, `row/${profile.name}/${salt}`);
  const skill = profile.kind === "learned" ? Rng.stream(seed, `skill/${profile.name}`).normal() : 0;
  const latency = profile.latency * Math.exp(0.07 * draw + 0.02 * skill + 0.015 * own.normal());
  const energy = profile.energy * Math.exp(0.02 * draw + 0.02 * skill + 0.01 * own.normal());
  const transfer = profile.helpers[0] === 1 ? 0 : 0.12 * latency;
  const linkWait = profile.helpers[0] === 1 ? 0 : 0.03 * latency;
  const compute = 0.35 * latency;
  return {
    seed,
    salt,
    tasks,
    objective:
      (cost.latencyWeight * latency) / cost.referenceLatencySeconds +
      (cost.energyWeight * energy) / cost.referenceEnergyJoules,
    meanLatencySeconds: latency,
    p50LatencySeconds: 0.55 * latency,
    p95LatencySeconds: 4.1 * latency,
    p99LatencySeconds: 7.3 * latency,
    meanEnergyJoules: energy,
    dropped: 0,
    deadlineMisses: 0,
    latencyParts: {
      uplink: 0,
      transfer,
      linkWait,
      compute,
      computeWait: latency - transfer - linkWait - compute,
      recovery: 0,
    },
    utilisation: servers.map((_, m) => Math.min(1, 0.25 + 0.1 * m + 0.1 * own.uniform())),
    helpers: { picks: 500, shared: 100 + Math.round(20 * own.uniform()), cascading: 40 },
  };
}

function histogram(profile: Profile, which: number): number[] {
  const rng = Rng.stream(1, `histogram/${profile.name}/${which}`);
  const bins = new Array<number>(20).fill(0);
  for (let i = 0; i < 2000; i++) {
    const value = profile.spread > 1 ? rng.uniform() : profile.shares[which]! + profile.spread * rng.normal();
    bins[Math.min(19, Math.max(0, Math.floor(20 * value)))]! += 1;
  }
  return bins;
}

function policyReport(profile: Profile, seeds: readonly number[], salts: readonly string[]): PolicyReport {
  const rng = Rng.stream(2, `sample/${profile.name}`);
  const bins = 140;
  return {
    name: profile.name,
    kind: profile.kind,
    information: profile.information,
    description: profile.description,
    rows: (profile.kind === "learned" || profile.name === "random" ? seeds : [0]).flatMap((seed) =>
      salts.map((salt) => evaluationRow(profile, seed, salt)),
    ),
    latencySample: Array.from({ length: 2000 }, () => profile.latency * Math.exp(1.1 * rng.normal() - 0.6)),
    decisions: {
      targetCounts: profile.helpers.map((share) => Math.round(2000 * share)),
      offloadRatio: histogram(profile, 0),
      computeShare: histogram(profile, 1),
      bandwidthShare: histogram(profile, 2),
    },
    utilisation: {
      seed: seeds[0]!,
      salt: salts[0]!,
      binSeconds: 2,
      series: Array.from({ length: bins * servers.length }, (_, i) => {
        const bin = Math.floor(i / servers.length);
        const burst = Rng.stream(bin >> 2, "burst").uniform() > 0.6 ? 0.45 : 0;
        return bin > 120 ? 0 : Math.min(1, 0.5 * rng.uniform() + burst * (1 - (i % servers.length) / 4));
      }),
    },
  };
}

export interface FixtureOptions {
  readonly seeds?: readonly number[];
  readonly salts?: readonly string[];
  /** Names of the policies to take; all when absent. */
  readonly policies?: readonly string[];
}

/** Two learned forecasters with five seeds and three naive ones, three targets, values that a page has to stand. */
export function fixtureForecasts(): ForecastReport {
  const rng = Rng.stream(3, "fixture/forecasts");
  const targets = [
    { name: "task.interArrival", title: "time to next task", unit: "s" },
    { name: "task.work", title: "work of next task", unit: "Gcycle" },
    { name: "5s.work", title: "work in the next 5 s", unit: "Gcycle" },
  ];
  const names = ["transformer", "gru", "last", "mean", "ewma"];
  const undefinedEstimate = { mean: null, low: null, high: null };
  return {
    window: "test",
    draws: 10,
    forecasters: names.map((name, f) => ({
      name,
      learned: f < 2,
      seeds: f < 2 ? [0, 1, 2, 3, 4] : [],
      settings: name === "ewma" ? "task.interArrival 0.1/0.2" : "",
    })),
    targets,
    scores: names.flatMap((forecaster, f) =>
      (["task", "burst", "rest"] as const).flatMap((per) =>
        targets.map(({ name: target }, t) => {
          const estimate = (mean: number) =>
            f < 2 ? { mean, low: mean - 0.02, high: mean + 0.02 } : { mean, low: null, high: null };
          const skill =
            forecaster === "ewma"
              ? null
              : { against: "ewma", fraction: 0.3 - 0.2 * f, low: 0.25 - 0.2 * f, high: 0.35 - 0.2 * f };
          return {
            forecaster,
            target,
            per,
            count: 8470,
            r2Raw: estimate(per === "burst" && forecaster === "last" ? -104.2 : 0.7 - 0.2 * f - 0.1 * t),
            r2Log: t === 2 && per === "burst" ? undefinedEstimate : estimate(0.8 - 0.15 * f - 0.05 * t),
            mae: estimate(0.5 + f),
            pinball: estimate(0.2 + 0.1 * f),
            coverage: estimate(0.8 - 0.03 * f),
            width: estimate(1 + f),
            largestJobShare: per === "rest" ? estimate(0) : estimate(0.7),
            below: { p10: 0.1 + 0.01 * f, p50: 0.5, p90: 0.9 - 0.01 * f },
            skill: { r2Raw: skill, r2Log: skill, mae: skill, pinball: skill },
          };
        }),
      ),
    ),
    ceilings: [
      { knows: "its job", target: "task.work", r2Raw: 0.99, r2Log: 1 },
      { knows: "its job", target: "task.interArrival", r2Raw: null, r2Log: 0.7 },
    ],
    largestJob: { tasks: 2000, workShare: 0.213, fromSeconds: 8341.9 },
    sample: {
      forecaster: "transformer",
      pairs: [0.1, 1, 6].map((scale) =>
        Array.from({ length: 400 }, () => {
          const forecast = scale * Math.exp(1.2 * rng.normal());
          return { truth: forecast * Math.exp(0.7 * rng.normal()), forecast };
        }),
      ),
      fan: {
        target: "5s.work",
        server: "server 1",
        points: Array.from({ length: 200 }, (_, k) => {
          const p50 = 20 + 10 * Math.sin(k / 12);
          return {
            timeSeconds: 800 + k,
            truth: Math.max(0, p50 + 8 * rng.normal()),
            p10: 0.4 * p50,
            p50,
            p90: 2 * p50,
          };
        }),
      },
    },
  };
}

/** Two learned policies × 5 seeds × 10 salts and eight baselines, unless told otherwise. */
export function fixtureReportData(options: FixtureOptions = {}): ReportData {
  const seeds = options.seeds ?? [1, 2, 3, 4, 5];
  const salts = options.salts ?? Array.from({ length: 10 }, (_, i) => String(i));
  const chosen = profiles.filter(({ name }) => options.policies?.includes(name) ?? true);
  const learned = chosen.filter(({ kind }) => kind === "learned");
  return {
    title: "paper-3mec: cooperative offloading on the Google 2011 trace",
    generatedAt: "2026-01-31T12:00:00Z",
    scenario: {
      name: "paper-3mec",
      description: "three MEC servers in a full mesh, after arXiv 2504.17526",
      servers,
      facts: { Links: "full mesh, 100 Mbit/s, 5 ms, 0.5 W", "Resource cap κ": 0.5, "Least share": 0.05 },
    },
    trace: {
      description: "Google cluster trace 2011, task events, first part",
      tasks: 4503,
      skippedRows: { "without CPU or memory request": 132, "repeated submits": 2210 },
    },
    windows: [
      { name: "train", purpose: "training and tuning", fromSeconds: 0, toSeconds: 700, tasks: 3103 },
      { name: "validate", purpose: "choice of the checkpoint", fromSeconds: 700, toSeconds: 800, tasks: 553 },
      { name: "test", purpose: "this report", fromSeconds: 800, toSeconds: null, tasks },
    ],
    evaluatedWindow: "test",
    cost,
    budget: learned.length > 0 ? "600 s a seed" : null,
    gitRevisions: ["0123456789abcdef0123456789abcdef01234567"],
    versions: { edgeflock: "0.1.0", node: "20.19.5", engine: "onnxruntime-node 1.30.0" },
    timings: [
      { what: "forecaster", seconds: 74.3 },
      { what: "search of the baselines", seconds: 41.2 },
      ...learned.map(({ name }) => ({ what: `${name}, all seeds`, seconds: 2980.4 })),
      { what: "evaluation", seconds: 22.8 },
    ],
    settings: [
      {
        title: "cto-tp",
        entries: {
          "learning rate": 3e-4,
          "hidden units": "128, 128",
          "sync interval": 20,
          "double DQN": true,
          "replay capacity": 50000,
        },
      },
      {
        title: "static-tuned",
        entries: { "offload ratio": 0.5, "compute share": 0.4, "bandwidth share": 1 },
      },
    ],
    commands: ["npm ci", "npx edgeflock run paper-3mec --trace google-2011 --seeds 5"],
    policies: chosen.map((profile) => policyReport(profile, seeds, salts)),
    learning:
      learned.length === 0
        ? null
        : {
            window: "validate",
            curves: learned.map(({ name }, which) => ({
              policy: name,
              points: seeds.flatMap((seed) => {
                const noise = Rng.stream(seed, `curve/${name}`);
                return Array.from({ length: 30 - (seed % 3) }, (_, i) => ({
                  seed,
                  episode: 10 * i,
                  decisions: 31030 * i,
                  objective: 1.5 + 0.1 * which + 1.6 * Math.exp(-i / 6) + 0.08 * noise.normal(),
                }));
              }),
            })),
            baselines: [
              { policy: "static-tuned", objective: 1.72 },
              { policy: "myopic-global", objective: 1.6 },
              { policy: "local", objective: 2.9 },
              { policy: "random", objective: 6.3 },
            ].filter(({ policy }) => chosen.some(({ name }) => name === policy)),
            diagnoses: learned.flatMap(({ name }) => seeds.map((seed) => fixtureDiagnosis(name, seed))),
          },
    forecasts: learned.length === 0 ? null : fixtureForecasts(),
  };
}

/** Trainings of `cto-tp` are sound; those of others repeat two findings, one of which is graver in the second seed. */
function fixtureDiagnosis(policy: string, seed: number): TrainingDiagnosis {
  const drop = { rule: "forgetting", evidence: `In seed ${seed} the last policy is 12 % above the best.` };
  const stop = { rule: "still-improving", evidence: "The validated objective still fell by 7 %." };
  return {
    policy,
    seed,
    findings:
      policy === "cto-tp"
        ? []
        : [
            { ...stop, severity: "note", remedy: "training.cto.episodes: 40 (is 20)" },
            {
              ...drop,
              severity: seed === 2 ? "severe" : "warning",
              remedy: "training.cto.finalRate: 0.02 (is 0.05)",
            },
          ],
  };
}
