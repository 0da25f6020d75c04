import { describe, expect, test } from "vitest";
import { azureFunctions2021 } from "./azure-functions-2021.ts";
import { leftOut, realTrace, smallTraces } from "./small-trace.test-helper.ts";

const { write, read, errorOf } = smallTraces(azureFunctions2021);

const header = "app,func,end_timestamp,duration";

describe("rows", () => {
  test("an invocation arrives when it began, so a later row may come first", async () => {
    const workload = await read(
      write("calls.csv", [header, "a,f,10,1", "b,f,11,10.5", "a,g,5,2", "a,f,30,0.5", "b,f,8,0"]),
    );
    expect([...workload.arrivalSeconds]).toEqual([0.5, 3, 9, 29.5]);
    expect([...workload.cycles]).toEqual([10.5e6, 2e6, 1e6, 0.5e6]);
    expect(new Set(workload.inputBits)).toEqual(new Set([1e6])); // the trace tells no sizes
    expect([...workload.user]).toEqual([0, 1, 1, 1]);
    // A function's name is its app's own: f of b is another than f of a.
    expect([...workload.schedulingClass]).toEqual([0, 1, 2, 2]);
    expect([...workload.job]).toEqual([0, 1, 2, 3]);
    expect(leftOut(workload)).toEqual({ "a duration of 0 (below a millisecond), so no work": 1 });
  });

  test("what began before the trace is left out, but not what half a millisecond of rounding puts there", async () => {
    const workload = await read(
      write("early.csv", [header, "a,f,1,3", "a,f,0.0776,0.078", "a,f,0.0776,0.079"]),
    );
    expect([...workload.arrivalSeconds]).toEqual([0]);
    expect(leftOut(workload)).toEqual({ "began before the trace (end less duration below 0 s)": 2 });
  });

  test("repeated rows count once; negative and infinite times are errors that name the row", async () => {
    const workload = await read(write("twice.csv", [header, "a,f,10,1", "a,f,10,1", "a,f,10,2"]));
    expect(workload.count).toBe(2);
    expect(leftOut(workload)).toEqual({ "an invocation listed again (same function, end and duration)": 1 });
    for (const [bad, says] of [
      ["a,f,10,-1", "row 2: column 4 (duration)"],
      ["a,f,inf,1", "row 2: column 3 (end_timestamp)"],
      ["a,f,nan,1", "row 2: column 3 (end_timestamp)"],
      [",f,10,1", "row 2: column 1 (app): is empty"],
    ] as const) {
      expect((await errorOf(write("bad.csv", [header, "a,f,10,1", bad]))).message).toContain(says);
    }
  });
});

const { location, absent } = realTrace("azure-2021");

describe.skipIf(absent)("the real trace", () => {
  test("191 invocations of 13 apps, sorted by when they began; eight took no time", async () => {
    const workload = await read(location);
    expect(workload.count).toBe(191);
    expect(leftOut(workload)).toEqual({ "a duration of 0 (below a millisecond), so no work": 8 });
    expect(new Set(workload.user).size).toBe(13);
    expect(workload.arrivalSeconds[0]).toBeCloseTo(0.00149, 5);
    expect(workload.arrivalSeconds.every((time, k, all) => k === 0 || time >= all[k - 1]!)).toBe(true);
  });
});
