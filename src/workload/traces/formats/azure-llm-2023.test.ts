import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { azureLlm2023 } from "./azure-llm-2023.ts";
import { leftOut, realTrace, smallTraces } from "./small-trace.test-helper.ts";

const { write, read, errorOf } = smallTraces(azureLlm2023);

const header = "TIMESTAMP,ContextTokens,GeneratedTokens";

describe("rows", () => {
  test("a request a job, a file a user; both files as one stream, from the first request of either on", async () => {
    const code = write("code.csv", [header, "2023-11-16 18:17:03.0000000,100,10", "2023-11-16 18:17:05,7,0"]);
    const conv = write("conv.csv.gz", [
      header,
      "2023-11-16 18:17:02.5000000,40,2",
      "2023-11-16 18:17:04,1,1",
    ]);
    const workload = await read([code, conv]);
    expect([...workload.arrivalSeconds]).toEqual([0, 0.5, 1.5, 2.5]);
    expect([...workload.user]).toEqual([0, 1, 0, 1]);
    expect([...workload.job]).toEqual([0, 1, 2, 3]);
    expect([...workload.cycles]).toEqual([42e6, 110e6, 2e6, 7e6]); // tokens read and written
    expect([...workload.inputBits]).toEqual([40e6, 100e6, 1e6, 7e6]); // tokens read
  });

  test("seven digits of a second are kept, zones and the T of ISO 8601 are understood", async () => {
    const path = write("digits.csv", [
      header,
      "2023-11-16 18:17:03.0000001,1,1",
      "2023-11-16 18:17:03.0000004,1,1",
      "2023-11-16T18:17:04.0000001Z,1,1",
      "2023-11-16 19:17:05.0000001+01:00,1,1",
    ]);
    const [, ...arrivals] = (await read(path)).arrivalSeconds;
    expect(arrivals).toEqual([3e-7, 1, 2]);
  });

  test("a line end of either kind, a last line without one, and rows out of order", async () => {
    const path = write("lines.csv", [
      `${header}\r`,
      "2023-11-16 18:17:09,5,1\r",
      "2023-11-16 18:17:03,6,1\r",
    ]);
    expect([...(await read(path)).cycles]).toEqual([7e6, 6e6]);
  });

  test("the same request twice, as of a file named twice, counts once; one without tokens is no work", async () => {
    const lines = [header, "2023-11-16 18:17:03,5,1", "2023-11-16 18:17:04,0,0"];
    const workload = await read([write("a.csv", lines), write("b.csv", lines)]);
    expect(workload.count).toBe(1);
    expect(leftOut(workload)).toEqual({
      "a request listed again (same time and tokens)": 2,
      "no tokens, so no work": 1,
    });
  });

  test("absurd numbers are errors that name the row", async () => {
    for (const [bad, says] of [
      ["2023-11-16 18:17:03,-5,1", "column 2 (ContextTokens)"],
      ["2023-11-16 18:17:03,5,1e30", "column 3 (GeneratedTokens)"],
      ["2023-11-16 18:17:03,nan,1", "column 2 (ContextTokens)"],
      ["2023-11-16 18:17:03,5.5,1", 'column 2 (ContextTokens): "5.5"'],
      ["infinity,5,1", "column 1 (TIMESTAMP)"],
      ["9999-01-01 00:00:00,5,1", "column 1 (TIMESTAMP)"],
      ["yesterday,5,1", 'column 1 (TIMESTAMP): "yesterday"'],
      [",5,1", "column 1 (TIMESTAMP): is empty"],
    ] as const) {
      const error = await errorOf(write("bad.csv", [header, "2023-11-16 18:17:03,5,1", bad]));
      expect(error.message).toContain(says);
    }
  });
});

const { location, absent } = realTrace("azure-llm-2023");

describe.skipIf(absent)("the real traces", () => {
  test("28,185 requests of two services in order of arrival; gaps as published", async () => {
    const workload = await read(location);
    expect(workload.count).toBe(28_185);
    expect(leftOut(workload)).toEqual({});
    expect(workload.arrivalSeconds[0]).toBe(0);
    expect(workload.arrivalSeconds.at(-1)).toBeCloseTo(3513.2474, 4); // 18:15:46.6805900 to 19:14:19.9280160
    expect(workload.user.filter((user) => user === 0)).toHaveLength(19_366); // conv begins first
    expect(workload.user.filter((user) => user === 1)).toHaveLength(8_819);
    const code = await read(join(location, "AzureLLMInferenceTrace_code.csv"));
    const gap = code.arrivalSeconds.at(-1)! / (code.count - 1);
    expect(gap).toBeCloseTo(0.39, 3);
  });
});
