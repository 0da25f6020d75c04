import { describe, expect, test } from "vitest";
import { alibabaGpu2023 } from "./alibaba-gpu-2023.ts";
import { leftOut, realTrace, smallTraces } from "./small-trace.test-helper.ts";

const { write, read, errorOf } = smallTraces(alibabaGpu2023);

const header =
  "name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,deletion_time,scheduled_time";

describe("rows", () => {
  test("pods of every phase are tasks, with or without deletion; sparse first pods and repeats are counted", async () => {
    const workload = await read(
      write("pods.csv", [
        header,
        "p0,12000,16384,1,1000,,LS,Running,0,12537496,0",
        "p1,12000,16384,1,1000,,LS,Running,9999999,12537496,0",
        "p2,64000,524288,1,460,V100M16|V100M32,LS,Pending,10000010,10000020,",
        "p3,128000,1048576,8,1000,,BE,Failed,10000005,10000020,10000006",
        "p4,32000,0,0,0,,Burstable,Running,10000020,,10000021",
        "p4,32000,0,0,0,,Burstable,Running,10000021,,10000021",
        "p5,0,1,0,0,,Guaranteed,Running,10000022,,10000021",
        "p6,1000,1024,0,0,,Guaranteed,Succeeded,10000023,10000024,10000023",
      ]),
    );
    expect(leftOut(workload)).toEqual({
      "in the sparse first 116 days (created before 10,000,000 s)": 2,
      "a pod listed again": 1,
      "no or zero CPU request, or no memory request": 1,
    });
    expect([...workload.arrivalSeconds]).toEqual([5, 10, 20, 23]);
    expect([...workload.cycles]).toEqual([1e6, 5e5, 2.5e5, 1e6 / 128]);
    expect([...workload.inputBits]).toEqual([1e6, 5e5, 1e4, 1e4]); // no task has less than 1e4 bit
    expect([...workload.schedulingClass]).toEqual([0, 3, 1, 2]);
    expect([...workload.job]).toEqual([0, 1, 2, 3]);
  });

  test("a negative or infinite request, and a pod without creation, are errors that name the row", async () => {
    const good = "p0,12000,16384,1,1000,,LS,Running,10000005,,";
    for (const [bad, says] of [
      ["p1,-1,16384,1,1000,,LS,Running,10000005,,", "row 2: column 2 (cpu_milli)"],
      ["p1,1,inf,1,1000,,LS,Running,10000005,,", "row 2: column 3 (memory_mib)"],
      ["p1,1,16384,1,1000,,LS,Running,,,", "row 2: column 9 (creation_time): is empty"],
    ] as const) {
      expect((await errorOf(write("bad.csv", [header, good, bad]))).message).toContain(says);
    }
  });
});

const { location, absent } = realTrace("alibaba-gpu-2023");

describe.skipIf(absent)("the real trace", () => {
  test("is read from its folder, where the node list lies too: 8,094 pods after 58 sparse ones", async () => {
    const workload = await read(location);
    expect(workload.report.files.map(({ path }) => path)).toEqual([
      expect.stringContaining("openb_pod_list_default.csv"),
    ]);
    expect(workload.count).toBe(8_094);
    expect(leftOut(workload)).toEqual({ "in the sparse first 116 days (created before 10,000,000 s)": 58 });
    expect(workload.arrivalSeconds[0]).toBe(483);
    // Pending pods were never placed, and have no time of it: demand all the same.
    const classes = [...workload.schedulingClass].reduce((counts, one) => {
      counts[one] = (counts[one] ?? 0) + 1;
      return counts;
    }, [] as number[]);
    expect(classes.reduce((sum, count) => sum + count, 0)).toBe(8_094);
    expect(classes).toHaveLength(4);
  });
});
