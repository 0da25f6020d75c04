/**
 * Ways to get it wrong. Each has to end in the right exit code and one clear message on stderr that names what is
 * wrong and what to do, without a stack trace, without results on stdout, and with every file as it was.
 */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tinyScenarioYaml } from "../src/testing/tiny-scenario.ts";
import { runCli } from "./support/cli.ts";
import { folderContent } from "./support/folder-content.ts";

const root = mkdtempSync(join(tmpdir(), "edgeflock-mistakes-"));
const at = (...names: string[]) => join(root, ...names);
afterAll(() => rmSync(root, { recursive: true, force: true }));

function write(name: string, content: string | Uint8Array): string {
  const path = at(name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, content);
  return path;
}

const tiny = write("tiny.yaml", tinyScenarioYaml);
/** The tiny scenario with one thing changed. */
function scenario(name: string, from: string | RegExp, to: string): string {
  const changed = tinyScenarioYaml.replace(from, to);
  if (changed === tinyScenarioYaml) throw new Error(`nothing to change for ${name}`);
  return write(`${name}.yaml`, changed);
}

const traceScenario = scenario("on-trace", /kind: synthetic-google\n.*\n/, "kind: google-2011\n");
const onTraceYaml = readFileSync(traceScenario, "utf8");
const row = (seconds: number, job: number) => `${seconds * 1e6},,${job},0,,0,user,2,0,0.025,0.033,0.0001,0`;
const goodRows = Array.from({ length: 200 }, (_, k) => row(601 + 2 * k, 100 + k));
/** A trace folder with one part of these rows. */
function trace(name: string, rows: readonly string[] | Uint8Array): string {
  const bytes = rows instanceof Uint8Array ? rows : gzipSync(`${rows.join("\n")}\n`);
  write(`${name}/task_events/part-00000-of-00500.csv.gz`, bytes);
  return at(name);
}

/** A copy of the finished run with one thing changed. */
function run(name: string, change: (folder: string) => void): string {
  cpSync(at("run"), at(name), { recursive: true });
  change(at(name));
  return at(name);
}
function editJson(path: string, change: (json: Record<string, unknown>) => void): void {
  const json = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
  change(json);
  writeFileSync(path, `${JSON.stringify(json, null, 2)}\n`);
}
/** A run as `kill -9` leaves it, and whose every checkpoint is damaged: how many there are depends on how long it took. */
function damagedRun(name: string, damage: (checkpoint: Buffer) => Uint8Array): string {
  return run(name, (folder) => {
    editJson(join(folder, "run.json"), (json) => {
      json["status"] = "training";
    });
    const checkpoints = readdirSync(join(folder, "checkpoints"));
    expect(checkpoints).not.toEqual([]);
    for (const file of checkpoints) {
      const path = join(folder, "checkpoints", file);
      writeFileSync(path, damage(readFileSync(path)));
    }
  });
}

beforeAll(async () => {
  const args = ["train", tiny, "--algorithm", "cto", "--seed", "0", "--budget", "1", "--out", at("run")];
  const result = await runCli(args);
  expect(result.exitCode, result.stderr).toBe(0);
  write("occupied/precious.txt", "do not touch");
  write("a-file", "I am no folder");
});

const simulate = (file: string, ...more: string[]) => ["simulate", file, "--policy", "local", ...more];
const train = (...more: string[]) => {
  const args = ["train", tiny, "--algorithm", "cto", "--seed", "0", "--budget", "1", "--out", at("new")];
  return [...args, ...more];
};

interface Mistake {
  readonly what: string;
  /** Made when the test runs, so that files can be prepared. */
  readonly args: () => readonly string[];
  readonly exitCode: number;
  /** What stderr has to name: the file, the field, the value, the fix. */
  readonly says: readonly (string | RegExp)[];
}

const usage: readonly Mistake[] = [
  {
    what: "an unknown command",
    args: () => ["simulat"],
    exitCode: 2,
    says: ["simulat", "Did you mean simulate?"],
  },
  { what: "no command", args: () => [], exitCode: 2, says: ["Usage"] },
  {
    what: "an unknown flag",
    args: () => ["simulate", tiny, "--polcy", "local"],
    exitCode: 2,
    says: ["--polcy", "Did you mean --policy?"],
  },
  {
    what: "a missing argument",
    args: () => ["simulate"],
    exitCode: 2,
    says: ["missing", "scenario", "--help"],
  },
  { what: "a missing option", args: () => ["simulate", tiny], exitCode: 2, says: ["--policy", "missing"] },
  {
    what: "an option without its value",
    args: () => simulate(tiny, "--salt"),
    exitCode: 2,
    says: ["--salt"],
  },
  {
    what: "one argument too many",
    args: () => simulate(tiny, "more"),
    exitCode: 2,
    says: ["too many arguments"],
  },
  {
    what: "a seed that is no number",
    args: () => simulate(tiny, "--seed", "x"),
    exitCode: 2,
    says: ["--seed", "'x'"],
  },
  { what: "a negative seed", args: () => train("--seed", "-1"), exitCode: 2, says: ["--seed", "'-1'"] },
  { what: "a seed beyond 2^53", args: () => train("--seed", "1e99"), exitCode: 2, says: ["--seed", "1e99"] },
  { what: "a budget of nothing", args: () => train("--budget", "0"), exitCode: 2, says: ["--budget", "'0'"] },
  { what: "half a seed", args: () => ["run", tiny, "--seeds", "2.5"], exitCode: 2, says: ["--seeds", "2.5"] },
  {
    what: "an unknown window",
    args: () => simulate(tiny, "--window", "tset"),
    exitCode: 2,
    says: ["--window", "tset", "all, train, validate, test"],
  },
  {
    what: "an unknown policy",
    args: () => ["simulate", tiny, "--policy", "splt"],
    exitCode: 2,
    says: ['"splt"', 'Did you mean "split"?', "static-tuned"],
  },
  {
    what: "a policy that is named twice",
    args: () => ["simulate", tiny, "--policy", "split,local,split"],
    exitCode: 2,
    says: ["--policy", '"split" is named twice'],
  },
  {
    what: "nothing between two commas",
    args: () => ["simulate", tiny, "--policy", "split,"],
    exitCode: 2,
    says: ["--policy", "nothing between two commas"],
  },
  {
    what: "one wrong policy among several",
    args: () => ["simulate", tiny, "--policy", "local,splt", "--salts", "0..1"],
    exitCode: 2,
    says: ['"splt"', 'Did you mean "split"?'],
  },
  {
    what: "a range that runs backwards",
    args: () => simulate(tiny, "--salts", "9..0"),
    exitCode: 2,
    says: ["--salts", "9..0", "the least first"],
  },
  {
    what: "a seed that is no number",
    args: () => simulate(tiny, "--seeds", "0..2,x"),
    exitCode: 2,
    says: ["--seeds", "integer"],
  },
  {
    what: "both one salt and several",
    args: () => simulate(tiny, "--salt", "1", "--salts", "0..2"),
    exitCode: 2,
    says: ["--salt and --salts", "Give one"],
  },
  {
    what: "every task of several simulations",
    args: () => simulate(tiny, "--salts", "0..2", "--tasks-parquet", at("t.parquet")),
    exitCode: 2,
    says: ["--tasks-parquet", "one simulation"],
  },
  {
    what: "workers for one simulation",
    args: () => simulate(tiny, "--workers", "2"),
    exitCode: 2,
    says: ["--workers", "several"],
  },
  {
    what: "a duration of what is no stream",
    args: () => simulate(tiny, "--duration", "100"),
    exitCode: 2,
    says: ["--duration", "--stream"],
  },
  {
    what: "a duration of nothing",
    args: () => simulate(tiny, "--stream", "--duration", "0"),
    exitCode: 2,
    says: ["--duration", "above 0"],
  },
  {
    what: "bins of a power table that is not wanted",
    args: () => simulate(tiny, "--power-bin", "2"),
    exitCode: 2,
    says: ["--power-bin", "--power-csv"],
  },
  {
    what: "a power table that cannot be written, after a stream that would never end",
    args: () => simulate(tiny, "--stream", "--duration", "1e12", "--power-csv", at("nowhere", "power.csv")),
    exitCode: 4,
    says: ["power.csv cannot be written", "folder does not exist"],
  },
  {
    what: "a folder in the place of a table of tasks, likewise",
    args: () => simulate(tiny, "--stream", "--duration", "1e12", "--tasks-parquet", at("occupied")),
    exitCode: 4,
    says: ["occupied cannot be written", "it is a folder"],
  },
  {
    what: "a power table of too many bins",
    args: () => simulate(tiny, "--power-csv", at("power.csv"), "--power-bin", "1e-7"),
    exitCode: 3,
    says: ["bins of 1e-7 s", "--power-bin"],
  },
  {
    what: "a stream that ends before its window",
    args: () => simulate(tiny, "--stream", "--duration", "10", "--window", "test"),
    exitCode: 3,
    says: ["no tasks", "window"],
  },
  {
    what: "a reference that knows the future, on a stream",
    args: () => ["simulate", tiny, "--policy", "rolling-horizon", "--stream"],
    exitCode: 2,
    says: ["rolling-horizon", "has to know all tasks", "--stream"],
  },
  {
    what: "a lower bound of a scenario with faults",
    args: () => ["bound", "failures", "--salts", "0"],
    exitCode: 3,
    says: ["no lower bound", "faults"],
  },
  {
    what: "a stream of a trace",
    args: () => simulate(traceScenario, "--stream"),
    exitCode: 2,
    says: ["runs on a trace", "--stream"],
  },
  {
    what: "a stream and a trace",
    args: () => simulate(tiny, "--stream", "--trace", at("nowhere")),
    exitCode: 2,
    says: ["--trace", "--stream"],
  },
  {
    what: "CSV of a stream",
    args: () => simulate(tiny, "--stream", "--tasks-csv", at("t.csv")),
    exitCode: 2,
    says: ["--tasks-csv", "--tasks-parquet"],
  },
  {
    what: "Parquet where there is no folder",
    args: () => simulate(tiny, "--stream", "--tasks-parquet", at("none", "t.parquet")),
    exitCode: 4,
    says: [join("none", "t.parquet"), "cannot be written", "folder"],
  },
  {
    what: "an unknown scenario",
    args: () => simulate("quickstrat"),
    exitCode: 2,
    says: ['"quickstrat"', 'Did you mean "quickstart"?'],
  },
  {
    what: "an unknown algorithm",
    args: () => train("--algorithm", "cto-pt"),
    exitCode: 2,
    says: ['"cto-pt"', 'Did you mean "cto-tp"?'],
  },
  {
    what: "no trace for a scenario on a trace",
    args: () => simulate("paper-3mec"),
    exitCode: 2,
    says: ["--trace"],
  },
  {
    what: "no list of sites for a scenario that needs one",
    args: () => simulate("city-25"),
    exitCode: 2,
    says: ["city-25", "--sites", "eua-dataset", "city-1000", "quickstart"],
  },
];

const scenarios: readonly Mistake[] = [
  {
    what: "bad YAML",
    args: () => simulate(write("bad.yaml", "servers: [1, 2\nworkload: }")),
    exitCode: 3,
    says: ["bad.yaml:2", "YAML"],
  },
  {
    what: "an empty file",
    args: () => simulate(write("empty.yaml", "")),
    exitCode: 3,
    says: ["empty.yaml", "empty"],
  },
  { what: "a folder as scenario", args: () => simulate(root), exitCode: 3, says: [root, "folder"] },
  {
    what: "a negative capacity",
    args: () => simulate(scenario("negative", "capacity: 8e9", "capacity: -8e9")),
    exitCode: 3,
    says: ["negative.yaml:6", "capacity", "-8000000000"],
  },
  ...(["check", "train", "simulate", "run"] as const).map((command) => ({
    what: `${command} with settings of an algorithm that does not exist`,
    args: () => {
      const file = write("no-algorithm.yaml", `${tinyScenarioYaml}training:\n  cto-tq: { episodes: 1 }\n`);
      return {
        check: ["scenario", "check", file],
        train: ["train", file, "--algorithm", "cto", "--seed", "0", "--out", at("none")],
        simulate: simulate(file),
        run: ["run", file, "--out", at("none")],
      }[command];
    },
    exitCode: 3,
    says: [/no-algorithm\.yaml:\d+: training\.cto-tq is no algorithm; did you mean "cto-tp"\?/],
  })),
  {
    what: "wrong settings of an algorithm",
    args: () => {
      const settings = "training:\n  cto:\n    gamma: 2\n    madqn: { hiden: [8] }\n";
      return ["scenario", "check", write("settings.yaml", `${tinyScenarioYaml}${settings}`)];
    },
    exitCode: 3,
    says: [
      "2 problems in all",
      /settings\.yaml:\d+: training\.cto\.gamma: /,
      'training.cto.madqn.hiden is unknown. Did you mean "hidden"?',
    ],
  },
  {
    what: "a share above 1",
    args: () => simulate(scenario("share", "workload:", "shareMin: 1.5\nworkload:")),
    exitCode: 3,
    says: ["share.yaml:8", "shareMin", "1.5"],
  },
  {
    what: "NaN",
    args: () => simulate(scenario("nan", "workload:", "resourceCap: .nan\nworkload:")),
    exitCode: 3,
    says: ["nan.yaml:8", "resourceCap", /nan/i],
  },
  {
    what: "an infinite bandwidth",
    args: () => simulate(scenario("infinite", "workload:", "links: { bandwidth: .inf }\nworkload:")),
    exitCode: 3,
    says: ["infinite.yaml:8", "bandwidth", /infinit/i],
  },
  {
    what: "an unknown key",
    args: () => simulate(scenario("key", "homeWeights", "homeWeight")),
    exitCode: 3,
    says: ["key.yaml", "homeWeight", "homeWeights"],
  },
  {
    what: "a wrong type",
    args: () => simulate(scenario("type", "durationSeconds: 400", "durationSeconds: long")),
    exitCode: 3,
    says: ["type.yaml:10", "durationSeconds", "long"],
  },
  {
    what: "home weights for too few servers",
    args: () => simulate(scenario("weights", "[0.6, 0.3, 0.1]", "[0.6, 0.4]")),
    exitCode: 3,
    says: ["weights.yaml:11", "homeWeights", "2", "3"],
  },
  {
    what: "cost weights that do not add up",
    args: () => simulate(scenario("cost", "workload:", "objective: { latencyWeight: 0.9 }\nworkload:")),
    exitCode: 3,
    says: ["cost.yaml", "latencyWeight", "energyWeight", "1"],
  },
  {
    what: "a link to a server that is not there",
    args: () => simulate(scenario("link", "workload:", "links: { list: [{ from: 0, to: 7 }] }\nworkload:")),
    exitCode: 3,
    says: ["link.yaml:8", "links.list[0].to is 7", "3 servers"],
  },
  {
    what: "a window without tasks",
    args: () => [
      ...simulate(write("late.yaml", onTraceYaml.replace("test: { from: 30 }", "test: { from: 3000 }"))),
      ...["--trace", trace("good", goodRows), "--window", "test"],
    ],
    exitCode: 3,
    says: ['window "test"', "3000"],
  },
  {
    what: "scenario check of a wrong file",
    args: () => ["scenario", "check", at("negative.yaml")],
    exitCode: 3,
    says: ["negative.yaml:6", "capacity"],
  },
  {
    what: "an experiment that varies a field which does not exist",
    args: () => [
      "run",
      write("vary.yaml", `name: m\nscenario: ${tiny}\nvary:\n  workload.timeScal: [1, 2]\n`),
    ],
    exitCode: 3,
    says: ["vary.yaml:4", "workload.timeScal is unknown", 'did you mean "timeScale"?'],
  },
  {
    what: "an experiment with an unknown key",
    args: () => ["run", write("key-experiment.yaml", `scenario: ${tiny}\nseed: [0]\n`)],
    exitCode: 3,
    says: ["key-experiment.yaml:2", "seed", "seeds"],
  },
  {
    what: "an experiment with an unknown algorithm",
    args: () => [
      "run",
      write("algorithm-experiment.yaml", `scenario: ${tiny}\nalgorithms: [ctoo]\nout: ${at("e")}\n`),
    ],
    exitCode: 3,
    says: ["ctoo", "cto"],
  },
];

const onSites = (name: string, text: string) => simulate("city-25", "--sites", write(name, text));
const siteLists: readonly Mistake[] = [
  {
    what: "a missing list of sites",
    args: () => simulate("city-25", "--sites", at("nowhere.csv")),
    exitCode: 3,
    says: ["nowhere.csv", "latitude"],
  },
  {
    what: "a list of sites without coordinates",
    args: () => onSites("names.csv", "SITE_ID,NAME\n1,Spire\n"),
    exitCode: 3,
    says: ["names.csv:1", "no column latitude", "SITE_ID, NAME"],
  },
  {
    what: "a coordinate that is no number",
    args: () => onSites("words.csv", "latitude,longitude\n-37.8,144.9\n-37.8,east\n"),
    exitCode: 3,
    says: ["words.csv:3", "longitude", "east"],
  },
  {
    what: "too few sites",
    args: () => onSites("few.csv", "latitude,longitude\n-37.8,144.9\n-37.8,144.8\n"),
    exitCode: 3,
    says: ["city-25", "topology.count is 25", "has 2"],
  },
  {
    what: "a map of a scenario without its list of sites",
    args: () => ["scenario", "draw", "city-125", "--out", at("map.svg")],
    exitCode: 2,
    says: ["city-125", "--sites"],
  },
  {
    what: "a map in a format there is not",
    args: () => ["scenario", "draw", tiny, "--out", at("map.jpg")],
    exitCode: 2,
    says: ["map.jpg", ".svg", ".png"],
  },
];

const positions = tinyScenarioYaml.replace(/capacity: (\d+)e9/g, "capacity: $1e9\n    position: [$100, 0]");
const usersScenario = (name: string, sections: string) =>
  write(`${name}.yaml`, positions.replace(/ {2}homeWeights.*\n/, "") + sections);
const walking = "users: { count: 9, mobility: { kind: random-waypoint, speed: [1, 2] } }\n";
const onLogs = usersScenario("on-logs", `${walking}access: { kind: log }\n`);
const onWays = usersScenario("on-ways", "users: { mobility: { kind: trace } }\n");
const logs = (name: string, text: string) => simulate(onLogs, "--radio", write(name, text));
const ways = (name: string, text: string) => simulate(onWays, "--users", write(name, text));
const users: readonly Mistake[] = [
  {
    what: "users beside home weights",
    args: () => simulate(write("twice.yaml", positions + walking)),
    exitCode: 3,
    says: ["twice.yaml", "workload.homeWeights is given beside `users`"],
  },
  {
    what: "users where a server has no position",
    args: () => simulate(write("lost.yaml", tinyScenarioYaml.replace(/ {2}homeWeights.*\n/, "") + walking)),
    exitCode: 3,
    says: ["lost.yaml:5", "servers[0].position is missing"],
  },
  {
    what: "users who may stand still on their way",
    args: () => simulate(usersScenario("still", walking.replace("[1, 2]", "[0, 2]"))),
    exitCode: 3,
    says: ["still.yaml", "users.mobility.speed[0] is 0; it must be above 0"],
  },
  {
    what: "a stream of users' tasks",
    args: () => simulate("moving-users", "--stream"),
    exitCode: 2,
    says: ["moving-users", "no stream", "--stream"],
  },
  { what: "no throughput logs", args: () => simulate(onLogs), exitCode: 2, says: ["--radio", "5Gdataset"] },
  {
    what: "missing throughput logs",
    args: () => simulate(onLogs, "--radio", at("nowhere")),
    exitCode: 3,
    says: ["nowhere", "no such file or folder"],
  },
  {
    what: "a folder without throughput logs",
    args: () => {
      write("archives/5G-production-dataset.zip", "PK");
      return simulate(onLogs, "--radio", at("archives"));
    },
    exitCode: 3,
    says: ["archives", "no throughput log", "unpacked"],
  },
  {
    what: "a throughput log of another kind",
    args: () => logs("other.csv", "when;how fast\n1;2\n"),
    exitCode: 3,
    says: ["other.csv", "when;how fast", "DL_bitrate", "time,bitsPerSecond"],
  },
  {
    what: "a damaged row of a throughput log",
    args: () => logs("damaged.csv", "time,bitsPerSecond\n0,1e6\n1,1e\n"),
    exitCode: 3,
    says: ["damaged.csv, line 3", 'bitsPerSecond "1e"'],
  },
  {
    what: "a truncated row of a 5G log",
    args: () => logs("cut.csv", "Timestamp,NetworkMode,DL_bitrate\n2020.02.14_09.38.22,5G,7\n2020.02.1"),
    exitCode: 3,
    says: ["cut.csv, line 3", "1 columns instead of 3"],
  },
  {
    what: "a throughput log of zeros",
    args: () => logs("zeros.csv", "time,bitsPerSecond\n0,0\n1,0\n"),
    exitCode: 3,
    says: ["zeros.csv", "carries nothing", "leave it out"],
  },
  { what: "no ways of users", args: () => simulate(onWays), exitCode: 2, says: ["--users", "latitude"] },
  {
    what: "a damaged row of users' ways",
    args: () => ways("ways.csv", "user,time,x,y\na,0,1,1\na,1,?,1\n"),
    exitCode: 3,
    says: ["ways.csv, row 2", 'x "?" is not a valid value'],
  },
  {
    what: "ways in degrees on a plane without place",
    args: () => ways("degrees.csv", "user,time,latitude,longitude\na,0,-37.8,144.9\n"),
    exitCode: 3,
    says: ["users.mobility.origin is missing", "degrees.csv"],
  },
  {
    what: "ways by another clock",
    args: () => ways("clock.csv", "user,time,x,y\na,1600000000,1,1\n"),
    exitCode: 3,
    says: ["clock.csv", "1600000000 s", "begin at 0 s"],
  },
];

const onTrace = (path: string) => simulate(traceScenario, "--trace", path);
const traces: readonly Mistake[] = [
  {
    what: "a missing trace",
    args: () => onTrace(at("nowhere")),
    exitCode: 3,
    says: ["nowhere", "task_events"],
  },
  {
    what: "an empty trace folder",
    args: () => {
      mkdirSync(at("empty-trace"));
      return onTrace(at("empty-trace"));
    },
    exitCode: 3,
    says: ["empty-trace", ".csv.gz"],
  },
  {
    what: "a truncated gzip file",
    args: () => onTrace(trace("truncated", gzipSync(goodRows.join("\n")).subarray(0, 500))),
    exitCode: 3,
    says: ["part-00000-of-00500.csv.gz", /truncated|damaged|ends/],
  },
  {
    what: "a file that is no gzip",
    args: () => onTrace(trace("no-gzip", new TextEncoder().encode("this is not compressed"))),
    exitCode: 3,
    says: ["part-00000-of-00500.csv.gz"],
  },
  {
    what: "wrong columns",
    args: () => onTrace(trace("columns", [goodRows[0]!, "601000000,,1,0"])),
    exitCode: 3,
    says: ["part-00000-of-00500.csv.gz, row 2", "4 columns instead of 13"],
  },
  {
    what: "a field that is no number",
    args: () => onTrace(trace("field", [goodRows[0]!, goodRows[1]!.replace("0.025", "much")])),
    exitCode: 3,
    says: ["part-00000-of-00500.csv.gz, row 2", "CPU request", "much"],
  },
  {
    what: "a trace without a usable row",
    args: () => onTrace(trace("early", [row(5, 1)])),
    exitCode: 3,
    says: ["none of 1 rows is a usable task"],
  },
];

const runs: readonly Mistake[] = [
  {
    what: "a run folder that is missing",
    args: () => ["resume", at("gone")],
    exitCode: 3,
    says: ["gone", "run.json"],
  },
  {
    what: "evaluate of a folder that is no run",
    args: () => ["evaluate", at("occupied")],
    exitCode: 3,
    says: ["occupied", "run.json"],
  },
  {
    what: "diagnosis of a folder without runs",
    args: () => ["diagnose", at("occupied")],
    exitCode: 3,
    says: ["occupied", "no run folder"],
  },
  {
    what: "diagnosis of damaged metrics",
    args: () => [
      "diagnose",
      run("no-metrics", (folder) => writeFileSync(join(folder, "metrics.parquet"), "x")),
    ],
    exitCode: 3,
    says: ["metrics.parquet", "cannot be read", "resume"],
  },
  {
    what: "diagnosis of damaged events",
    args: () => [
      "diagnose",
      run("no-events", (folder) => writeFileSync(join(folder, "events.ndjson"), "{}\n{\n")),
    ],
    exitCode: 3,
    says: ["events.ndjson, line 2", "not JSON"],
  },
  {
    what: "settings to try of a finding that there is not",
    args: () => ["diagnose", at("run"), "--finding", "dead-units", "--write", at("tried.yaml")],
    exitCode: 2,
    says: ["dead-units", "with a setting to try"],
  },
  {
    what: "a finding to write without a file",
    args: () => ["diagnose", at("run"), "--finding", "dead-units"],
    exitCode: 2,
    says: ["--finding dead-units", "--write"],
  },
  {
    what: "report of a folder without runs",
    args: () => ["report", at("occupied")],
    exitCode: 3,
    says: ["occupied"],
  },
  {
    what: "a run of an unknown algorithm",
    args: () => [
      "evaluate",
      run("stranger", (folder) =>
        editJson(join(folder, "run.json"), (json) => {
          json["algorithm"] = { ...(json["algorithm"] as object), name: "ctu" };
        }),
      ),
    ],
    exitCode: 3,
    says: ["stranger", '"ctu"', 'Did you mean "cto"?'],
  },
  {
    what: "a run of a newer format",
    args: () => [
      "resume",
      run("newer", (folder) =>
        editJson(join(folder, "run.json"), (json) => {
          json["version"] = 2;
        }),
      ),
    ],
    exitCode: 3,
    says: ["newer", "version 2"],
  },
  {
    what: "a damaged run.json",
    args: () => [
      "resume",
      run("damaged", (folder) => writeFileSync(join(folder, "run.json"), '{"format": ')),
    ],
    exitCode: 3,
    says: ["damaged", "run.json", "JSON"],
  },
  {
    what: "a half-written checkpoint",
    args: () => ["resume", damagedRun("half", (bytes) => bytes.subarray(0, 1000))],
    exitCode: 3,
    says: [".checkpoint"],
  },
  {
    what: "a flipped bit in a checkpoint",
    args: () => [
      "resume",
      damagedRun("flipped", (bytes) => {
        bytes[bytes.length >> 1]! ^= 1;
        return bytes;
      }),
    ],
    exitCode: 3,
    says: [".checkpoint", "checksum"],
  },
  {
    what: "a foreign file as checkpoint",
    args: () => [
      "resume",
      damagedRun("foreign", () => Buffer.from("PNG or something else, not a checkpoint")),
    ],
    exitCode: 3,
    says: [".checkpoint"],
  },
  {
    what: "a policy folder without policy.json",
    args: () => ["simulate", tiny, "--policy", at("occupied")],
    exitCode: 3,
    says: ["occupied", "policy.json"],
  },
  {
    what: "a run that has no policy yet",
    args: () => [
      "simulate",
      tiny,
      "--policy",
      run("early-run", (folder) => rmSync(join(folder, "policy"), { recursive: true })),
    ],
    exitCode: 3,
    says: ["early-run", "resume"],
  },
  {
    what: "a policy.json that is no JSON",
    args: () => [
      "simulate",
      tiny,
      "--policy",
      run("no-json", (folder) => writeFileSync(join(folder, "policy", "policy.json"), "{")),
    ],
    exitCode: 3,
    says: ["policy.json", "JSON"],
  },
  {
    what: "a policy whose network file is missing",
    args: () => [
      "simulate",
      tiny,
      "--policy",
      run("no-onnx", (folder) => rmSync(join(folder, "policy", "agent-1.onnx"))),
    ],
    exitCode: 3,
    says: ["agent-1.onnx"],
  },
  {
    what: "a damaged network file",
    args: () => [
      "simulate",
      tiny,
      "--policy",
      run("bad-onnx", (folder) => writeFileSync(join(folder, "policy", "agent-1.onnx"), "no network")),
    ],
    exitCode: 3,
    says: [join("bad-onnx", "policy"), "agent-1.onnx", "ONNX"],
  },
  {
    what: "a damaged network file of a run to evaluate",
    args: () => [
      "evaluate",
      run("bad-onnx-run", (folder) => writeFileSync(join(folder, "policy", "agent-2.onnx"), "no network")),
    ],
    exitCode: 3,
    says: [join("bad-onnx-run", "policy"), "agent-2.onnx", "ONNX"],
  },
  {
    what: "a policy trained for another network",
    args: () => [
      "simulate",
      scenario("two", / {2}- capacity: 6e9\n([\s\S]*)\[0.6, 0.3, 0.1\]/, "$1[0.6, 0.4]"),
      "--policy",
      at("run"),
    ],
    exitCode: 3,
    says: [/server|network|neighbour/],
  },
];

/** A copy of the run's policy with the model of one agent changed. */
function modelOf(name: string, change: (bytes: Buffer) => Uint8Array): string {
  const path = join(
    run(name, () => {}),
    "policy",
    "agent-1.onnx",
  );
  writeFileSync(path, change(readFileSync(path)));
  return path;
}
const describedAgents = (json: Record<string, unknown>) => json["agents"] as Record<string, unknown>[];
const inspect = (path: string) => ["policy", "inspect", path];

const policies: readonly Mistake[] = [
  { what: "inspect of nothing", args: () => ["policy", "inspect"], exitCode: 2, says: ["'file'", "--help"] },
  {
    what: "inspect of a missing file",
    args: () => inspect(at("gone.onnx")),
    exitCode: 3,
    says: ["gone.onnx", "no such file"],
  },
  {
    what: "inspect of a folder without a policy",
    args: () => inspect(at("occupied")),
    exitCode: 3,
    says: ["occupied", "policy.json"],
  },
  {
    what: "inspect of a run that has no policy yet",
    args: () => inspect(run("no-policy", (folder) => rmSync(join(folder, "policy"), { recursive: true }))),
    exitCode: 3,
    says: ["no-policy", "resume"],
  },
  {
    what: "inspect of a file that is no ONNX",
    args: () => inspect(at("run", "run.json")),
    exitCode: 3,
    says: ["run.json", "is no ONNX model"],
  },
  {
    what: "inspect of an empty file",
    args: () => inspect(write("empty.onnx", "")),
    exitCode: 3,
    says: ["empty.onnx", "is empty"],
  },
  ...[2, 100, 20_000].map((length) => ({
    what: `inspect of the first ${length} bytes of a model`,
    args: () => inspect(modelOf(`cut-${length}`, (bytes) => bytes.subarray(0, length))),
    exitCode: 3,
    says: [`cut-${length}`, "agent-1.onnx", `cut off or damaged (${length} bytes)`],
  })),
  {
    what: "inspect of a model that lost the end of its metadata",
    args: () =>
      inspect(modelOf("cut-end", (bytes) => bytes.subarray(0, bytes.lastIndexOf("edgeflock.training") - 8))),
    exitCode: 3,
    says: ["agent-1.onnx", /cut off|SHA-256/],
  },
  {
    what: "inspect of a model that is another agent's",
    args: () => inspect(modelOf("swapped", () => readFileSync(at("run", "policy", "agent-0.onnx")))),
    exitCode: 3,
    says: [join("swapped", "policy", "agent-1.onnx"), "policy.json", "SHA-256", "same export"],
  },
  {
    what: "inspect of a folder with another agent's model",
    args: () =>
      inspect(dirname(modelOf("swapped-too", () => readFileSync(at("run", "policy", "agent-2.onnx"))))),
    exitCode: 3,
    says: [join("swapped-too", "policy", "agent-1.onnx"), "policy.json", "SHA-256"],
  },
  {
    what: "a policy.json that speaks of other shapes",
    args: () =>
      inspect(
        run("shapes", (folder) =>
          editJson(join(folder, "policy", "policy.json"), (json) => {
            describedAgents(json)[2]!["inputs"] = { observation: [1, 9] };
          }),
        ),
      ),
    exitCode: 3,
    says: ["agent-2.onnx", 'input "observation" is 1×14', "policy.json says 1×9"],
  },
  {
    what: "a policy.json that names a file which is not there",
    args: () => inspect(run("lost", (folder) => rmSync(join(folder, "policy", "agent-2.onnx")))),
    exitCode: 3,
    says: ["lost", "agent-2.onnx"],
  },
  {
    what: "a policy.json of an older format",
    args: () => [
      "simulate",
      tiny,
      "--policy",
      run("older", (folder) =>
        editJson(join(folder, "policy", "policy.json"), (json) => {
          json["version"] = 1;
        }),
      ),
    ],
    exitCode: 3,
    says: ["older", "policy.json", "version 1"],
  },
  {
    what: "simulate with another agent's model",
    args: () => [
      ...["simulate", tiny, "--policy"],
      dirname(modelOf("swapped-simulate", () => readFileSync(at("run", "policy", "agent-0.onnx")))),
    ],
    exitCode: 3,
    says: ["swapped-simulate", "agent-1.onnx", "policy.json", "SHA-256"],
  },
];

const graphs: readonly Mistake[] = [
  {
    what: "a graph of an unknown algorithm",
    args: () => ["graph", "cto-pt"],
    exitCode: 2,
    says: ['"cto-pt"', 'Did you mean "cto-tp"?'],
  },
  {
    what: "a graph that the algorithm does not have",
    args: () => ["graph", "cto", "--graph", "updat"],
    exitCode: 2,
    says: ['cto has no graph "updat"', 'Did you mean "update"?', "choose-set"],
  },
  {
    what: "a graph for an unknown scenario",
    args: () => ["graph", "cto", "--scenario", "quickstrat"],
    exitCode: 2,
    says: ['"quickstrat"', 'Did you mean "quickstart"?'],
  },
  {
    what: "a graph of servers that have no neighbours",
    args: () => [
      "graph",
      "cto",
      "--scenario",
      scenario("unlinked", "workload:", "links: { mesh: none }\nworkload:"),
    ],
    exitCode: 3,
    says: ["no server has any", "Link servers"],
  },
  {
    what: "one of the graphs of a file, which has but one",
    args: () => ["graph", at("policy.onnx"), "--graph", "choose-set"],
    exitCode: 2,
    says: ["--graph choose-set", "policy.onnx", "holds one graph"],
  },
  {
    what: "a graph of a missing file",
    args: () => ["graph", at("gone.onnx")],
    exitCode: 3,
    says: ["gone.onnx", "no such file"],
  },
  {
    what: "a graph of a file that is no ONNX",
    args: () => ["graph", tiny],
    exitCode: 3,
    says: ["tiny.yaml", "no ONNX model"],
  },
  {
    what: "a picture in an unknown format",
    args: () => ["graph", "cto", "--out", at("update.pdf")],
    exitCode: 2,
    says: ["update.pdf", '".pdf"', ".svg, .png, .dot, .json"],
  },
  {
    what: "a picture in a folder that is not there",
    args: () => ["graph", "cto", "--graph", "choose-set", "--out", at("no-folder", "act.dot")],
    exitCode: 4,
    says: ["no-folder/act.dot", "folder does not exist"],
  },
];

const outputs: readonly Mistake[] = [
  {
    what: "a run folder that is occupied",
    args: () => train("--out", at("occupied")),
    exitCode: 4,
    says: ["occupied", "precious.txt"],
  },
  {
    what: "two runs into one folder",
    args: () => train("--out", at("run")),
    exitCode: 4,
    says: ["already holds a run", "resume", "--force"],
  },
  {
    what: "a run folder that is a file",
    args: () => train("--out", at("a-file")),
    exitCode: 4,
    says: ["a-file"],
  },
  {
    what: "a run folder below a file",
    args: () => train("--out", at("a-file", "run")),
    exitCode: 4,
    says: ["a-file"],
  },
  {
    what: "a folder in which nothing can be written",
    args: () => train("--out", "/sys/edgeflock"),
    exitCode: 4,
    says: ["/sys/edgeflock"],
  },
  {
    what: "a table below a file",
    args: () => simulate(tiny, "--tasks-csv", at("a-file", "tasks.csv")),
    exitCode: 4,
    says: ["a-file/tasks.csv"],
  },
  {
    what: "a table in a folder that is not there",
    args: () => simulate(tiny, "--tasks-csv", at("no-folder", "tasks.csv")),
    exitCode: 4,
    says: ["no-folder/tasks.csv", "folder does not exist"],
  },
  {
    what: "a table in the place of a folder",
    args: () => simulate(tiny, "--tasks-csv", at("occupied")),
    exitCode: 4,
    says: ["occupied"],
  },
  {
    what: "an experiment into an occupied folder",
    args: () => ["run", tiny, "--seeds", "1", "--budget", "1", "--out", at("a-file", "out")],
    exitCode: 4,
    says: ["a-file"],
  },
];

const environments: readonly Mistake[] = [
  {
    what: "a module that is not there",
    args: () => ["env", "check", at("none.mjs")],
    exitCode: 2,
    says: ["none.mjs", "no such file"],
  },
  {
    what: "a module that is no JavaScript",
    args: () => ["env", "check", write("broken.mjs", "export const x = ;")],
    exitCode: 3,
    says: ["broken.mjs", "cannot be imported"],
  },
  {
    what: "a module without an environment",
    args: () => ["env", "check", write("other.mjs", "export const agents = 3;")],
    exitCode: 3,
    says: ["other.mjs", "exports agents", "createEnvironment"],
  },
  {
    what: "an environment that cannot be made",
    args: () => [
      "env",
      "check",
      write("throws.mjs", "export default () => { throw new Error('no world'); };"),
    ],
    exitCode: 3,
    says: ["throws.mjs", "no world"],
  },
  {
    what: "a limit of nothing",
    args: () => ["env", "check", tiny, "--limit", "0"],
    exitCode: 2,
    says: ["--limit", "'0'"],
  },
];

const tuning = (name: string, text: string) => [
  "tune",
  write(`${name}.yaml`, `scenario: ${tiny}\nsearch: { strategy: random, trials: 2 }\n${text}`),
  "--out",
  at("tuned"),
];

const tunings: readonly Mistake[] = [
  {
    what: "a tuning given to run",
    args: () => ["run", tuning("for-run", "seeds: [0]\n")[1]!],
    exitCode: 3,
    says: ["for-run.yaml", "is a tuning, not an experiment", "edgeflock tune"],
  },
  {
    what: "an experiment given to tune",
    args: () => ["tune", write("for-tune.yaml", `scenario: ${tiny}\nseeds: [0]\n`)],
    exitCode: 3,
    says: ["for-tune.yaml", "is an experiment, not a tuning", "edgeflock run"],
  },
  {
    what: "a tuning with an unknown key",
    args: () => tuning("key", "job: 2\n"),
    exitCode: 3,
    says: ["key.yaml:3: job is unknown", 'did you mean "jobs"?'],
  },
  {
    what: "a tuning of a setting that does not exist",
    args: () => tuning("setting", "algorithms:\n  cto:\n    madqn.rate: { uniform: [0, 1] }\n"),
    exitCode: 3,
    says: ["setting.yaml:5: algorithms.cto.madqn.rate", "training.cto.madqn.rate is unknown", "learningRate"],
  },
  {
    what: "a tuning beyond what a setting may be",
    args: () => tuning("range", "algorithms:\n  cto:\n    gamma: { uniform: [0.5, 1.5] }\n"),
    exitCode: 3,
    says: ["range.yaml:5: algorithms.cto.gamma: with 1.5"],
  },
  {
    what: "a tuning of a dimension of no kind",
    args: () => tuning("kind", "algorithms:\n  cto:\n    gamma: { lgUniform: [0.5, 0.9] }\n"),
    exitCode: 3,
    says: ["kind.yaml:5: algorithms.cto.gamma.lgUniform is unknown", '"logUniform"'],
  },
  {
    what: "a tuning of an unknown algorithm",
    args: () => ["tune", tiny, "--algorithms", "ctoo"],
    exitCode: 2,
    says: ['"ctoo"', "cto-tp"],
  },
  {
    what: "a tuning of an unknown baseline",
    args: () => ["tune", tiny, "--baselines", "splitt"],
    exitCode: 2,
    says: ['"splitt"', '"split"'],
  },
  {
    what: "an unknown strategy",
    args: () => ["tune", tiny, "--strategy", "grid"],
    exitCode: 2,
    says: ["search.strategy", "random, halving, hyperband"],
  },
  {
    what: "more rungs than there are episodes for",
    args: () => ["tune", tiny, "--episodes", "3", "--rungs", "3"],
    exitCode: 3,
    says: ["3 rungs with eta 3", "fewer rungs"],
  },
  {
    what: "settings that are not there",
    args: () => train("--settings", at("nowhere.yaml")),
    exitCode: 2,
    says: ["nowhere.yaml", "ENOENT", "training"],
  },
  {
    what: "settings of an unknown name",
    args: () => [
      "run",
      tiny,
      "--settings",
      write("s.yaml", "training:\n  cto: { gama: 1 }\n"),
      "--out",
      at("e"),
    ],
    exitCode: 3,
    says: ["s.yaml:2", "gama", '"gamma"'],
  },
];

const groups = {
  usage,
  scenarios,
  siteLists,
  users,
  traces,
  runs,
  policies,
  graphs,
  outputs,
  environments,
  tunings,
};

test("there are at least thirty", () => {
  expect(Object.values(groups).flat().length).toBeGreaterThanOrEqual(30);
});

describe.each(Object.entries(groups))("%s", (_, mistakes) => {
  test.each(mistakes)("$what: exit code $exitCode", async ({ args, exitCode, says }) => {
    const words = args();
    const before = folderContent(root);
    const result = await runCli(words);
    expect({ exitCode: result.exitCode, stderr: result.stderr }).toMatchObject({ exitCode });
    for (const piece of says)
      expect(result.stderr).toMatch(typeof piece === "string" ? escaped(piece) : piece);
    expect(result.stderr.match(/^(error|Usage):/gm)).toHaveLength(1);
    expect(result.stderr).not.toMatch(/\n\s+at .*:\d+:\d+/);
    expect(result.stderr).not.toContain("This is a defect");
    expect(result.stdout).toBe("");
    expect(folderContent(root)).toEqual(before);
  });
});

function escaped(text: string): RegExp {
  return new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
}

test("a finished run is left as it is", async () => {
  const before = folderContent(at("run"));
  const result = await runCli(["resume", at("run"), "--json"]);
  expect(result.exitCode, result.stderr).toBe(0);
  expect(JSON.parse(result.stdout)).toMatchObject({ status: "complete", algorithm: "cto", seed: 0 });
  expect(folderContent(at("run"))).toEqual(before);
});

test("a defect says how to report it, and shows its stack only when asked", async () => {
  const { describeFailure } = await import("../src/cli/failure.ts");
  const defect = new TypeError("x is not a function");
  const plain = describeFailure(defect, "edgeflock train", false);
  expect(plain.exitCode).toBe(1);
  expect(plain.text).toContain("x is not a function");
  expect(plain.text).toContain("--debug");
  expect(plain.text).not.toMatch(/\n\s+at /);
  expect(describeFailure(defect, "edgeflock train", true).text).toMatch(/\n\s+at /);
});
