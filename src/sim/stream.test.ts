import { describe, expect, it } from "vitest";
import { Rng } from "../core/rng.ts";
import { windowCost } from "./cost.ts";
import { Decision } from "./decision.ts";
import { network, type PlainTask, server, setDecision, taskTable } from "./fixtures.test-helper.ts";
import { summarise, summariseStream } from "./metrics.ts";
import { createSimulator, createStream, type Simulation } from "./simulator.ts";
import type { TaskSource } from "./task-source.ts";
import { sliceTasks, type TaskTable } from "./task-table.ts";

const net = network({ servers: [server({ queueLimit: 2, idlePowerWatts: 2 }), server()] });
const weights = { latencyWeight: 0.25, energyWeight: 0.75, dropCost: 20 };

function someTasks(count: number): TaskTable {
  const rng = Rng.stream(1, "stream-test");
  let arrival = 0;
  const tasks: PlainTask[] = Array.from({ length: count }, () => {
    arrival += rng.exponential(0.7);
    return {
      arrival,
      home: rng.integer(2),
      cycles: 1 + rng.exponential(4),
      bits: rng.exponential(4),
      deadline: 5,
      outputRatio: rng.integer(2),
      upload: rng.uniform(),
      uploadJoules: 1,
    };
  });
  return taskTable(tasks);
}

/** Batches of `size` tasks, each in the same arrays. */
function batches(tasks: TaskTable, size: number): TaskSource {
  let from = 0;
  return {
    next() {
      if (from >= tasks.count) return null;
      const slice = sliceTasks(tasks, from, Math.min(tasks.count, from + size));
      from += size;
      return slice;
    },
  };
}

function run(simulation: Simulation, tasks: TaskTable): void {
  const decision = new Decision(net.maxTargets);
  for (let task = simulation.advance(); task >= 0; task = simulation.advance()) {
    const other = 1 - tasks.home[task]!;
    simulation.decide(
      setDecision(decision, task % 3 > 0 ? { targets: [other], offloadRatio: (task % 5) / 4 } : {}),
    );
  }
}

describe("a stream", () => {
  const tasks = someTasks(2000);
  const table = createSimulator(net, tasks);
  run(table, tasks);

  it("records what was decided", () => {
    const stream = createStream(net, batches(tasks, 7), { records: true });
    run(stream, tasks);
    const records = stream.takeRecords();
    expect(records.count).toBe(tasks.count);
    for (let k = 0; k < records.count; k++) {
      const row = records.task[k]!;
      expect(records.offloadRatio[k]).toBe(row % 3 > 0 ? (row % 5) / 4 : 0);
      expect(records.targets[k * net.maxTargets]).toBe(row % 3 > 0 ? 1 - tasks.home[row]! : -1);
    }
  });

  it("sums up to the summary of the table, but for rounding and the bins of the quantiles", () => {
    const stream = createStream(net, batches(tasks, 100));
    run(stream, tasks);
    const exact = summarise(table, windowCost(net, tasks, weights));
    const summed = summariseStream(stream, weights);
    for (const name of [
      "meanLatencySeconds",
      "meanEnergyJoules",
      "objective",
      "systemEnergyJoules",
    ] as const) {
      expect(summed[name] / exact[name]).toBeCloseTo(1, 9);
    }
    for (const name of ["p50LatencySeconds", "p95LatencySeconds", "p99LatencySeconds"] as const) {
      expect(Math.abs(summed[name] / exact[name] - 1)).toBeLessThan(1 / 256);
    }
    for (const name of ["tasks", "dropped", "deadlineMisses", "horizonSeconds", "clippedShares"] as const) {
      expect(summed[name]).toBe(exact[name]);
    }
    expect(exact.dropped).toBeGreaterThan(10);
    expect(summed.energyParts).toEqual(exact.energyParts);
    const { compute, links, access, idle } = exact.energyParts;
    expect(compute + links + access + idle).toBeCloseTo(exact.systemEnergyJoules, 6);
  });

  it("counts on when the source fills one table again and again", () => {
    const source = batches(tasks, 300);
    const refilled = { ...tasks, count: 0 };
    const stream = createStream(
      net,
      {
        next() {
          const next = source.next();
          refilled.count = 0;
          return next === null ? null : Object.assign(refilled, next);
        },
      },
      { records: true },
    );
    run(stream, tasks);
    const { task, count } = stream.takeRecords();
    expect(Array.from(task.subarray(0, count)).sort((a, b) => a - b)).toEqual(
      Array.from({ length: tasks.count }, (_, k) => k),
    );
  });

  it("refuses a batch that arrives before the one ahead of it, and names the task", () => {
    const late = createStream(net, batches(taskTable([{ arrival: 3 }, { arrival: 1 }]), 1));
    late.advance();
    expect(() => late.decide(new Decision(net.maxTargets))).toThrow("task 1: arrivalSeconds is 1");
  });
});
