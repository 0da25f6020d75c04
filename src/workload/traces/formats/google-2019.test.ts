import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { importTrace } from "../import-trace.ts";
import { google2019 } from "./google-2019.ts";

const shaping = {
  perJobLimit: 1e9,
  timeScale: 1,
  cyclesPerUnit: 1e9,
  bitsPerUnit: 1e9,
  deadlineSeconds: Number.POSITIVE_INFINITY,
  outputRatio: 0,
};

const root = mkdtempSync(join(tmpdir(), "edgeflock-google-2019-"));
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(root, "case-"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const header =
  "time,type,collection_id,priority,instance_index,resource_request.cpus,resource_request.memory";
const reasons = {
  before: "before the trace window (time below 600 s: the initial snapshot)",
  notSubmit: "not a SUBMIT event",
  allocSet: "an instance of an alloc set: reserved resources, no task",
  repeat: "an instance submitted again",
  unusable: "no or zero CPU request, or no memory request",
} as const;

describe("instance events", () => {
  test("event types are those of v3, not of 2011; rows may stand in any order", async () => {
    const path = write(
      "instance_events.csv",
      [
        header,
        "603000000,0,7,0,1,0.5,0.25", // task
        "601000000,0,7,0,0,0.1,0.2", // task, earlier
        "602000000,1,8,0,0,0.1,0.2", // QUEUE here, SCHEDULE in 2011
        "602000000,3,8,0,0,0.1,0.2", // SCHEDULE here, FAIL in 2011
        "602000000,9,8,0,0,0.1,0.2", // UPDATE_PENDING here, unknown in 2011
        "602000000,SUBMIT,9,0,0,0.1,0.2", // task: types may be names
        "604000000,0,7,0,1,0.5,0.25", // again
        "0,0,10,0,0,0.1,0.2",
        "605000000,0,11,0,0,0,0.2",
        "",
      ].join("\n"),
    );
    const workload = await importTrace(path, google2019, shaping);
    expect([...workload.arrivalSeconds]).toEqual([1, 2, 3]);
    expect([...workload.cycles]).toEqual([1e8, 1e8, 5e8]);
    expect(workload.jobIds).toEqual(["7", "9"]);
    expect(workload.report.skipped).toMatchObject({
      [reasons.before]: 1,
      [reasons.notSubmit]: 3,
      [reasons.repeat]: 1,
      [reasons.unusable]: 1,
    });
    expect(workload.jobName).toBeUndefined();
  });

  test("an event type that is none is refused", async () => {
    const path = write("instance_events.csv", `${header}\n601000000,11,7,0,0,0.1,0.2\n`);
    await expect(importTrace(path, google2019, shaping)).rejects.toThrow(
      `${path}, row 1: column 2 (type): "11" is not a valid value`,
    );
  });

  test("JSON with objects in objects, and numbers as texts, as BigQuery exports it", async () => {
    const rows = [
      {
        time: "601000000",
        type: "0",
        collection_id: "7",
        instance_index: "0",
        resource_request: { cpus: 0.5, memory: 0.25 },
      },
      {
        time: "602000000",
        type: "0",
        collection_id: "7",
        instance_index: "1",
        collection_type: "1",
        resource_request: { cpus: 0.5 },
      },
      { time: "603000000", type: "0", collection_id: "7", instance_index: "2", resource_request: null },
    ];
    const path = write("instance_events-000.json", rows.map((row) => JSON.stringify(row)).join("\n"));
    const workload = await importTrace(path, google2019, shaping);
    expect([...workload.inputBits]).toEqual([0.25e9]);
    expect(workload.report.skipped).toMatchObject({ [reasons.allocSet]: 1, [reasons.unusable]: 1 });
  });

  test("collection events beside tell user, class and name", async () => {
    mkdirSync(join(folder, "instance_events"));
    mkdirSync(join(folder, "collection_events"));
    write(
      "instance_events/part.csv",
      `${header}\n601000000,0,7,0,0,0.1,0.2\n602000000,0,8,0,0,0.1,0.2\n603000000,0,7,0,1,0.1,0.2\n`,
    );
    write(
      "collection_events/part.csv",
      "time,type,collection_id,user,scheduling_class,collection_logical_name\n5,0,8,u,2,\n5,0,7,v,3,n\n6,6,7,w,1,m\n",
    );
    const workload = await importTrace(folder, google2019, shaping);
    expect([...workload.user]).toEqual([0, 1, 0]);
    expect([...workload.schedulingClass]).toEqual([3, 2, 3]);
    expect([...workload.jobName!]).toEqual([0, -1, 0]);
    expect(workload.report.sideFiles).toEqual([
      { path: join(folder, "collection_events/part.csv"), rows: 3 },
    ]);
  });
});

const kaggleHeader =
  ",time,instance_events_type,collection_id,scheduling_class,collection_type,instance_index,resource_request,user," +
  "collection_name,collection_logical_name,cpu_usage_distribution,event,failed";

describe("the set on Kaggle", () => {
  test("instance_events_type counts, not the text beside it; quoted fields hold line breaks", async () => {
    const request = `"{'cpus': 0.5, 'memory': 0.25}"`;
    const path = write(
      "borg_traces_data.csv",
      [
        kaggleHeader,
        `0,601000000,0,7,2,0,3,${request},u,n,l,"[0.1 0.2\n 0.3]",ENABLE,0`, // SUBMIT, though the text says ENABLE
        `1,602000000,6,8,2,0,3,${request},u,n,l,"[0.1 0.2\n 0.3]",SCHEDULE,0`, // FINISH
        `2,603000000,0,9,2,0,3,"{'cpus': None, 'memory': 0.1}",u,n,l,"[]",SUBMIT,0`,
        `3,604000000,0,7,2,1,4,${request},u,n,l,"[]",SUBMIT,0`,
        "",
      ].join("\n"),
    );
    const workload = await importTrace(path, google2019, shaping);
    expect([...workload.arrivalSeconds]).toEqual([1]);
    expect(workload.report.rows).toBe(4);
    expect(workload.report.skipped).toMatchObject({
      [reasons.notSubmit]: 1,
      [reasons.allocSet]: 1,
      [reasons.unusable]: 1,
    });
    expect([...workload.schedulingClass]).toEqual([2]);
    expect([...workload.jobName!]).toEqual([0]);
  });

  test("times and ids rounded by a spreadsheet: what they merge is told apart by user and name, or counts as again", async () => {
    const row = (k: number, user: string) =>
      `${k},2.51731E+12,0,2.60698E+11,2,0,335,"{'cpus': 0.5, 'memory': 0.25}",${user},n,l,"[]",FAIL,1`;
    const path = write(
      "borg_traces_data.csv",
      [kaggleHeader, row(0, "u"), row(1, "v"), row(2, "u"), ""].join("\n"),
    );
    const workload = await importTrace(path, google2019, shaping);
    expect([...workload.arrivalSeconds]).toEqual([2516710, 2516710]);
    expect(workload.report.skipped[reasons.repeat]).toBe(1);
  });

  test("a negative request is refused", async () => {
    const path = write(
      "borg_traces_data.csv",
      `${kaggleHeader}\n0,601000000,0,7,2,0,3,"{'cpus': -0.5, 'memory': 0.25}",u,n,l,"[]",FAIL,1\n`,
    );
    await expect(importTrace(path, google2019, shaping)).rejects.toThrow(
      `${path}, row 1: resource_request: "-0.5" is not a valid value`,
    );
  });
});

test("a file of neither layout is refused with its columns", async () => {
  const path = write("usage.csv", "avg_cpu,avg_mem\n0.4,0.3\n");
  await expect(importTrace(path, google2019, shaping)).rejects.toThrow("its columns are avg_cpu, avg_mem");
});

const trace = "../shared/data/google-2019";
const present = existsSync(trace);
if (!present) console.warn(`skipped: tests on the real trace need ${trace}`);

describe.skipIf(!present)("the real trace", () => {
  test.each([
    ["", 999, 104],
    ["borg_traces_data.first99.csv", 99, 16],
    ["borg_traces_data.first1500.rounded.csv.gz", 1500, 183],
  ])("%s", async (name, rows, tasks) => {
    const { report } = await importTrace(join(trace, name), google2019, shaping);
    expect(report.rows).toBe(rows);
    expect(report.tasks).toBe(tasks);
    const skipped = Object.values(report.skipped).reduce((sum, count) => sum + count, 0);
    expect(report.tasks + skipped).toBe(rows);
  });
});
