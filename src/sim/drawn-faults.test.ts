/** Faults that are drawn: how often and how long, and that they do what the same faults of a schedule do. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Rng } from "../core/rng.ts";
import { type Interval, studentInterval } from "../stats/index.ts";
import { expectAgreement } from "./agreement.test-helper.ts";
import { Decision } from "./decision.ts";
import { FaultTimeline } from "./fault-timeline.ts";
import { type FaultModel, type Outage, recoveries } from "./faults.ts";
import { network, server, taskTable } from "./fixtures.test-helper.ts";
import { Network } from "./network.ts";
import { oracle } from "./oracle.test-helper.ts";
import { type Shape, scene, shapes } from "./scenes.test-helper.ts";
import { createSimulator } from "./simulator.ts";

/** What a model draws that begins before `until` [s], as a schedule. */
function drawn(net: Network, model: FaultModel, until: number): Outage[] {
  const timeline = new FaultTimeline(net, model);
  const outages: Outage[] = [];
  const since = new Map<number, number>();
  while (timeline.nextTime < until || since.size > 0) {
    const seconds = timeline.nextTime;
    const change = timeline.pop();
    if (change >= 0) {
      if (seconds < until) since.set(change, seconds);
      continue;
    }
    const resource = -1 - change;
    if (!since.has(resource)) continue;
    const link = resource - net.serverCount;
    outages.push({
      fromSeconds: since.get(resource)!,
      toSeconds: seconds,
      resource:
        link < 0 ? { server: resource } : { link: { from: net.linkFrom[link]!, to: net.linkTo[link]! } },
    });
    since.delete(resource);
  }
  return outages;
}

const none = {
  outages: [],
  links: null,
  salt: "1",
  detectionSeconds: 0.1,
  maxRestarts: 3,
  recovery: recoveries.home,
};

/** Here an outage begins just before the end of what is drawn, and lasts longer. */
const outageBeyondTheEnd: [Shape, number, boolean] = [
  {
    seed: 199480308,
    servers: 5,
    tasks: 45,
    coarse: false,
    split: "equal",
    limited: false,
    sparse: false,
    results: false,
    faults: 1,
    recovery: "same",
  },
  484691335,
  false,
];

it("do what the same faults of a schedule do, by the plain simulator", () => {
  fc.assert(
    fc.property(shapes(1), fc.nat(), fc.boolean(), (shape, salt, both) => {
      const { faults, ...s } = scene({ ...shape, coarse: false });
      const servers = { mtbfSeconds: 8, mttrSeconds: 2 };
      const draws = { servers, links: both ? { mtbfSeconds: 12, mttrSeconds: 1 } : null, salt: `${salt}` };
      const until = s.tasks.at(-1)!.arrival! + 500;
      const outages = drawn(new Network(s.spec), { ...none, ...draws }, until);
      const scheduled = { ...s, faults: { ...faults, outages } };
      // Some transfers are very slow: there the faults after them are missing.
      fc.pre(oracle(scheduled).endSeconds < until);
      expectAgreement(scheduled, draws);
    }),
    { numRuns: 200, examples: [outageBeyondTheEnd] },
  );
});

describe("100 servers that fail every 20 s, for 5 s, over 2,000 s", () => {
  const count = 100;
  const [mtbfSeconds, mttrSeconds] = [20, 5];
  const net = network({ servers: Array.from({ length: count }, () => server()), links: [] });
  const rng = Rng.stream(1, "availability");
  let arrival = 100;
  const tasks = Array.from({ length: 100_000 }, () => {
    arrival += rng.exponential(0.02);
    return { home: rng.integer(count), arrival, cycles: 1e-9 };
  });
  const simulator = createSimulator(net, taskTable(tasks), {
    faults: { ...none, servers: { mtbfSeconds, mttrSeconds } },
  });
  const decision = new Decision(net.maxTargets);
  const found = new Float64Array(count);
  const arrived = new Float64Array(count);
  for (let row = simulator.advance(); row >= 0; row = simulator.advance()) {
    const home = tasks[row]!.home;
    arrived[home]! += 1;
    if (simulator.freeCompute[home] === 0) found[home]! += 1;
    simulator.decide(decision.reset());
  }
  const { serverDownSeconds, serverFailures } = simulator.faultTotals!;
  const horizon = simulator.nowSeconds - simulator.startSeconds;
  const unavailability = mttrSeconds / (mtbfSeconds + mttrSeconds);

  const expectWithin = (interval: Interval, value: number, width: number) => {
    expect(value).toBeGreaterThan(interval.low);
    expect(value).toBeLessThan(interval.high);
    expect((interval.high - interval.low) / 2 / value).toBeLessThan(width);
  };

  it("are up MTBF/(MTBF + MTTR) of the time", () => {
    const up = Array.from(serverDownSeconds, (seconds) => 1 - seconds / horizon);
    expectWithin(studentInterval(up, 0.99)!, 1 - unavailability, 0.01);
  });

  it("are found down by as many tasks as they are down of the time", () => {
    const down = Array.from(found, (tasksFound, m) => tasksFound / arrived[m]!);
    expectWithin(studentInterval(down, 0.99)!, unavailability, 0.05);
  });

  it("fail once in MTBF + MTTR", () => {
    const cycles = (count * horizon) / (mtbfSeconds + mttrSeconds);
    // Renewals of a long time have this variance for each (Cox 1962); the interval is of 99 %.
    const variation = (mtbfSeconds ** 2 + mttrSeconds ** 2) / (mtbfSeconds + mttrSeconds) ** 2;
    expect(Math.abs(serverFailures - cycles)).toBeLessThan(2.576 * Math.sqrt(cycles * variation));
  });
});
