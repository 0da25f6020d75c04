import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { EdgeflockError } from "../../../core/errors.ts";
import { beyondJobLimit, describeImport } from "../../import-report.ts";
import { importTrace } from "../import-trace.ts";
import { google2011, google2011Jobs } from "./google-2011.ts";
import { formatOf } from "./index.ts";

const shaping = {
  perJobLimit: 2,
  timeScale: 0.5,
  cyclesPerUnit: 4e10,
  bitsPerUnit: 2e8,
  deadlineSeconds: Number.POSITIVE_INFINITY,
  outputRatio: 0,
};

const root = mkdtempSync(join(tmpdir(), "edgeflock-google-"));
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(root, "case-"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Event {
  readonly time?: number | string;
  readonly job?: number | string;
  readonly task?: number | string;
  readonly type?: number | string;
  readonly user?: string;
  readonly schedulingClass?: number | string;
  readonly cpu?: number | string;
  readonly memory?: number | string;
}

function line(event: Event): string {
  const { time = 600_000_000, job = 7, task = 0, type = 0, user = "u", schedulingClass = 1 } = event;
  const { cpu = 0.025, memory = 0.03 } = event;
  return [time, "", job, task, "", type, user, schedulingClass, 0, cpu, memory, 0.001, 0].join(",");
}

function write(name: string, lines: readonly string[]): string {
  const path = join(folder, name);
  const text = lines.map((one) => `${one}\n`).join("");
  writeFileSync(path, name.endsWith(".gz") ? gzipSync(text) : text);
  return path;
}

async function errorOf(location: string | readonly string[]): Promise<EdgeflockError> {
  const error: unknown = await importTrace(location, google2011, shaping).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(EdgeflockError);
  const found = error as EdgeflockError;
  expect(found.kind).toBe("trace");
  expect(found.fix).toBeTruthy();
  return found;
}

/** Enough distinct rows for a compressed file of some tens of kilobytes. */
const manyLines = Array.from({ length: 4000 }, (_, k) =>
  line({ time: 600_000_000 + 997 * k, job: 1000 + k, user: `${k * k}`, memory: (k % 97) / 1000 }),
);

describe("rules", () => {
  test("every row is a task or is counted under the first rule that leaves it out", async () => {
    const path = write("part-0.csv.gz", [
      line({ time: 0 }), // snapshot; its later submit is the first one
      line({ time: 599_999_999, task: 1 }),
      line({ time: 600_000_000, job: 7, task: 0 }), // task
      line({ time: 600_000_001, job: 7, task: 0, type: 1 }),
      line({ time: 600_000_002, job: 7, task: 0 }), // resubmit
      line({ time: 600_000_003, job: 7, task: 1, cpu: "" }),
      line({ time: 600_000_004, job: 7, task: 1 }), // a resubmit too: its first submit was unusable
      line({ time: 600_000_005, job: 7, task: 2, cpu: 0 }),
      line({ time: 600_000_006, job: 7, task: 3, memory: "" }),
      line({ time: 601_000_000, job: 7, task: 4, memory: 0, user: "v", schedulingClass: "" }), // task
      line({ time: 602_000_000, job: 7, task: 5 }), // beyond the limit of 2
      line({ time: 603_000_000, job: 8, task: 0, cpu: 1, user: "u", schedulingClass: 3 }), // task
      line({ time: "9223372036854775807", job: 9 }),
    ]);
    const workload = await importTrace(path, google2011, shaping);
    expect(workload.report).toEqual({
      source: "google-2011",
      files: [{ path, rows: 13 }],
      rows: 13,
      tasks: 3,
      skipped: {
        "before the trace window (time below 600 s: the initial snapshot)": 2,
        "after the trace window (time 2^63-1)": 1,
        "not a SUBMIT event": 1,
        "a task submitted again": 2,
        "no or zero CPU request, or no memory request": 3,
        [beyondJobLimit]: 1,
      },
    });
    expect(workload.count).toBe(3);
    expect([...workload.arrivalSeconds]).toEqual([0, 0.5, 1.5]);
    expect([...workload.cycles]).toEqual([1e9, 1e9, 4e10]);
    expect([...workload.inputBits]).toEqual([6e6, 1e4, 6e6]);
    expect([...workload.job]).toEqual([0, 0, 1]);
    expect(workload.jobIds).toEqual(["7", "8"]);
    expect([...workload.user]).toEqual([0, 1, 0]);
    expect([...workload.schedulingClass]).toEqual([1, -1, 3]);
    expect([...workload.deadlineSeconds]).toEqual([Infinity, Infinity, Infinity]);
    expect(describeImport(workload.report)).toContain("left out 2: a task submitted again");
  });

  test("parts are read in the order of their names, and the limit of a job counts in order of time", async () => {
    mkdirSync(join(folder, "task_events"));
    write("schema.csv", ["not,a,part"]);
    write("task_events/part-00001.csv", [
      line({ time: 602_000_000 }),
      line({ time: 603_000_000, task: 9, cpu: 0.3 }),
    ]);
    write("task_events/part-00000.csv.gz", [
      line({ time: 605_000_000, task: 1, cpu: 0.4 }),
      line({ time: 604_000_000, task: 0, cpu: 0.5 }),
    ]);
    const workload = await importTrace(folder, google2011, shaping);
    // (7, 0) at 602 s is a resubmit: the file before it has submitted it, though later. Of 603, 604, 605 s two are kept.
    expect(workload.report.files.map((file) => basename(file.path))).toEqual([
      "part-00000.csv.gz",
      "part-00001.csv",
    ]);
    expect(workload.report.skipped["a task submitted again"]).toBe(1);
    expect([...workload.arrivalSeconds]).toEqual([1.5, 2]);
    expect([...workload.cycles]).toEqual([0.3 * 4e10, 0.5 * 4e10]);
  });

  test("a file, several files, the folder of the parts and a pattern are all read", async () => {
    const first = write("part-0.csv.gz", [line({ job: 1 })]);
    const second = write("part-1.csv", [line({ job: 2 })]);
    write("notes.txt", ["no part"]);
    const ids = async (location: string | readonly string[]) =>
      (await importTrace(location, google2011, shaping)).jobIds;
    expect(await ids(second)).toEqual(["2"]);
    expect(await ids([second, first])).toEqual(["2", "1"]);
    expect(await ids(folder)).toEqual(["1", "2"]);
    expect(await ids(join(folder, "part-*.csv*"))).toEqual(["1", "2"]);
    expect(await ids(join(folder, "*.gz"))).toEqual(["1"]);
  });

  test("gzip data is known by its content; quotes and commas in paths do no harm", async () => {
    const odd = join(folder, "it's, a 'part'.csv");
    writeFileSync(odd, gzipSync(`${line({ job: 3 })}\r\n${line({ job: 4 })}\r\n`));
    expect((await importTrace(odd, google2011, shaping)).jobIds).toEqual(["3", "4"]);
  });
});

describe("job events beside the task events", () => {
  const jobLine = (time: number, job: number, type: number, logical: string) =>
    [time, "", job, type, "u", 1, `name of ${job}`, logical].join(",");

  test("tell the logical name of each job, which jobs share", async () => {
    mkdirSync(join(folder, "task_events"));
    mkdirSync(join(folder, "job_events"));
    write(
      "task_events/part-0.csv",
      [7, 8, 9, 7].map((job, task) => line({ job, task })),
    );
    const jobs = [
      jobLine(0, 7, 0, "l"),
      jobLine(5, 7, 4, "other"),
      jobLine(0, 9, 0, "l"),
      jobLine(0, 5, 0, "m"),
    ];
    const path = write("job_events/part-0.csv.gz", jobs);
    const workload = await importTrace(folder, google2011, shaping);
    expect([...workload.jobName!]).toEqual([0, -1, 0, 0]);
    expect(workload.report.rows).toBe(4);
    expect(workload.report.sideFiles).toEqual([{ path, rows: 4 }]);
    // The same when both are named, as a run does that reads again what it was trained on.
    const named = [join(folder, "task_events/part-0.csv"), path];
    expect((await importTrace(named, google2011, shaping)).report).toEqual(workload.report);
    write("job_events/part-1.csv", [jobLine(0, 7, 9, "l")]);
    expect((await errorOf(folder)).message).toContain('part-1.csv, row 1: column 4 (event type): "9"');
  });

  test("are a workload of their own, one task for each job in the window", async () => {
    const path = write("part-0.csv", [
      jobLine(0, 6, 0, "l"),
      jobLine(601_000_000, 7, 0, "l"),
      jobLine(602_000_000, 7, 1, "l"),
      jobLine(603_000_000, 8, 0, "m"),
      jobLine(604_000_000, 7, 0, "l"),
    ]);
    const jobs = await importTrace(path, google2011Jobs, shaping);
    expect([...jobs.arrivalSeconds]).toEqual([0.5, 1.5]);
    expect([...jobs.jobName!]).toEqual([0, 1]);
    expect([...jobs.cycles]).toEqual([4e10, 4e10]);
    const list = write("job_submits.csv", [
      "time_us,job_id,scheduling_class,user",
      "601000000,7,2,0",
      "0,8,1,1",
    ]);
    expect([...(await importTrace(list, google2011Jobs, shaping)).schedulingClass]).toEqual([2]);
  });
});

test("job events in JSON without what is empty throughout are not taken for a list of submits", async () => {
  const path = join(folder, "jobs.json");
  const event = (type: number, job: number) =>
    JSON.stringify({
      time: 601_000_000,
      "job ID": job,
      "event type": type,
      user: "u",
      "scheduling class": 0,
    });
  writeFileSync(path, [event(0, 1), event(1, 1), event(4, 1), event(0, 2)].join("\n"));
  const { count, report } = await importTrace(path, google2011Jobs, shaping);
  expect(count).toBe(2);
  expect(report.skipped["not a SUBMIT event"]).toBe(2);
});

test("resubmits are kept where they are asked for", async () => {
  const path = write("part-0.csv", [
    line({}),
    line({ time: 601_000_000 }),
    line({ time: 602_000_000, type: 4 }),
  ]);
  const format = formatOf({ kind: "google-2011", resubmits: "keep" });
  const workload = await importTrace(path, format, shaping);
  expect([...workload.arrivalSeconds]).toEqual([0, 0.5]);
  expect(workload.report.skipped).not.toHaveProperty("a task submitted again");
});

describe("what cannot be read gets one error that says where", () => {
  test("truncated gzip", async () => {
    const path = write("part-0.csv.gz", manyLines);
    const whole = gzipSync(manyLines.join("\n"));
    writeFileSync(path, whole.subarray(0, whole.length >> 1));
    const { message } = await errorOf(path);
    expect(message).toMatch(/part-0\.csv\.gz: is truncated after row \d+$/);
    expect(Number(/\d+$/.exec(message)?.[0])).toBeGreaterThan(100);
  });

  test("gzip truncated between two rows, which a CSV reader takes for the end", async () => {
    const path = write("part-0.csv.gz", manyLines);
    const whole = gzipSync(`${manyLines.join("\n")}\n`);
    writeFileSync(path, whole.subarray(0, whole.length - 8)); // all the data, no checksum
    expect((await errorOf(path)).message).toMatch(/is truncated after row \d+/);
  });

  test("damaged gzip", async () => {
    const path = write("part-0.csv.gz", manyLines);
    const whole = gzipSync(manyLines.join("\n"));
    whole.fill(0x5a, whole.length >> 1, (whole.length >> 1) + 64);
    writeFileSync(path, whole);
    expect((await errorOf(path)).message).toMatch(/part-0\.csv\.gz: holds damaged gzip data after row \d+/);
  });

  test("a wrong checksum", async () => {
    const path = write("part-0.csv.gz", manyLines);
    const whole = gzipSync(manyLines.join("\n"));
    whole[whole.length - 6]! ^= 0xff;
    writeFileSync(path, whole);
    expect((await errorOf(path)).message).toContain("holds damaged gzip data");
  });

  test("no gzip at all under a .gz name", async () => {
    const path = join(folder, "part-0.csv.gz");
    writeFileSync(path, "<html>404 Not Found</html>");
    expect((await errorOf(path)).message).toBe(`${path}: named .gz but does not hold gzip data`);
  });

  test("the second of two parts", async () => {
    write("part-0.csv.gz", [line({})]);
    const second = write("part-1.csv.gz", [line({}), "1,2,3"]);
    expect((await errorOf(folder)).message).toBe(`${second}, row 2: has 3 columns instead of 13`);
  });

  test.each([
    ["too few columns", line({}).replace(/,[^,]*$/, ""), "has 12 columns instead of 13"],
    ["too many columns", `${line({})},0`, "has 14 columns instead of 13"],
    ["a text for a time", line({ time: "noon" }), 'column 1 (time): "noon" is not a valid value'],
    ["a negative time", line({ time: -5 }), 'column 1 (time): "-5" is not a valid value'],
    ["a time beyond 64 bits", line({ time: "99999999999999999999" }), "column 1 (time)"],
    ["no time", line({ time: "" }), "column 1 (time): is empty"],
    ["a text for a job", line({ job: "job-7" }), 'column 3 (job ID): "job-7" is not a valid value'],
    ["no job", line({ job: "" }), "column 3 (job ID): is empty"],
    ["a fraction for a task", line({ task: "x" }), 'column 4 (task index): "x" is not a valid value'],
    ["half a task", line({ task: 1.5 }), 'column 4 (task index): "1.5" is not a valid value'],
    ["an unknown event type", line({ type: 9 }), 'column 6 (event type): "9" is not a valid value'],
    ["an unknown scheduling class", line({ schedulingClass: 4 }), 'column 8 (scheduling class): "4"'],
    [
      "a text for a CPU request",
      line({ cpu: "half" }),
      'column 10 (CPU request): "half" is not a valid value',
    ],
    ["a negative CPU request", line({ cpu: -0.1 }), 'column 10 (CPU request): "-0.1" is not a valid value'],
    [
      "a CPU request that is NaN",
      line({ cpu: "nan" }),
      'column 10 (CPU request): "nan" is not a valid value',
    ],
    ["an infinite memory request", line({ memory: "inf" }), 'column 11 (memory request): "inf"'],
  ])("%s", async (_, wrong, message) => {
    const path = write("part-0.csv.gz", [line({}), line({ task: 1 }), wrong, line({ task: 2 })]);
    const error = await errorOf(path);
    expect(error.message).toContain(`${path}, row 3: ${message}`);
    expect(error.fix).toContain("13 comma-separated columns");
  });

  test("the first of many wrong rows, far into the file", async () => {
    const lines = [...manyLines];
    lines[3210] = line({ memory: "?" });
    lines[3500] = "1,2";
    lines[3600] = line({ cpu: "?" });
    const path = write("part-0.csv", lines);
    expect((await errorOf(path)).message).toBe(
      `${path}, row 3211: column 11 (memory request): "?" is not a valid value (and 2 more rows are wrong)`,
    );
  });

  test("another table of the trace", async () => {
    const path = write("job-events.csv.gz", ["0,,3418309,0,user,3,name,logical"]);
    expect((await errorOf(path)).message).toBe(`${path}, row 1: has 8 columns instead of 13`);
  });

  test("a header line", async () => {
    const header = "time,missing,job,task,machine,type,user,class,priority,cpu,memory,disk,different";
    const path = write("part-0.csv", [header, line({})]);
    const error = await errorOf(path);
    expect(error.message).toBe(`${path}, row 1: column 1 (time): "time" is not a valid value`);
    expect(error.fix).toContain("no header line");
  });

  test("binary data", async () => {
    const path = join(folder, "part-0.csv");
    writeFileSync(
      path,
      Uint8Array.from({ length: 5000 }, (_, k) => (k * 7919) % 251),
    );
    expect((await errorOf(path)).message).toContain(path);
  });

  test("an empty file, an empty gzip file, an empty folder, nothing at all", async () => {
    const empty = write("empty.csv", []);
    expect((await errorOf(empty)).message).toBe(`${empty}: the file is empty`);
    const emptyGzip = write("empty.csv.gz", []);
    expect((await errorOf(emptyGzip)).message).toBe(`${emptyGzip}: the file has no rows`);
    const bare = join(folder, "bare");
    mkdirSync(bare);
    expect((await errorOf(bare)).message).toBe(`${bare}: no .csv, .json or .parquet file in this folder`);
    expect((await errorOf([])).message).toContain("no trace file");
  });

  test("a path that does not exist, a pattern that matches nothing", async () => {
    const path = join(folder, "nowhere");
    expect((await errorOf(path)).message).toBe(`${path}: no such file or folder`);
    const pattern = join(folder, "part-*");
    expect((await errorOf(pattern)).message).toBe(`${pattern}: no file matches`);
  });

  test("no usable task", async () => {
    const path = write("part-0.csv", [line({ time: 0 }), line({ cpu: "" })]);
    expect((await errorOf(path)).message).toContain(
      "none of 2 rows is a usable task (before the trace window",
    );
  });

  test("a folder under the name of a part", async () => {
    mkdirSync(join(folder, "part-0.csv"));
    expect((await errorOf(folder)).message).toMatch(/part-0\.csv: cannot be read \(EISDIR/);
  });

  test.skipIf(process.getuid?.() === 0)("a file without permission to read", async () => {
    const path = write("part-0.csv", [line({})]);
    chmodSync(path, 0);
    expect((await errorOf(path)).message).toContain("cannot be read");
  });
});

const trace = "../shared/data/google-2011";
const present = existsSync(trace);
if (!present) console.warn(`skipped: tests on the real trace need ${trace}`);

describe.skipIf(!present)("the real trace", () => {
  const paper = { ...shaping, perJobLimit: 8, timeScale: 0.1 };

  test("gives the 4,503 tasks of paper-3mec, 847 of them in its test window", async () => {
    const workload = await importTrace(trace, google2011, paper);
    expect(workload.count).toBe(4503);
    expect(workload.arrivalSeconds.filter((arrival) => arrival >= 800)).toHaveLength(847);
    expect(workload.report.rows).toBe(527_922);
    expect(workload.report.skipped).toEqual({
      "before the trace window (time below 600 s: the initial snapshot)": 277_321,
      "after the trace window (time 2^63-1)": 0,
      "not a SUBMIT event": 167_627,
      "a task submitted again": 12_925,
      "no or zero CPU request, or no memory request": 321,
      [beyondJobLimit]: 65_225,
    });
    const skipped = Object.values(workload.report.skipped).reduce((sum, count) => sum + count, 0);
    expect(workload.count + skipped).toBe(workload.report.rows);
    const again = await importTrace(join(trace, "task_events"), google2011, paper);
    expect(again.arrivalSeconds).toEqual(workload.arrivalSeconds);
    expect(again.job).toEqual(workload.job);
  });

  test("the jobs of 25 hours, and those of all 29 days", async () => {
    const jobs = await importTrace(trace, google2011Jobs, paper);
    expect(jobs.report).toMatchObject({ rows: 69_721, tasks: 20_592 });
    const all = await importTrace(join(trace, "derived"), google2011Jobs, paper);
    expect(all.report).toMatchObject({ rows: 672_075, tasks: 668_088 });
  });

  test("a part cut anywhere is refused, compressed or not", async () => {
    const name = "part-00001-of-00500.csv.gz";
    const copy = join(folder, name);
    copyFileSync(join(trace, "task_events", name), copy);
    const whole = gunzipSync(readFileSync(copy));
    const path = join(folder, "part.csv");
    writeFileSync(path, whole.subarray(0, whole.length - 40));
    expect((await errorOf(path)).message).toContain(`${path}, row 77776: `);
  });
});
