import { expect, it } from "vitest";
import { Rng } from "../core/rng.ts";
import { taskTable } from "./fixtures.test-helper.ts";
import { followLogs } from "./logged-access.ts";
import { secondsToSend, throughputLog } from "./throughput-log.ts";

const logs = [
  throughputLog("slow", [1, 1, 1], [1e6, 0, 2e6]),
  throughputLog("fast", [1, 1], [50e6, 100e6]),
  throughputLog("middle", [2, 2], [10e6, 5e6]),
];

it("gives each user one log and one place in it, the same for all of the user's tasks, and charges p·time", () => {
  const tasks = taskTable(Array.from({ length: 600 }, (_, k) => ({ bits: 1e6, arrival: k * 0.37 })));
  const userOfTask = Int32Array.from({ length: 600 }, (_, k) => k % 40);
  followLogs({ logs, scale: 0.5, transmitPowerWatts: 0.2 }, tasks, userOfTask, 40, Rng.stream(0, "access/3"));

  const rng = Rng.stream(0, "access/3");
  const drawn = Array.from({ length: 40 }, () => {
    const log = logs[rng.integer(3)]!;
    return { log, offset: rng.uniform() * log.endSeconds.at(-1)! };
  });
  expect(new Set(drawn.map(({ log }) => log.name)).size).toBe(3);
  for (let row = 0; row < 600; row++) {
    const { log, offset } = drawn[userOfTask[row]!]!;
    const seconds = secondsToSend(log, offset + tasks.arrivalSeconds[row]!, 1e6, 0.5);
    expect(tasks.uploadSeconds[row]).toBe(seconds);
    expect(tasks.uploadJoules[row]).toBe(0.2 * seconds);
  }
});

it("gives a user the same log whoever else has tasks", () => {
  const spec = { logs, scale: 1, transmitPowerWatts: 0.1 };
  const all = taskTable([{ arrival: 1 }, { arrival: 2 }, { arrival: 3 }]);
  followLogs(spec, all, Int32Array.of(0, 1, 2), 3, Rng.stream(0, "access/"));
  const last = taskTable([{ arrival: 3 }]);
  followLogs(spec, last, Int32Array.of(2), 3, Rng.stream(0, "access/"));
  expect(last.uploadSeconds[0]).toBe(all.uploadSeconds[2]);
});
