/** The log of a stream: right to the row, and in memory that does not grow with it. */
import { fork } from "node:child_process";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import { baselines } from "../agents/baselines/index.ts";
import { rolloutStream } from "../env/index.ts";
import { episodeStream } from "../scenario/index.ts";
import { summariseStream } from "../sim/metrics.ts";
import { tinyScenario } from "../testing/tiny-scenario.ts";
import { allowTypeScriptWorkers } from "../testing/typescript-workers.test-helper.ts";
import { TaskLog } from "./task-log.ts";

allowTypeScriptWorkers();

async function query(sql: string): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const rows = (await connection.runAndReadAll(sql)).getRowObjectsJS();
  connection.closeSync();
  instance.closeSync();
  return rows;
}

test("what any reader adds up from the file is the summary", async () => {
  const path = join(await mkdtemp(join(tmpdir(), "task-log-")), "tasks.parquet");
  const scenario = tinyScenario();
  const log = await TaskLog.open(path, scenario.maxTargets);
  const stream = await rolloutStream(
    episodeStream(scenario, "all", "1", { durationSeconds: 10_000 }),
    baselines.get("split")!.create(),
    { records: true, onPause: (paused) => log.append(paused.takeRecords()) },
  );
  await log.close();
  const summary = summariseStream(stream, scenario.objective);
  const [found] = await query(
    `SELECT count(*)::INTEGER AS tasks, count(DISTINCT task)::INTEGER AS numbers, max(task)::INTEGER AS last,
      avg(latencySeconds) AS latency, avg(energyJoules) AS energy,
      max(abs(uplinkSeconds + transferSeconds + linkWaitSeconds + computeWaitSeconds + computeSeconds
        + recoverySeconds - latencySeconds)) AS unexplained,
      min(len(targets))::INTEGER AS helpers, bool_or(list_contains(targets, home)) AS helpsItself,
      any_value(typeof(task)) AS taskType, any_value(typeof(targets)) AS targetsType
    FROM '${path}'`,
  );
  expect(found).toMatchObject({
    tasks: summary.tasks,
    numbers: summary.tasks,
    last: summary.tasks - 1,
    latency: expect.closeTo(summary.meanLatencySeconds, 9),
    energy: expect.closeTo(summary.meanEnergyJoules, 9),
    unexplained: expect.closeTo(0, 9),
    helpers: 2,
    helpsItself: false,
    taskType: "BIGINT",
    targetsType: "INTEGER[]",
  });
});

const manyTasks = 5_000_000;
/** In megabytes; as tables, the tasks, decisions and outcomes alone would take 900. */
const mostMegabytes = 400;
const script = `
import { Decision } from "${new URL("../sim/decision.ts", import.meta.url).href}";
import { Network } from "${new URL("../sim/network.ts", import.meta.url).href}";
import { createStream } from "${new URL("../sim/simulator.ts", import.meta.url).href}";
import { PoissonSource } from "${new URL("../workload/synthetic/poisson-source.ts", import.meta.url).href}";
import { TaskLog } from "${new URL("./task-log.ts", import.meta.url).href}";

const server = {
  name: "only", capacityCyclesPerSecond: 10e9, energyCoefficient: 1e-28, idlePowerWatts: 0, queueLimit: Infinity,
};
const network = new Network({ servers: [server], links: [], resourceCap: 0.5, shareMin: 0.05, maxTargets: 0 });
const source = new PoissonSource({
  seed: 1, tasks: ${manyTasks}, ratePerSecond: 14, homeWeights: [1],
  cycles: { mean: 5e8, distribution: "exponential" }, inputBits: { mean: 1e6, distribution: "constant" },
});
const log = await TaskLog.open(process.argv[2], 0);
const stream = createStream(network, source, { records: true });
const decision = new Decision(0);
while (stream.advance() >= 0) {
  stream.decide(decision);
  if (stream.waitingRecords >= 4096) await log.append(stream.takeRecords());
}
await log.append(stream.takeRecords());
await log.close();
process.send({ tasks: stream.sums.tasks, megabytes: process.resourceUsage().maxRSS / 1024 });
`;

test("five million tasks go to a file in the memory of a few thousand", async () => {
  const folder = await mkdtemp(join(tmpdir(), "task-log-"));
  await writeFile(join(folder, "stream.mjs"), script);
  const path = join(folder, "tasks.parquet");
  const told = await new Promise<{ readonly tasks: number; readonly megabytes: number }>(
    (resolve, reject) => {
      const child = fork(join(folder, "stream.mjs"), [path], {
        execArgv: ["--max-old-space-size=64"],
        stdio: ["ignore", "ignore", "inherit", "ipc"],
      });
      child.on("message", resolve);
      child.on("exit", (code) => reject(new Error(`ended with ${code}`)));
    },
  );
  expect(told.tasks).toBe(manyTasks);
  expect(told.megabytes).toBeLessThan(mostMegabytes);
  expect(await query(`SELECT count(*)::INTEGER AS rows, max(task)::INTEGER AS last FROM '${path}'`)).toEqual([
    { rows: manyTasks, last: manyTasks - 1 },
  ]);
});
