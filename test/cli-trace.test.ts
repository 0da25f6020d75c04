/** `edgeflock trace`, on small files and on the real traces. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { runCli, runCliJson } from "./support/cli.ts";

const root = mkdtempSync(join(tmpdir(), "edgeflock-trace-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function write(name: string, lines: readonly string[]): string {
  const path = join(root, name);
  mkdirSync(join(path, ".."), { recursive: true });
  const text = lines.map((line) => `${line}\n`).join("");
  writeFileSync(path, name.endsWith(".gz") ? gzipSync(text) : text);
  return path;
}

const llmHeader = "TIMESTAMP,ContextTokens,GeneratedTokens";
const llmRows = [
  "2023-11-16 18:00:00,100,10",
  "2023-11-16 18:00:01,100,20",
  "2023-11-16 18:00:03,200,30",
  "2023-11-16 18:00:03,0,0",
];
/** Named as nothing it is: the content tells. */
const llm = write("machine_meta-openb_pod_list.csv", [llmHeader, ...llmRows]);
const functions = write("batch_task.csv", [
  "app,func,end_timestamp,duration",
  "a,f,10,1",
  "b,g,12,1",
  "a,f,15,1",
]);

async function textOf(...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runCli(["trace", ...args]);
  expect(exitCode, stderr).toBe(0);
  return stdout;
}

async function failureOf(...args: string[]): Promise<{ readonly exitCode: number; readonly stderr: string }> {
  const { exitCode, stdout, stderr } = await runCli(["trace", ...args]);
  expect(stdout).toBe("");
  expect(stderr).toMatch(/^error: .*\n {2}fix: /s);
  return { exitCode, stderr };
}

describe("convert", () => {
  const out = join(root, "llm.parquet");

  test("a converted trace is inspected and simulated as the original", async () => {
    const text = await textOf("convert", llm, "--out", out);
    expect(text).toContain("azure-llm-2023: 3 tasks of 4 rows from 1 file");
    expect(text).toContain("left out 1: no tokens, so no work");
    const inspected = await textOf("inspect", out);
    expect(inspected).toContain("azure-llm-2023: Azure LLM inference traces of 2023");
    expect(inspected).toContain("3 tasks of 3 rows in llm.parquet");
    const simulate = (trace: string) =>
      runCliJson("simulate", "azure-llm", "--trace", trace, "--policy", "local");
    const { workload: fromOriginal, ...original } = await simulate(llm);
    const { workload: fromConverted, ...converted } = await simulate(out);
    expect(original).toMatchObject({ tasks: 3 });
    expect(converted).toEqual(original);
    expect(fromOriginal).toMatchObject({ rows: 4 });
    expect(fromConverted).toMatchObject({ rows: 3 });
  });

  test("replaces nothing unless it is told to, and the same trace gives the same bytes", async () => {
    const before = readFileSync(out);
    const { exitCode, stderr } = await failureOf("convert", llm, "--out", out);
    expect(exitCode).toBe(4);
    expect(stderr).toContain(`${out} exists already`);
    expect(stderr).toContain("--force");
    await textOf("convert", llm, "--out", out, "--force");
    expect(readFileSync(out).equals(before)).toBe(true);
  });

  test("resubmits are kept where that is asked for, and the file remembers it", async () => {
    const submit = (second: number, task: number) =>
      `${(600 + second) * 1e6},,7,${task},,0,u,2,1,0.1,0.1,0,0`;
    const google = write("resubmits/task_events/part-00000-of-00500.csv", [submit(1, 0), submit(2, 0)]);
    const kept = join(root, "kept.parquet");
    expect(await textOf("convert", google, "--out", kept, "--resubmits", "keep")).toContain(
      "2 tasks of 2 rows",
    );
    expect(await textOf("inspect", kept)).toContain("2 tasks of 2 rows");
    const { exitCode, stderr } = await runCli([
      "simulate",
      "paper-3mec",
      "--trace",
      kept,
      "--policy",
      "local",
    ]);
    expect(exitCode).toBe(3);
    expect(stderr).toContain("google-2011 (resubmits kept)");
  });

  test.each([
    [
      "a name that is no Parquet file's",
      [llm, "--out", join(root, "a.csv")],
      2,
      "is no name of a Parquet file",
    ],
    [
      "resubmits of a trace without",
      [llm, "--out", join(root, "b.parquet"), "--resubmits", "keep"],
      2,
      "knows no resubmits",
    ],
    ["a folder of several traces", [root, "--out", join(root, "c.parquet")], 3, "holds several traces"],
    ["no --out", [llm], 2, "--out <file>"],
    ["a folder that is missing", [llm, "--out", join(root, "no", "d.parquet")], 4, "d.parquet"],
  ] as const)("%s is refused", async (_, args, code, message) => {
    const { exitCode, stderr } = await runCli(["trace", "convert", ...args]);
    expect(exitCode).toBe(code);
    expect(stderr).toContain(message);
  });
});

describe("inspect", () => {
  test("recognises a format by content, and says what is left out and why", async () => {
    const text = await textOf("inspect", llm);
    expect(text).toContain("azure-llm-2023: Azure LLM inference traces of 2023");
    expect(text).toContain("Splitwise");
    expect(text).toContain("3 tasks of 4 rows in machine_meta-openb_pod_list.csv");
    expect(text).toContain("left out 1: no tokens, so no work");
    expect(text).toContain("arrivals from 0 to 3 s");
    expect(text).toMatch(/▁|█/);
    expect(text).toContain("burstiness");
    for (const line of text.split("\n")) expect(line.length, line).toBeLessThanOrEqual(100);
  });

  test("task events in JSON are those, though they hold what job events need", async () => {
    const events = Array.from({ length: 20 }, (_, k) =>
      JSON.stringify({
        ...{ time: 601_000_000 + k, "missing info": 0, "job ID": 6_000_000_000 + k, "task index": 0 },
        ...{ "machine ID": 1, "event type": 0, user: "u", "scheduling class": 1, priority: 2 },
        ...{
          "CPU request": 0.1,
          "memory request": 0.1,
          "disk request": 0.1,
          "different-machine restriction": 0,
        },
      }),
    );
    const result = await runCliJson("trace", "inspect", write("events.json", events));
    expect(result).toMatchObject({ format: "google-2011", tasks: 20 });
  });

  test("--json holds the same figures, and the counts behind the line", async () => {
    const { rate, ...found } = (await runCliJson("trace", "inspect", llm)) as {
      rate: { fromSeconds: number; binSeconds: number; counts: number[] };
    };
    expect(found).toMatchObject({
      format: "azure-llm-2023",
      rows: 4,
      tasks: 3,
      range: { fromSeconds: 0, toSeconds: 3 },
      burstiness: { meanGapSeconds: 1.5 },
      work: { count: 3, quantiles: { min: 110, p50: 120, max: 230 } },
      jobs: 3,
      users: 1,
      figure: null,
    });
    expect(rate.counts).toHaveLength(72);
    expect([rate.counts[0], rate.counts[24], rate.counts[71]]).toEqual([1, 1, 1]);
  });

  test("a folder with several traces lists them, with what lies beside them", async () => {
    write("both/a.csv", [llmHeader, ...llmRows]);
    write("both/deeper/b.csv", ["app,func,end_timestamp,duration", "a,f,10,1"]);
    write("both/nodes.csv", ["sn,cpu_milli,memory_mib,gpu,model", "n,1,2,0,"]);
    const text = await textOf("inspect", join(root, "both"));
    expect(text).toMatch(/a\.csv +azure-llm-2023/);
    expect(text).toMatch(/b\.csv +azure-functions-2021/);
    expect(text).toMatch(/nodes\.csv .*it holds no tasks/);
    expect(text).toContain("Several traces: name the files of one of them.");
  });

  test("a folder with one trace is that trace, whatever else is in it", async () => {
    write("one/a.csv", [llmHeader, ...llmRows]);
    write("one/nodes.csv", ["sn,cpu_milli,memory_mib,gpu,model", "n,1,2,0,"]);
    const text = await textOf("inspect", join(root, "one"));
    expect(text).toContain("3 tasks of 4 rows");
    expect(text).toContain("beside it: nodes.csv: the node list of the Alibaba GPU trace of 2023");
  });

  test("a table that is no workload is said to be one", async () => {
    const machines = write("m.csv.gz", ["m_1,0,219,17,96,100,USING", "m_1,5,219,17,96,100,USING"]);
    const text = await textOf("inspect", machines);
    expect(text).toContain(
      "this is the machine table of the Alibaba cluster trace of 2018 (machine_meta); it holds no tasks.",
    );
    expect(await runCliJson("trace", "inspect", machines)).toMatchObject({ format: null });
  });

  test.each([".svg", ".png"])("--figure draws it as %s", async (ending) => {
    const path = join(root, `figure${ending}`);
    expect(await textOf("inspect", functions, "--figure", path)).toContain(`written: ${path}`);
    const bytes = readFileSync(path);
    const begins = ending === ".png" ? bytes.subarray(1, 4).toString() : bytes.subarray(0, 4).toString();
    expect(begins).toBe(ending === ".png" ? "PNG" : "<svg");
    if (ending === ".svg") expect(bytes.toString()).toContain("Tasks/s");
  });
});

describe("mistakes", () => {
  test.each([
    {
      what: "no such path",
      args: () => ["inspect", join(root, "nowhere")],
      exitCode: 3,
      says: [join(root, "nowhere"), "no such file"],
    },
    {
      what: "a pattern that matches nothing",
      args: () => ["inspect", join(root, "x*.csv")],
      exitCode: 3,
      says: ["x*.csv", "no file matches"],
    },
    {
      what: "a folder without data",
      args: () => {
        mkdirSync(join(root, "empty"), { recursive: true });
        return ["inspect", join(root, "empty")];
      },
      exitCode: 3,
      says: ["empty", "no .csv"],
    },
    {
      what: "a format that is nearly there",
      args: () => ["inspect", write("near.csv", ["TIMESTAMP,ContextTokens,Tokens", "2023-11-16,1,1"])],
      exitCode: 3,
      says: ["near.csv", "nearest is azure-llm-2023", '"GeneratedTokens"', "custom"],
    },
    {
      what: "something else altogether",
      args: () => ["inspect", write("words.csv", ["once,upon", "a,time"])],
      exitCode: 3,
      says: ["words.csv", "no known trace format", "2 fields: once, upon", "Formats are google-2011"],
    },
    {
      what: "a mistyped format",
      args: () => ["inspect", llm, "--format", "azure-lm-2023"],
      exitCode: 2,
      says: ["azure-lm-2023", 'Did you mean "azure-llm-2023"?'],
    },
    {
      what: "the wrong format",
      args: () => ["inspect", llm, "--format", "azure-functions-2021"],
      exitCode: 3,
      says: [llm, 'no column "app"'],
    },
    {
      what: "no usable row",
      args: () => ["inspect", write("none.csv", [llmHeader, "2023-11-16 18:00:03,0,0"])],
      exitCode: 3,
      says: ["none.csv", "none of 1 rows", "no tokens, so no work: 1"],
    },
    {
      what: "a truncated file",
      args: () => {
        const path = write("cut.csv.gz", [
          llmHeader,
          ...Array.from({ length: 999 }, (_, k) => `2023-11-16 18:00:03,${k},1`),
        ]);
        writeFileSync(path, readFileSync(path).subarray(0, 900));
        return ["inspect", path];
      },
      exitCode: 3,
      says: ["cut.csv.gz", "is truncated"],
    },
    {
      what: "a wrong value deep in the file",
      args: () => ["inspect", write("deep.csv", [llmHeader, ...llmRows, "2023-11-16 18:00:04,many,1"])],
      exitCode: 3,
      says: ["deep.csv", "row 5", '"many" is not a valid value'],
    },
    {
      what: "a figure of no known kind",
      args: () => ["inspect", llm, "--figure", join(root, "figure.pdf")],
      exitCode: 2,
      says: ["--figure", ".pdf", ".svg or .png"],
    },
    {
      what: "a figure that cannot be written",
      args: () => ["inspect", llm, "--figure", join(root, "no", "folder", "figure.svg")],
      exitCode: 4,
      says: ["figure.svg", "cannot be written"],
    },
  ])("$what", async ({ args, exitCode, says }) => {
    const failure = await failureOf(...args());
    for (const words of says) expect(failure.stderr).toContain(words);
    expect(failure.exitCode).toBe(exitCode);
  });
});

const data = "../shared/data";
const absent = !existsSync(data);
if (absent) console.warn(`skipped: tests on the real traces need ${data}`);

describe.skipIf(absent)("the real traces", () => {
  test.each([
    ["google-2011", "google-2011", 69_728],
    ["google-2011/job_events", "google-2011-jobs", 20_592],
    ["google-2011/derived", "google-2011-jobs", 668_088],
    ["alibaba-2017", "alibaba-2017", 71_369],
    ["alibaba-gpu-2023", "alibaba-gpu-2023", 8_094],
    ["azure-llm-2023/*.csv", "azure-llm-2023", 28_185],
    ["azure-2021/Azure2021_200.csv", "azure-functions-2021", 191],
  ])("%s is %s", async (path, format, tasks) => {
    expect(await runCliJson("trace", "inspect", join(data, path))).toMatchObject({ format, tasks });
  });

  test("coding requests come in bursts, conversations nearly as a Poisson process", async () => {
    const variation = async (name: string) => {
      const found = await runCliJson(
        "trace",
        "inspect",
        `${data}/azure-llm-2023/AzureLLMInferenceTrace_${name}.csv`,
      );
      return (found["burstiness"] as { coefficientOfVariation: number }).coefficientOfVariation;
    };
    expect(await variation("code")).toBeCloseTo(13.15, 2);
    expect(await variation("conv")).toBeCloseTo(1.094, 3);
  });

  test.each([
    ["alibaba-2018", "the machine table of the Alibaba cluster trace of 2018"],
    ["alibaba-gpu-2023/openb_node_list_all_node.csv", "the node list of the Alibaba GPU trace of 2023"],
    ["google-2011/machine_events", "machine events of the Google cluster trace of 2011"],
    ["google-2019/collection-sample.csv", "collection events of the Google cluster traces of 2019"],
    [
      "google-2019/instance_usage_grouped_300_seconds_month.csv",
      "usage averages of the Google cluster trace of 2019",
    ],
    ["shanghai-telecom", "a list of base stations"],
    ["mobile-bandwidth/5g-ireland/Download/Driving/B_2020*.csv", "a log of the throughput of a 5G link"],
  ])("%s holds no tasks", async (path, what) => {
    const text = await textOf("inspect", join(data, path));
    expect(text).toContain(what);
    expect(text).toMatch(/holds? no tasks|holds tasks/);
  });
});
