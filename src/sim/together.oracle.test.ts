/** Tasks that wait for their decisions together, against the plain simulator, in which they never do. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { expectEqual, expectRun, optionsOf } from "./agreement.test-helper.ts";
import { Decision } from "./decision.ts";
import { setDecision, taskTable } from "./fixtures.test-helper.ts";
import { Network } from "./network.ts";
import { oracle } from "./oracle.test-helper.ts";
import { type Scene, type Shape, scene, shapes } from "./scenes.test-helper.ts";
import { createSimulator } from "./simulator.ts";

/** Of many servers, some way apart, with tasks in quick succession. */
function spread(shape: Shape): Scene {
  const { spec, tasks, faults, ...others } = scene({
    ...shape,
    coarse: false,
    servers: 3 + 2 * shape.servers,
    tasks: 3 * shape.tasks,
  });
  const links = spec.links.map((link) => ({
    ...link,
    propagationDelaySeconds: 0.4 + link.propagationDelaySeconds,
  }));
  const outages = faults.outages.map(({ resource, fromSeconds, toSeconds }) => ({
    resource,
    fromSeconds: 0.1 * fromSeconds,
    toSeconds: toSeconds - 0.9 * fromSeconds,
  }));
  return {
    ...others,
    faults: { ...faults, outages },
    spec: { ...spec, links, loadReportSeconds: 0.5 },
    tasks: tasks.map((task) => ({ ...task, arrival: 0.05 * task.arrival! })),
  };
}

it("gives every agent the same sight of its own server and links, and every task the same outcome", () => {
  const together: number[] = [];
  fc.assert(
    fc.property(shapes(8), fc.integer({ min: 1, max: 9 }), (shape, most) => {
      const s = spread(shape);
      const expected = oracle(s);
      const net = new Network(s.spec);
      const simulator = createSimulator(net, taskTable(s.tasks), optionsOf(s));
      const interval = s.spec.loadReportSeconds!;
      const decision = new Decision(net.maxTargets);
      let looked = 0;
      const look = () => {
        const row = looked++;

        const home = s.tasks[row]!.home!;
        const now = simulator.nowSeconds;
        expect(now).toBe(s.tasks[row]!.arrival);
        const sight = expected.sights[row]!;
        expectEqual(simulator.freeCompute[home]!, sight.freeCompute[home]!, `at task ${row}, freeCompute`);
        expectEqual(simulator.waitingCycles[home]!, sight.waitingCycles[home]!, `at task ${row}, waiting`);
        for (let link = net.firstLink[home]!; link < net.firstLink[home + 1]!; link++) {
          expectEqual(
            simulator.freeBandwidth[link]!,
            sight.freeBandwidth[link]!,
            `at task ${row}, bandwidth`,
          );
          expectEqual(simulator.waitingBits[link]!, sight.waitingBits[link]!, `at task ${row}, waiting bits`);
          const to = net.linkTo[link]!;
          const delay = net.propagationDelay[link]!;
          const sent = Math.max(0, Math.floor((now - delay) / interval));
          const heard = simulator.loadReports!.freeCompute(to, delay, now);
          expectEqual(heard, expected.reports[sent]![to]!.freeCompute, `at task ${row}, heard of ${to}`);
        }
      };
      let decided = 0;
      for (;;) {
        const count = simulator.advanceTogether(most, look);
        if (count === 0) break;
        together.push(count);
        expect(count).toBeLessThanOrEqual(most);
        expect(looked).toBe(decided + count);
        for (let k = 0; k < count; k++) simulator.decide(setDecision(decision, s.decisions[decided++]!));
      }
      expect(decided).toBe(s.tasks.length);
      expectRun(simulator, s, expected);
    }),
    { numRuns: 400 },
  );
  expect(together.filter((count) => count > 3).length).toBeGreaterThan(1000);
});
