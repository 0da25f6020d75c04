/** Streams against tables: the same tasks in batches of any sizes get the same bits. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { Rng } from "../core/rng.ts";
import { optionsOf, runScene } from "./agreement.test-helper.ts";
import { Decision } from "./decision.ts";
import { setDecision, taskTable } from "./fixtures.test-helper.ts";
import { Network } from "./network.ts";
import { type Scene, scene, shapes } from "./scenes.test-helper.ts";
import { createStream } from "./simulator.ts";
import type { TaskSource } from "./task-source.ts";

const ofTasks = ["home", "arrivalSeconds", "inputBits", "cycles", "deadlineSeconds"] as const;
const ofOutcomes = [
  "latencySeconds",
  "energyJoules",
  "uplinkSeconds",
  "transferSeconds",
  "linkWaitSeconds",
  "computeWaitSeconds",
  "computeSeconds",
  "recoverySeconds",
  "restarts",
  "dropped",
] as const;
const columns = [...ofTasks, ...ofOutcomes];

/** Batches of random sizes, some empty, all in the same arrays. */
function inBatches({ tasks }: Scene, rng: Rng): TaskSource {
  const most = 9;
  const table = taskTable(Array.from({ length: most }, () => ({})));
  let given = 0;
  return {
    next() {
      if (given === tasks.length) return null;
      const batch = tasks.slice(given, given + rng.integer(most + 1));
      given += batch.length;
      for (const [name, column] of Object.entries(taskTable(batch))) {
        const into = table[name as keyof typeof table];
        if (typeof column === "object" && typeof into === "object") into.fill(Number.NaN).set(column);
      }
      return { ...table, count: batch.length };
    },
  };
}

it("a stream gives every task the bits that it has in a table, and every total and series too", () => {
  fc.assert(
    fc.property(shapes(6), fc.nat(), (choice, seed) => {
      const s = scene(choice);
      const table = runScene(s);
      const rng = Rng.stream(seed, "batches");
      const stream = createStream(new Network(s.spec), inBatches(s, rng), { ...optionsOf(s), records: true });
      const order: number[] = [];
      const known = Object.fromEntries(columns.map((name) => [name, new Array<number>(s.tasks.length)]));
      const take = () => {
        const records = stream.takeRecords();
        for (let k = 0; k < records.count; k++) {
          const row = records.task[k]!;
          order.push(row);
          for (const name of columns) known[name]![row] = records[name][k]!;
        }
      };
      const decision = new Decision(s.spec.maxTargets);
      let expected = 0;
      for (let task = stream.advance(); task >= 0; task = stream.advance()) {
        expect(task).toBe(expected++);
        expect(stream.arriving.cycles[stream.arrivingRow]).toBe(s.tasks[task]!.cycles);
        stream.decide(setDecision(decision, s.decisions[task]!));
        if (rng.integer(4) === 0) take();
      }
      take();
      for (const name of ofTasks) expect(known[name], name).toEqual([...table.tasks[name]]);
      for (const name of ofOutcomes) expect(known[name], name).toEqual([...table.outcomes[name]]);
      const { rows, count } = table.takeCompleted();
      expect(order).toEqual([...rows.subarray(0, count)]);
      expect(stream.sums.tasks).toBe(s.tasks.length);
      expect(stream.nowSeconds).toBe(table.nowSeconds);
      expect(stream.events).toBe(table.events);
      expect(stream.clippedShares).toBe(table.clippedShares);
      expect(stream.energyTotals).toEqual(table.energyTotals);
      expect(stream.faultTotals).toEqual(table.faultTotals);
      expect(stream.powerSeries()).toEqual(table.powerSeries());
      expect(stream.utilisationSeries()).toEqual(table.utilisationSeries());
      expect(stream.reservedCycles).toEqual(table.reservedCycles);
      expect(stream.reservedBits).toEqual(table.reservedBits);
    }),
    { numRuns: 500 },
  );
});
