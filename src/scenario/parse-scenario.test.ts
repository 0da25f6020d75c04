import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { EdgeflockError } from "../core/errors.ts";
import { parseScenario } from "./parse-scenario.ts";

const valid = `name: mine
servers:
  - { capacity: 10e9 }
  - { name: roof, capacity: 8e9, queueLimit: 3 }
workload:
  kind: synthetic-google
  durationSeconds: 1000
  homeWeights: [3, 1]
windows:
  train: { from: 0, to: 60 }
  validate: { from: 60, to: 80 }
  test: { from: 80 }
`;

function errorOf(text: string): EdgeflockError {
  try {
    parseScenario(text, "mine.yaml");
  } catch (error) {
    expect(error).toBeInstanceOf(EdgeflockError);
    expect((error as EdgeflockError).kind).toBe("scenario");
    return error as EdgeflockError;
  }
  throw new Error("no error");
}

test("what is left out gets the defaults of the reference scenarios", () => {
  expect(parseScenario(valid, "mine.yaml")).toEqual({
    name: "mine",
    description: "",
    servers: [
      { capacity: 10e9, energyCoefficient: 1e-28, idlePower: 20 },
      { name: "roof", capacity: 8e9, energyCoefficient: 1e-28, idlePower: 20, queueLimit: 3 },
    ],
    links: { mesh: "full", bandwidth: 100e6, propagationDelay: 0.005, transmitPower: 0.5, list: [] },
    resourceCap: 0.5,
    shareMin: 0.05,
    maxTargets: 2,
    split: "equal",
    peerLoad: { interval: 0.05 },
    objective: { latencyWeight: 0.5, energyWeight: 0.5, dropCost: 20 },
    outputRatio: 0,
    workload: {
      kind: "synthetic-google",
      durationSeconds: 1000,
      seed: 1,
      burstGapSeconds: 1.17,
      driftFactor: 3,
      perJobLimit: 8,
      timeScale: 0.1,
      homeWeights: [3, 1],
      cyclesPerUnit: 4e10,
      bitsPerUnit: 2e8,
    },
    windows: { train: { from: 0, to: 60 }, validate: { from: 60, to: 80 }, test: { from: 80 } },
    forecaster: expect.objectContaining({
      network: "transformer",
      sharing: "shared",
      gapOffsetSeconds: 1e-3,
      periodsSeconds: [3600, 86400],
    }),
    training: {},
  });
});

test("a scenario written out again is the same scenario, as YAML and as JSON", () => {
  const scenario = parseScenario(valid, "mine.yaml");
  expect(parseScenario(stringify(scenario), "again.yaml")).toEqual(scenario);
  expect(parseScenario(JSON.stringify(scenario), "again.json")).toEqual(scenario);
});

/** The valid text with one place changed; the message has to hold the text given. */
const wrongPlaces: readonly (readonly [string, RegExp | string, string, string])[] = [
  [
    "an outage of nothing",
    "workload:",
    "faults: { outages: [{ from: 1 }] }\nworkload:",
    "faults.outages[0] must name either a server or a link",
  ],
  [
    "an outage of a server that is none",
    "workload:",
    "faults: { outages: [{ server: tower, from: 1 }] }\nworkload:",
    'faults.outages[0].server names "tower", which is no server',
  ],
  [
    "an outage of a link that is none",
    "workload:",
    "faults: { outages: [{ link: [1, 1], from: 1 }] }\nworkload:",
    "faults.outages[0].link is [1,1], but there is no such link",
  ],
  [
    "an outage that ends before it begins",
    "workload:",
    "faults: { outages: [{ server: 0, from: 2, to: 1 }] }\nworkload:",
    "faults.outages[0].to must be after from, which is 2 s",
  ],
  [
    "faults so frequent that they never come to an end",
    "workload:",
    "faults: { servers: { mtbf: 1e-6, mttr: 1 } }\nworkload:",
    "faults.servers.mtbf is 0.000001; it must be at least 0.001",
  ],
  [
    "restarts without end",
    "workload:",
    "faults: { maxRestarts: 1000000 }\nworkload:",
    "faults.maxRestarts is 1000000; it must be at most 1000",
  ],
  [
    "a forecaster whose heads do not fit",
    "workload:",
    "forecaster: { width: 10, heads: 4 }\nworkload:",
    "forecaster.width is 10; it must be a multiple of heads, which is 4",
  ],
  [
    "an unknown key in the forecaster",
    "workload:",
    "forecaster: { netwrk: gru }\nworkload:",
    'forecaster.netwrk is unknown; did you mean "network"?',
  ],
  [
    "an unknown key",
    "name: mine",
    "name: mine\nresourcecap: 0.4",
    'mine.yaml:2: resourcecap is unknown; did you mean "resourceCap"?',
  ],
  [
    "an unknown key in a list",
    "{ capacity: 10e9 }",
    "{ capacity: 10e9, idlePwr: 3 }",
    'mine.yaml:3: servers[0].idlePwr is unknown; did you mean "idlePower"?',
  ],
  [
    "an unknown key in the workload",
    "durationSeconds: 1000",
    "durationSeconds: 1000\n  timescale: 0.2",
    'mine.yaml:8: workload.timescale is unknown; did you mean "timeScale"?',
  ],
  [
    "a key of the other kind of workload",
    "kind: synthetic-google",
    "kind: google-2011",
    "mine.yaml:7: workload.durationSeconds is unknown; known are: kind, perJobLimit,",
  ],
  [
    "a key like no other",
    "to: 60",
    "to: 60, zzzzzzzz: 1",
    "mine.yaml:10: windows.train.zzzzzzzz is unknown; known are: from, to",
  ],
  [
    "a negative capacity",
    "capacity: 8e9",
    "capacity: -8e9",
    "mine.yaml:4: servers[1].capacity is -8000000000; it must be above 0",
  ],
  [
    "load reports without a pause",
    "name: mine",
    "name: mine\npeerLoad: { interval: 0 }",
    "mine.yaml:2: peerLoad.interval is 0; it must be at least 0.001",
  ],
  ["a capacity of 0", "capacity: 8e9", "capacity: 0", "servers[1].capacity is 0; it must be above 0"],
  [
    "a text for a number",
    "capacity: 8e9",
    "capacity: 8 GHz",
    'mine.yaml:4: servers[1].capacity is "8 GHz"; it must be a finite number',
  ],
  ["NaN", "capacity: 8e9", "capacity: .nan", "servers[1].capacity is NaN; it must be a finite number"],
  [
    "infinity",
    "capacity: 8e9",
    "capacity: .inf",
    "servers[1].capacity is Infinity; it must be a finite number",
  ],
  [
    "a missing field",
    "{ capacity: 10e9 }",
    "{ idlePower: 3 }",
    "mine.yaml:3: servers[0].capacity is missing; it must be a finite number",
  ],
  ["a missing section", /workload:[\s\S]*windows:/, "windows:", "workload is missing; it must be a mapping"],
  [
    "no servers",
    /servers:[\s\S]*workload:/,
    "servers: []\nworkload:",
    "servers is []; it must be a list of at least 1",
  ],
  [
    "a fraction of a waiting place",
    "queueLimit: 3",
    "queueLimit: 2.5",
    "servers[1].queueLimit is 2.5; it must be a whole number",
  ],
  [
    "a share above 1",
    "name: mine",
    "name: mine\nshareMin: 1.5",
    "mine.yaml:2: shareMin is 1.5; it must be at most 1",
  ],
  ["no resource at all", "name: mine", "name: mine\nresourceCap: 0", "resourceCap is 0; it must be above 0"],
  [
    "an unknown choice",
    "name: mine",
    "name: mine\nsplit: weigted",
    'split is "weigted"; it must be equal or weighted (did you mean "weighted"?)',
  ],
  [
    "a choice of another type",
    "name: mine",
    "name: mine\nlinks: { mesh: true }",
    "links.mesh is true; it must be full or none",
  ],
  [
    "an unknown kind of workload",
    "kind: synthetic-google",
    "kind: google2011",
    'mine.yaml:6: workload.kind is "google2011"; it must be google-2011, ',
  ],
  [
    "no kind of workload",
    "kind: synthetic-google",
    "seed: 3",
    "workload.kind is missing; it must be google-2011, ",
  ],
  [
    "a name with blanks",
    "name: mine",
    "name: My own",
    'mine.yaml:1: name is "My own"; it must be lower-case letters',
  ],
  [
    "weights that do not add up to 1",
    "name: mine",
    "name: mine\nobjective: { latencyWeight: 0.7 }",
    "mine.yaml:2: objective latencyWeight and energyWeight add up to 1.2; they must add up to 1",
  ],
  [
    "neither servers nor a topology",
    /servers:[\s\S]*workload:/,
    "workload:",
    "servers is missing; list the servers, or give a `topology` that makes them",
  ],
  [
    "servers beside a topology",
    "name: mine",
    "name: mine\ntopology: { kind: generated, count: 9 }",
    "mine.yaml:3: servers is given beside `topology`",
  ],
  [
    "links beside a topology",
    /servers:[\s\S]*workload:/,
    "topology: { kind: generated, count: 9 }\nlinks: {}\nworkload:",
    "mine.yaml:3: links is given beside `topology`",
  ],
  [
    "home weights beside a topology",
    /servers:[\s\S]*workload:/,
    "topology: { kind: generated, count: 9 }\nworkload:",
    "mine.yaml:6: workload.homeWeights is for a list of `servers`; with `topology` give `homes`",
  ],
  [
    "an unknown kind of topology",
    /servers:[\s\S]*workload:/,
    "topology: { kind: site }\nworkload:",
    'topology.kind is "site"; it must be sites or generated (did you mean "sites"?)',
  ],
  [
    "a key of the other kind of topology",
    /servers:[\s\S]*workload:/,
    "topology: { kind: sites, density: 55 }\nworkload:",
    "mine.yaml:2: topology.density is unknown; known are: kind, count, area,",
  ],
  [
    "a topology without capacities",
    /servers:[\s\S]*workload:/,
    "topology: { kind: sites, capacities: [] }\nworkload:",
    "topology.capacities is []; it must be a list of at least 1",
  ],
  [
    "a position in three dimensions",
    "{ capacity: 10e9 }",
    "{ capacity: 10e9, position: [1, 2, 3] }",
    "mine.yaml:3: servers[0].position is [1,2,3]; it must be",
  ],
  [
    "no homes at all",
    "homeWeights: [3, 1]",
    "perJobLimit: 4",
    "workload.homeWeights is missing; give one weight for each server, or `homes`",
  ],
  [
    "two kinds of homes",
    "homeWeights: [3, 1]",
    "homeWeights: [3, 1]\n  homes: { zipf: 1 }",
    "mine.yaml:8: workload.homeWeights is given beside `homes`",
  ],
  [
    "two gaps between bursts",
    "homeWeights: [3, 1]",
    "homeWeights: [3, 1]\n  burstGapSeconds: 1\n  burstGapSecondsPerServer: 1",
    "mine.yaml:10: workload.burstGapSecondsPerServer is given beside burstGapSeconds",
  ],
  [
    "home weights for other servers",
    "[3, 1]",
    "[3, 1, 1]",
    "mine.yaml:8: workload.homeWeights has 3 weights for 2 servers; give one for each server",
  ],
  [
    "home weights of nothing",
    "[3, 1]",
    "[0, 0]",
    "workload.homeWeights adds up to 0; at least one weight must be above 0",
  ],
  ["a negative home weight", "[3, 1]", "[3, -1]", "workload.homeWeights[1] is -1; it must be at least 0"],
  [
    "windows that overlap",
    "{ from: 60, to: 80 }",
    "{ from: 50, to: 80 }",
    "mine.yaml:11: windows.validate.from must not be before the end of train, which ends at 60 s",
  ],
  [
    "a window after one without end",
    "{ from: 60, to: 80 }",
    "{ from: 60 }",
    "windows.test.from must not be before the end of validate, which has no end",
  ],
  ["a window that ends before it begins", "to: 60", "to: -60", "windows.train.to is -60; it must be above 0"],
  [
    "an empty window",
    "{ from: 0, to: 60 }",
    "{ from: 60, to: 60 }",
    "windows.train.to must be after from, which is 60 s",
  ],
  [
    "a window after the end of the workload",
    "{ from: 80 }",
    "{ from: 100 }",
    "mine.yaml:12: windows.test.from must be before the end of the workload, 100 s",
  ],
  [
    "two servers of one name",
    "{ capacity: 10e9 }",
    "{ name: roof, capacity: 10e9 }",
    "mine.yaml:4: servers[1].name is the name of server 0 too",
  ],
  [
    "a link to nowhere",
    "name: mine",
    "name: mine\nlinks:\n  list:\n    - { from: 0, to: roof }\n    - { from: 0, to: cellar }",
    'mine.yaml:5: links.list[1].to is "cellar", which is no server; there are 2 servers: mec-0, roof',
  ],
  [
    "a link to a server too many",
    "name: mine",
    "name: mine\nlinks: { list: [{ from: 2, to: 0 }] }",
    "links.list[0].from is 2, which is no server",
  ],
  [
    "a link to itself",
    "name: mine",
    "name: mine\nlinks: { list: [{ from: 1, to: roof }] }",
    'links.list[0].to is "roof", where the link starts',
  ],
  [
    "a link named twice",
    "name: mine",
    "name: mine\nlinks: { list: [{ from: 0, to: 1 }, { from: mec-0, to: roof }] }",
    "links.list[1] is named twice",
  ],
  [
    "an end that is neither number nor name",
    "name: mine",
    "name: mine\nlinks: { list: [{ from: 0.5, to: 1 }] }",
    "links.list[0].from is 0.5; it must be a number or a name",
  ],
  [
    "settings that are no mapping",
    "name: mine",
    "name: mine\ntraining: { madqn: 3 }",
    "training.madqn is 3; it must be a mapping",
  ],
  [
    "an access network without power",
    "name: mine",
    "name: mine\naccess: { transmitPower: 0 }",
    "access.transmitPower is 0; it must be above 0",
  ],
];

describe("what is wrong is named with its line, field and value", () => {
  test.each(wrongPlaces)("%s", (_, place, change, message) => {
    const text = valid.replace(place, change);
    expect(text).not.toBe(valid);
    const error = errorOf(text);
    expect(error.message).toContain(message);
    expect(error.message).toMatch(/^mine\.yaml:\d+: /);
    expect(error.fix).toBeTruthy();
  });

  test("every problem of a file, the first of the file first", () => {
    const text = valid
      .replace("10e9", "-1")
      .replace("durationSeconds", "duration")
      .replace("to: 80", "to: soon");
    expect(errorOf(text).message.split("\n")).toEqual([
      "mine.yaml:3: servers[0].capacity is -1; it must be above 0 (4 problems in all)",
      expect.stringContaining("mine.yaml:5: workload.durationSeconds is missing"),
      expect.stringContaining('mine.yaml:7: workload.duration is unknown; did you mean "durationSeconds"?'),
      expect.stringContaining('mine.yaml:11: windows.validate.to is "soon"; it must be a finite number'),
    ]);
  });

  test.each([
    ["an open bracket", valid.replace("[3, 1]", "[3, 1"), /^mine\.yaml:\d+: not valid YAML: /],
    [
      "bad indentation",
      valid.replace("  durationSeconds", "   durationSeconds"),
      /^mine\.yaml:6: not valid YAML: [^\n]*$/,
    ],
    [
      "a key given twice",
      valid.replace("  durationSeconds", "  kind: x\n  durationSeconds"),
      /^mine\.yaml:7: not valid YAML: .*unique/,
    ],
    ["two documents", `${valid}---\n${valid}`, /not valid YAML/],
    ["an anchor that is not there", valid.replace("1000", "*duration"), /not valid YAML/],
    ["a text", "just a text", /^mine\.yaml:1: the scenario is "just a text"; it must be a mapping/],
    ["a list", "- 1\n- 2", /the scenario is \[1,2\]; it must be a mapping/],
    ["nothing", "", /^mine\.yaml: the file is empty/],
    ["comments only", "# nothing\n", /^mine\.yaml: the file is empty/],
  ])("%s", (_, text, message) => {
    expect(errorOf(text).message).toMatch(message);
  });

  test("any text gives a scenario or an EdgeflockError, never another error", () => {
    const lines = valid.split("\n");
    const spoiled = fc
      .tuple(
        fc.nat(lines.length - 1),
        fc.oneof(fc.string(), fc.constantFrom("- 1", "{", "name:", "  x: [", "servers: 3")),
      )
      .map(([line, text]) => lines.with(line, text).join("\n"));
    fc.assert(
      fc.property(fc.oneof(fc.string(), spoiled, fc.json()), (text) => {
        try {
          parseScenario(text, "any.yaml");
        } catch (error) {
          expect(error).toBeInstanceOf(EdgeflockError);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("a value replaced by any other one is refused by name or taken", () => {
    const base = parse(valid) as Record<string, unknown>;
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(base)), fc.jsonValue(), (key, value) => {
        try {
          parseScenario(JSON.stringify({ ...base, [key]: value }), "any.json");
        } catch (error) {
          expect(error).toBeInstanceOf(EdgeflockError);
          expect((error as EdgeflockError).message).toContain(key);
        }
      }),
      { numRuns: 200 },
    );
  });
});
