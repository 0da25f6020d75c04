/** A policy on a stream decides as on the table of the same tasks. */
import { expect, test } from "vitest";
import { baselines } from "../agents/baselines/index.ts";
import { episodeSetup, episodeStream, parseScenario, shapingOf } from "../scenario/index.ts";
import { summarise, summariseStream } from "../sim/metrics.ts";
import { tinyScenarioYaml } from "../testing/tiny-scenario.ts";
import { syntheticGoogle } from "../workload/index.ts";
import { rollout } from "./rollout.ts";
import { rolloutStream } from "./rollout-stream.ts";

const scenario = parseScenario(
  `${tinyScenarioYaml}access: { bandwidth: 5e6 }\nfaults: { servers: { mtbf: 5, mttr: 2 } }\noutputRatio: 0.1\ndeadline: 2\n`,
  "tiny.yaml",
);
if (scenario.workload.kind !== "synthetic-google") throw new Error("the tiny scenario is synthetic");
const workload = syntheticGoogle(scenario.workload, shapingOf(scenario));

test.each(["all", "test"] as const)("each task fares as in the table, window %s", async (window) => {
  for (const name of ["split", "random", "least-loaded", "myopic-global"]) {
    const setup = episodeSetup(scenario, workload, window, "3");
    const create = () => baselines.get(name)!.create();
    const { simulator, decisions } = await rollout(setup, create(), { seed: 5 });
    const seen = new Set<number>();
    const stream = await rolloutStream(episodeStream(scenario, window, "3"), create(), {
      seed: 5,
      records: true,
      onPause(paused) {
        const records = paused.takeRecords();
        for (let k = 0; k < records.count; k++) {
          const row = records.task[k]!;
          seen.add(row);
          for (const column of ["latencySeconds", "energyJoules", "uplinkSeconds"] as const) {
            expect(records[column][k]).toBe(simulator.outcomes[column][row]);
          }
          expect(records.inputBits[k]).toBe(setup.tasks.inputBits[row]);
          expect(records.computeShare[k]).toBe(decisions.computeShare[row]);
          const most = simulator.network.maxTargets;
          expect(records.targets.slice(k * most, (k + 1) * most)).toEqual(
            decisions.targets.slice(row * most, (row + 1) * most),
          );
        }
      },
    });
    expect(seen.size).toBe(setup.tasks.count);
    const [whole, summed] = [summarise(simulator, setup.cost), summariseStream(stream, scenario.objective)];
    expect(summed.objective).toBeCloseTo(whole.objective, 9);
    expect(summed.deadlineMisses).toBe(whole.deadlineMisses);
  }
});

test("the cost is that of the table, to the bit", () => {
  expect(episodeStream(scenario, "test", "3").cost).toEqual(
    episodeSetup(scenario, workload, "test", "3").cost,
  );
});

test("a duration of one's own makes a longer stream that begins alike", async () => {
  const local = () => baselines.get("local")!.create();
  const tasksOf = async (durationSeconds: number) =>
    (await rolloutStream(episodeStream(scenario, "all", "", { durationSeconds }), local())).sums.tasks;
  expect(await tasksOf(400)).toBe(workload.count);
  expect(await tasksOf(4000)).toBeGreaterThan(5 * workload.count);
});

test("a pause can stop it", async () => {
  const stop = new Error("enough");
  const running = rolloutStream(
    episodeStream(scenario, "all", "", { durationSeconds: 1e12 }),
    baselines.get("local")!.create(),
    {
      onPause() {
        throw stop;
      },
    },
  );
  await expect(running).rejects.toBe(stop);
});
