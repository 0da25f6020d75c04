import { describe, expect, it } from "vitest";
import { uniformOfJob, type Workload } from "../workload.ts";
import { assignCells } from "./assign-cells.ts";
import { SiteGrid } from "./site-grid.ts";
import { followTraces } from "./user-traces.ts";

function workload(arrivals: readonly number[], jobs: readonly number[]): Workload {
  const count = arrivals.length;
  return {
    count,
    arrivalSeconds: Float64Array.from(arrivals),
    inputBits: new Float64Array(count).fill(1e6),
    cycles: new Float64Array(count).fill(1e9),
    deadlineSeconds: new Float64Array(count).fill(Infinity),
    outputRatio: new Float64Array(count),
    job: Int32Array.from(jobs),
    jobIds: Array.from({ length: Math.max(...jobs) + 1 }, (_, k) => `job-${k}`),
    user: new Int32Array(count),
    schedulingClass: new Int32Array(count),
    report: { source: "synthetic-google", files: [], rows: count, tasks: count, skipped: {} },
  };
}

/** Sites at 0 m and at 100 m; one user who walks from −50 m at 0 s to 150 m at 200 s and back until 400 s. */
const sites = new SiteGrid([0, 100], [0, 0]);
const walk = followTraces({
  first: Int32Array.of(0, 3),
  timeSeconds: Float64Array.of(0, 200, 400),
  x: Float64Array.of(-50, 150, -50),
  y: Float64Array.of(0, 0, 0),
});
const everyTen = Array.from({ length: 41 }, (_, k) => k * 10);
const tasks = workload(
  everyTen,
  everyTen.map((_, k) => k),
);

describe("cells", () => {
  it("are those of the nearest site, and changes are counted", () => {
    const { home, distanceMetres, handovers, movingUser } = assignCells(tasks, "", walk, sites, 0, 0, 41);
    // He is at k·10 − 50 m on the way out: nearer to the second site from k = 11 on, equally near at k = 10.
    expect(Array.from(home)).toEqual(
      everyTen.map((_, k) => (k > 10 && k < 30 ? 1 : 0)).map((c, k) => (k === 30 ? 1 : c)),
    );
    expect(handovers).toBe(2);
    expect(distanceMetres[0]).toBe(50);
    expect(distanceMetres[20]).toBe(50);
    expect(new Set(movingUser)).toEqual(new Set([0]));
  });

  it("are kept until another site is nearer by more than the hysteresis", () => {
    const { home, handovers } = assignCells(tasks, "", walk, sites, 40, 0, 41);
    // x − (100 − x) > 40 m, so x > 70 m: from k = 13 on; back again at x < 30 m, from k = 33 on.
    expect(Array.from(home)).toEqual(everyTen.map((_, k) => (k >= 13 && k <= 32 ? 1 : 0)));
    expect(handovers).toBe(2);
    expect(assignCells(tasks, "", walk, sites, 150, 0, 41).handovers).toBe(0);
  });

  it("begin with the nearest site in every window", () => {
    const { home, handovers } = assignCells(tasks, "", walk, sites, 150, 20, 25);
    expect(Array.from(home)).toEqual([1, 1, 1, 1, 1]);
    expect(handovers).toBe(0);
  });
});

it("gives each job to the user that its draw by salt names", () => {
  const three = followTraces({
    first: Int32Array.of(0, 1, 2, 3),
    timeSeconds: Float64Array.of(0, 0, 0),
    x: Float64Array.of(0, 100, 90),
    y: Float64Array.of(0, 0, 0),
  });
  for (const salt of ["", "7"]) {
    const { movingUser, home } = assignCells(tasks, salt, three, sites, 0, 0, 41);
    const expected = everyTen.map((_, k) => Math.floor(uniformOfJob(salt, `job-${k}`) * 3));
    expect(Array.from(movingUser)).toEqual(expected);
    expect(Array.from(home)).toEqual(expected.map((user) => (user === 0 ? 0 : 1)));
  }
});
