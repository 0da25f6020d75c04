import { describe, expect, test } from "vitest";
import { alibaba2017 } from "./alibaba-2017.ts";
import { leftOut, realTrace, smallTraces } from "./small-trace.test-helper.ts";

const { write, read, errorOf } = smallTraces(alibaba2017);

const header =
  "task_create_time, task_end_time, job_id, task_id,number_of_instances, status, " +
  "number_of_cpus_requested_per_instance_in_the_task,normalized_memory_requested_per_instance_in_the_task";
const rows = [
  "6459,6524,3,4,15740,Terminated,50,0.25",
  "6036,6046,4,7,393,Waiting,,",
  "-849,93,6850,1,1043,Terminated,50,0.02",
  "0,93,6850,2,1,Terminated,50,0.02",
  "12,0,9,1,1,Running,100,0.5",
  "6459,6524,3,5,1,Failed,6400,1",
  "13,0,9,1,1,Running,100,0.5",
  "14,20,9,2,1,Terminated,0,0.5",
];

describe("rows", () => {
  test("times before the trace, rows without request and repeated tasks are counted; the rest is sorted", async () => {
    const workload = await read(write("batch_task.csv.gz", [header, ...rows]));
    expect(leftOut(workload)).toEqual({
      "before the trace (created at a time of 0 or below)": 2,
      "a task listed again": 1,
      "no request (not initialised yet: status Waiting, mostly)": 2,
    });
    expect([...workload.arrivalSeconds]).toEqual([12, 6459, 6459]);
    expect(workload.jobIds).toEqual(["9", "3"]);
    expect([...workload.job]).toEqual([0, 1, 1]);
    // 100 is one of 64 CPUs; the number of instances does not count.
    expect([...workload.cycles]).toEqual([1e6 / 64, 1e6 / 128, 1e6]);
    expect([...workload.inputBits]).toEqual([5e5, 2.5e5, 1e6]);
    expect([...workload.schedulingClass]).toEqual([-1, -1, -1]);
  });

  test("the files as Alibaba publishes them have no header, and give the same tasks", async () => {
    const named = await read(write("with-header.csv", [header, ...rows]));
    const bare = await read(write("without-header.csv", rows));
    expect({ ...bare, report: null }).toEqual({ ...named, report: null });
    expect(bare.report.rows).toBe(rows.length);
  });

  test("an unknown status, a negative request and a text for a time are errors that name the row", async () => {
    const unknown = await errorOf(write("status.csv", [header, "1,2,3,4,5,Done,50,0.1"]));
    expect(unknown.message).toContain('status): "Done" is not a valid value');
    const negative = await errorOf(write("cpu.csv", [header, rows[0]!, "1,2,3,4,5,Terminated,-50,0.1"]));
    expect(negative.message).toContain("row 2: column 7");
    const text = await errorOf(write("time.csv", [header, "noon,2,3,4,5,Terminated,50,0.1"]));
    expect(text.message).toContain('"noon" is not a valid value');
  });
});

const { location, absent } = realTrace("alibaba-2017");

describe.skipIf(absent)("the real trace", () => {
  test("has 71,369 tasks; 167 rows are from before it, 9,017 have no request; arrivals ascend though rows do not", async () => {
    const workload = await read(location);
    expect(workload.count).toBe(71_369);
    expect(leftOut(workload)).toEqual({
      "before the trace (created at a time of 0 or below)": 167,
      "no request (not initialised yet: status Waiting, mostly)": 9_017,
    });
    expect(workload.arrivalSeconds[0]).toBe(5);
    expect(workload.arrivalSeconds.at(-1)).toBe(60_181);
    expect(workload.arrivalSeconds.every((time, k, all) => k === 0 || time >= all[k - 1]!)).toBe(true);
    expect(workload.jobIds).toHaveLength(11_995);
  });
});
