import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { shapeTasks } from "./shape-tasks.ts";
import { assignHomes, type Workload, windowTasks } from "./workload.ts";

function workloadOf(arrivals: readonly number[], jobs: readonly string[]): Workload {
  const jobIds = [...new Set(jobs)];
  const count = arrivals.length;
  return shapeTasks(
    {
      count,
      timeSeconds: Float64Array.from(arrivals),
      work: Float64Array.from(arrivals, (_, k) => (k + 1) / 100),
      input: new Float64Array(count).fill(0.01),
      job: Int32Array.from(jobs, (job) => jobIds.indexOf(job)),
      jobIds,
      user: new Int32Array(count),
      schedulingClass: new Int32Array(count),
    },
    {
      perJobLimit: 1000,
      timeScale: 1,
      cyclesPerUnit: 1e9,
      bitsPerUnit: 1e8,
      deadlineSeconds: 3,
      outputRatio: 0.5,
    },
    {
      source: "synthetic-google",
      files: [],
      rows: count,
      skipped: {},
    },
  );
}

/** Rule 4 as it is written, with Node's MD5. */
function homeByRule4(salt: string, jobId: string, weights: readonly number[]): number {
  const u =
    Number.parseInt(createHash("md5").update(`${salt}${jobId}`).digest("hex").slice(0, 8), 16) / 2 ** 32;
  let cumulative = 0;
  return weights.findIndex((weight) => {
    cumulative += weight;
    return u < cumulative;
  });
}

test("homes follow rule 4: the first eight hexadecimal digits of md5(salt + job id)", () => {
  const weights = [0.5, 0.25, 0.125, 0.125];
  fc.assert(
    fc.property(fc.string(), fc.array(fc.string(), { minLength: 1, maxLength: 20 }), (salt, jobs) => {
      const workload = workloadOf(
        jobs.map((_, k) => k),
        jobs,
      );
      expect([...assignHomes(workload, salt, weights)]).toEqual(
        jobs.map((job) => homeByRule4(salt, job, weights)),
      );
    }),
  );
});

test("the tasks of a job share a home, on the right side of its place in the weights", () => {
  const digest = createHash("md5").update("3418309").digest("hex");
  const u = Number.parseInt(digest.slice(0, 8), 16) / 2 ** 32;
  const workload = workloadOf([0, 0, 0], ["3418309", "3418309", "3418309"]);
  expect([...assignHomes(workload, "", [u - 1e-9, 1 - u + 1e-9])]).toEqual([1, 1, 1]);
  expect([...assignHomes(workload, "", [u + 1e-9, 1 - u - 1e-9])]).toEqual([0, 0, 0]);
});

test("weights are relative; a server of weight 0 is home to nobody; salts draw other homes", () => {
  const jobs = Array.from({ length: 3000 }, (_, k) => String(k));
  const workload = workloadOf(
    jobs.map((_, k) => k),
    jobs,
  );
  const homes = assignHomes(workload, "", [6, 0, 3, 1, 0]);
  expect(homes).toEqual(assignHomes(workload, "", [0.6, 0, 0.3, 0.1, 0]));
  const shares = [0, 1, 2, 3, 4].map((home) => homes.filter((one) => one === home).length / 3000);
  expect(shares[0]).toBeCloseTo(0.6, 1);
  expect(shares[1]).toBe(0);
  expect(shares[2]).toBeCloseTo(0.3, 1);
  expect(shares[4]).toBe(0);
  const other = assignHomes(workload, "1", [6, 0, 3, 1, 0]);
  const same = homes.filter((home, row) => home === other[row]).length / 3000;
  expect(same).toBeGreaterThan(0.4);
  expect(same).toBeLessThan(0.52); // independent draws agree on 0.36 + 0.09 + 0.01
});

test("a window holds the arrivals from its start up to, not including, its end", () => {
  const workload = workloadOf([0, 1, 1, 2, 3, 5], ["a", "a", "b", "c", "c", "d"]);
  const tasks = windowTasks(workload, { fromSeconds: 1, toSeconds: 3 }, "s", [1, 1]);
  expect(tasks.count).toBe(3);
  expect([...tasks.arrivalSeconds]).toEqual([1, 1, 2]);
  expect([...tasks.cycles]).toEqual([2e7, 3e7, 4e7]);
  expect([...tasks.job]).toEqual([0, 1, 2]);
  expect([...tasks.deadlineSeconds]).toEqual([3, 3, 3]);
  expect([...tasks.outputRatio]).toEqual([0.5, 0.5, 0.5]);
  expect([...tasks.uploadSeconds, ...tasks.uploadJoules]).toEqual([0, 0, 0, 0, 0, 0]);
  expect([...tasks.home]).toEqual([...assignHomes(workload, "s", [1, 1])].slice(1, 4));
  const all = windowTasks(workload, { fromSeconds: 0, toSeconds: Infinity }, "s", [1, 1]);
  expect(all.count).toBe(6);
  expect(windowTasks(workload, { fromSeconds: 6, toSeconds: 9 }, "s", [1, 1]).count).toBe(0);
  expect(windowTasks(workload, { fromSeconds: 3, toSeconds: 1 }, "s", [1, 1]).count).toBe(0);
});
