import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { EdgeflockError } from "../core/errors.ts";
import { describeSide } from "../workload/side-report.ts";
import { episodeSetup } from "./build.ts";
import { filesOf, loadWorkload, placesOf } from "./load-workload.ts";
import { parseScenario } from "./parse-scenario.ts";

const root = mkdtempSync(join(tmpdir(), "edgeflock-scenario-users-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
function write(name: string, content: string): string {
  writeFileSync(join(root, name), content);
  return join(root, name);
}

/** Three servers in a row, 300 m apart. */
function text(users: string, more = ""): string {
  return `name: mine
servers:
  - { capacity: 10e9, position: [0, 0] }
  - { capacity: 8e9, position: [300, 0] }
  - { capacity: 6e9, position: [600, 0] }
workload: { kind: synthetic-google, durationSeconds: 1000 }
windows: { train: { from: 0, to: 60 }, validate: { from: 60, to: 80 }, test: { from: 80 } }
users: ${users}
${more}`;
}
const moving = "{ count: 40, mobility: { kind: random-waypoint, speed: [5, 20] } }";
const scenarioOf = (users: string, more?: string) => parseScenario(text(users, more), "mine.yaml");

describe("users", () => {
  test("make the homes, and where they are is the same in every draw and window", async () => {
    const scenario = scenarioOf(moving);
    expect(scenario.workload.homeWeights).toBeUndefined();
    const workload = await loadWorkload(scenario);
    const whole = episodeSetup(scenario, workload, "all", "1");
    expect(new Set(whole.tasks.home)).toEqual(new Set([0, 1, 2]));
    expect(whole.users!.count).toBe(40);
    expect(whole.users!.handovers).toBeGreaterThan(0);
    expect(episodeSetup(scenario, workload, "all", "1")).toEqual(whole);
    expect(episodeSetup(scenario, workload, "all", "2").tasks.home).not.toEqual(whole.tasks.home);
    // Without a hysteresis a home is the nearest server, whatever came before the window.
    const test = episodeSetup(scenario, workload, "test", "1");
    expect(test.tasks.home).toEqual(whole.tasks.home.subarray(whole.tasks.count - test.tasks.count));
  });

  test("move and deal out jobs without touching what the tasks are", async () => {
    const scenario = scenarioOf(moving);
    const workload = await loadWorkload(scenario);
    const { tasks } = episodeSetup(scenario, workload, "train", "");
    const fixed = scenarioOf("{ count: 40, mobility: { kind: fixed }, hysteresis: 50 }");
    const others = episodeSetup(fixed, workload, "train", "");
    expect(others.users).toEqual({ count: 40, handovers: 0 });
    expect(others.tasks.arrivalSeconds).toEqual(tasks.arrivalSeconds);
    expect(others.tasks.cycles).toEqual(tasks.cycles);
    expect(others.tasks.job).toEqual(tasks.job);
  });

  test("pay for the distance on the channel, and for nothing else", async () => {
    const at = (x: number) =>
      `{ count: 5, mobility: { kind: fixed, area: { x: [${x}, ${x}], y: [50, 51] } } }`;
    const uploads = async (x: number, access: string) => {
      const scenario = scenarioOf(at(x), `access: ${access}`);
      return episodeSetup(scenario, await loadWorkload(scenario), "train", "").tasks.uploadSeconds;
    };
    const near = await uploads(0, "{}");
    const far = await uploads(-2000, "{}");
    for (const [row, seconds] of near.entries()) expect(far[row]).toBeGreaterThan(seconds);
    // Within the reference distance, or with an exponent of 0, it is the channel of a scenario without users.
    const plain = parseScenario(
      text(moving, "access: {}")
        .replace(`users: ${moving}`, "")
        .replace("1000 }", "1000, homeWeights: [1, 1, 1] }"),
      "mine.yaml",
    );
    const without = episodeSetup(plain, await loadWorkload(plain), "train", "").tasks.uploadSeconds;
    expect(near).toEqual(without);
    expect(await uploads(-2000, "{ pathLossExponent: 0 }")).toEqual(without);
  });
});

describe("recorded ways", () => {
  const trace = (more = "") => `{ mobility: { kind: trace${more} } }`;

  test("are followed, and known again by their file", async () => {
    const path = write("ways.csv", "user,time,x,y\n1,0,0,0\n1,100,600,0\n2,0,10,0\n");
    const scenario = scenarioOf(trace());
    const workload = await loadWorkload(scenario, { users: path });
    expect(describeSide(workload.recordedUsers!.report)[0]).toBe(
      "users: 2 with 3 samples of 3 rows from 1 file",
    );
    const { tasks, users } = episodeSetup(scenario, workload, "all", "");
    expect(users).toEqual({ count: 2, handovers: 2 });
    for (let row = 0; row < tasks.count; row++) {
      const walkers = Math.round(Math.min(600, tasks.arrivalSeconds[row]! * 6) / 300);
      expect([0, walkers]).toContain(tasks.home[row]);
    }
    expect(placesOf(filesOf(workload))).toEqual({ users: path });
  });

  test("in degrees lie on the plane of the servers", async () => {
    const path = write("degrees.csv", "user,time,latitude,longitude\na,0,-37.8,144.9068\n");
    const scenario = scenarioOf(trace(", origin: { latitude: -37.8, longitude: 144.9 }"));
    const { traces, geographic } = (await loadWorkload(scenario, { users: path })).recordedUsers!;
    expect(geographic).toBe(false);
    // 0.0068 degrees of 87.9 km each at that latitude.
    expect(traces.x[0]).toBeCloseTo(0.0068 * 111_195 * Math.cos((37.8 * Math.PI) / 180), 0);
    expect(traces.y[0]).toBe(0);
    const homeless = loadWorkload(scenarioOf(trace()), { users: path });
    await expect(homeless).rejects.toThrow("users.mobility.origin is missing");
  });

  test("of another clock are refused", async () => {
    const path = write("clock.csv", "user,time,x,y\n1,1577836800,0,0\n");
    await expect(loadWorkload(scenarioOf(trace()), { users: path })).rejects.toThrow(
      "the first sample is at 1577836800 s, after the last task's arrival",
    );
  });
});

test("uploads follow logs, one for each user, or for each job where there are no users", async () => {
  const radio = [write("slow", "1 1\n2 1\n"), write("fast", "1 100\n2 100\n")];
  const rates = async (scenario: ReturnType<typeof scenarioOf>, salt: string) => {
    const workload = await loadWorkload(scenario, { radio });
    expect(placesOf(filesOf(workload))).toEqual({ radio });
    const { tasks } = episodeSetup(scenario, workload, "train", salt);
    const rate = Array.from(tasks.uploadSeconds, (seconds, row) =>
      Math.round(tasks.inputBits[row]! / seconds),
    );
    for (const [row, seconds] of tasks.uploadSeconds.entries()) {
      expect(tasks.uploadJoules[row]).toBe(0.3 * seconds);
    }
    return { rate, job: tasks.job };
  };
  const access = "access: { kind: log, scale: 2, transmitPower: 0.3 }";
  const one = scenarioOf("{ count: 1, mobility: { kind: fixed } }", access);
  const alone = new Set([...(await rates(one, "0")).rate, ...(await rates(one, "0")).rate]);
  expect(alone.size).toBe(1);
  expect([2e6, 200e6]).toContain([...alone][0]);

  const jobs = parseScenario(
    text(moving, access).replace(`users: ${moving}`, "").replace("1000 }", "1000, homeWeights: [1, 1, 1] }"),
    "mine.yaml",
  );
  const { rate, job } = await rates(jobs, "0");
  expect(new Set(rate)).toEqual(new Set([2e6, 200e6]));
  const ofJob = new Map(rate.map((value, row) => [job[row]!, value]));
  for (const [row, value] of rate.entries()) expect(ofJob.get(job[row]!)).toBe(value);
  expect((await rates(jobs, "1")).rate).not.toEqual(rate);
});

test("what a scenario needs is asked for", async () => {
  const trace = loadWorkload(scenarioOf("{ mobility: { kind: trace } }"));
  await expect(trace).rejects.toThrow("no --users was given");
  const radio = loadWorkload(scenarioOf(moving, "access: { kind: log }"));
  await expect(radio).rejects.toThrow("no --radio was given");
});

describe("refuses", () => {
  test.each([
    [
      "users without servers' positions",
      text(moving).replace(", position: [300, 0]", ""),
      "servers[1].position is missing",
    ],
    [
      "home weights beside users",
      text(moving).replace("1000 }", "1000, homeWeights: [1, 1, 1] }"),
      "workload.homeWeights is given beside `users`",
    ],
    [
      "a least speed of 0",
      text(moving).replace("[5, 20]", "[0, 20]"),
      "users.mobility.speed[0] is 0; it must be above 0",
    ],
    [
      "speeds upside down",
      text(moving).replace("[5, 20]", "[20, 5]"),
      "users.mobility.speed goes from 20 down to 5",
    ],
    ["no number of users", text(moving).replace("count: 40, ", ""), "users.count is missing"],
    [
      "a number of recorded users",
      text("{ count: 3, mobility: { kind: trace } }"),
      "users.count is given beside recorded ways",
    ],
    [
      "an unknown kind of mobility",
      text(moving).replace("random-waypoint", "random-walk"),
      "random-waypoint, fixed or trace",
    ],
    [
      "a point as area",
      text("{ count: 2, mobility: { kind: fixed, area: { x: [1, 1], y: [2, 2] } } }"),
      "users.mobility.area is a point",
    ],
    [
      "an unknown kind of access",
      text(moving, "access: { kind: logs }"),
      'access.kind is "logs"; it must be channel or log (did you mean "log"?)',
    ],
    [
      "a channel's field beside logs",
      text(moving, "access: { kind: log, bandwidth: 1e6 }"),
      "access.bandwidth is unknown; known are: kind, scale, transmitPower",
    ],
    [
      "a misspelt field of the channel",
      text(moving, "access: { bandwith: 1e6 }"),
      'access.bandwith is unknown; did you mean "bandwidth"?',
    ],
  ])("%s", (_, content, message) => {
    const parse = () => parseScenario(content, "mine.yaml");
    expect(parse).toThrow(EdgeflockError);
    expect(parse).toThrow(message);
  });
});
