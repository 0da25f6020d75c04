/** Each rule of model.md, sections 3 and 4, on a case worked out by hand. */
import { describe, expect, it } from "vitest";
import { link, network, type PlainTask, server, simulate } from "./fixtures.test-helper.ts";
import type { Simulator } from "./simulator.ts";

/** One task may take a whole resource: 8 cycles/s of a server, 4 bit/s of a link. */
const whole = { resourceCap: 1 };
const remote = { targets: [1], offloadRatio: 1 };
const latencies = (simulator: Simulator) => [...simulator.outcomes.latencySeconds];
const breakdown = ({ outcomes }: Simulator, row: number) => [
  outcomes.uplinkSeconds[row],
  outcomes.transferSeconds[row],
  outcomes.linkWaitSeconds[row],
  outcomes.computeWaitSeconds[row],
  outcomes.computeSeconds[row],
];

describe("rule 1: reservation, first in, first out", () => {
  it("grants while there is room, and the next one when a holder is done", () => {
    const simulator = simulate(network(), [{}, {}, {}]);
    expect(latencies(simulator)).toEqual([2, 2, 4]);
    expect(breakdown(simulator, 2)).toEqual([0, 0, 0, 2, 2]);
  });

  it("lets the head block a request behind it that would fit", () => {
    const shares = [0.5, 1, 0.5].map((computeShare) => ({ computeShare }));
    expect(latencies(simulate(network(whole), [{}, {}, {}], shares))).toEqual([2, 3, 5]);
  });

  it("grants several waiters at one release", () => {
    const shares = [1, 0.5, 0.5].map((computeShare) => ({ computeShare }));
    expect(latencies(simulate(network(whole), [{}, {}, {}], shares))).toEqual([1, 3, 3]);
  });

  it("does not let rounding keep a request waiting, but no more than rounding", () => {
    const net = network({
      servers: [server({ capacityCyclesPerSecond: 1 })],
      resourceCap: 1,
      shareMin: 0.01,
    });
    expect(1 - 0.9).toBeLessThan(0.1);
    const waits = (computeShare: number) =>
      simulate(net, [{}, {}], [{ computeShare: 0.9 }, { computeShare }]).outcomes.computeWaitSeconds[1];
    expect(waits(0.1)).toBe(0);
    expect(waits(0.1 * (1 + 1e-8))).toBeGreaterThan(0);
  });

  it("frees a resource to its exact capacity once nobody holds it", () => {
    const net = network({
      servers: [server({ capacityCyclesPerSecond: 0.3 })],
      resourceCap: 1,
      shareMin: 0.01,
    });
    const tasks = Array.from({ length: 99 }, (_, i) => ({ cycles: 1 + (i % 7) }));
    const simulator = simulate(
      net,
      tasks,
      tasks.map((_, i) => ({ computeShare: 0.1 + (i % 3) / 10 })),
    );
    expect(simulator.freeCompute[0]).toBe(0.3);
    expect(simulator.waitingCycles[0]).toBe(0);
  });
});

describe("rule 2: who asks when", () => {
  it("starts the home part and the remote part at the arrival", () => {
    // Home: 4 cycles at 4/s = 1 s. Remote: 4 bit at 2 bit/s = 2 s, 0.5 s away, 4 cycles at 4/s = 1 s.
    const simulator = simulate(network(), [{ arrival: 10 }], [{ targets: [1], offloadRatio: 0.5 }]);
    expect(latencies(simulator)).toEqual([3.5]);
    expect(breakdown(simulator, 0)).toEqual([0, 2.5, 0, 0, 1]);
    expect(simulator.outcomes.energyJoules[0]).toBe(16 * 4 + 16 * 4 + 3 * 2);
  });

  it("puts an arrival before a completion at the same instant", () => {
    const seen: number[] = [];
    const simulator = simulate(network(whole), [{}, { arrival: 1 }], [], {}, (s) =>
      seen.push(s.freeCompute[0]!),
    );
    // Free before and after each decision: the second task still finds the first one's reservation.
    expect(seen).toEqual([8, 0, 0, 0]);
    expect(latencies(simulator)).toEqual([1, 1]);
  });

  it("takes tasks that arrive together in the order of the table", () => {
    expect(latencies(simulate(network(whole), [{ cycles: 8 }, { cycles: 16 }, { cycles: 24 }]))).toEqual([
      1, 3, 6,
    ]);
  });

  it("takes other events of one instant in the order in which they were scheduled", () => {
    const three = network({ servers: [server(), server(), server()], resourceCap: 1 });
    const homes = [{ home: 1 }, { home: 0 }];
    const toTwo = { targets: [2], offloadRatio: 1 };
    // Both inputs reach server 2 at 2.5 s; the one that was scheduled first computes first.
    expect(latencies(simulate(three, homes, [toTwo, toTwo]))).toEqual([3.5, 4.5]);
  });

  it("at the last bit, grants the waiters before it sends the part on", () => {
    // Each takes 0.5 s to send, to arrive, to compute. At 0.5 s the second one's grant is scheduled before the first
    // one's arrival, and so on: at 1.5 s the second one arrives before the first one has left the server.
    const net = network({ servers: [server(), server({ queueLimit: 0 })], resourceCap: 1 });
    const tasks = [
      { bits: 2, cycles: 4 },
      { bits: 2, cycles: 4 },
    ];
    expect([...simulate(net, tasks, [remote, remote]).outcomes.dropped]).toEqual([0, 1]);
  });

  it("at the end of a computation, grants the waiters before its result asks for the link", () => {
    // Task 0 computes at server 1 until 3.5 s and its result is home at 5 s. Tasks 1 and 2 wait for that server and
    // are done at 4.5 s and 5 s. Task 1's grant is scheduled first, so task 2 is done before the result is home.
    const tasks = [{ outputRatio: 0.5 }, { home: 1, arrival: 3 }, { home: 1, arrival: 3, cycles: 4 }];
    const simulator = simulate(network(whole), tasks, [remote]);
    expect(latencies(simulator)).toEqual([5, 1.5, 2]);
    const { rows, count } = simulator.takeCompleted();
    expect([...rows.subarray(0, count)]).toEqual([1, 2, 0]);
  });

  it("has no home part at x = 1 and no remote part at x = 0 or without targets", () => {
    const net = network(whole);
    expect(simulate(net, [{}], [remote]).reservedCycles).toEqual(Float64Array.of(0, 8));
    expect(simulate(net, [{}], [{ targets: [1], offloadRatio: 0 }]).reservedCycles).toEqual(
      Float64Array.of(8, 0),
    );
    expect(simulate(net, [{}], [{ offloadRatio: 0.5 }]).reservedCycles).toEqual(Float64Array.of(8, 0));
  });
});

describe("rules 3 and 4: transfer, then computation", () => {
  it("releases the link at the last bit, not when it arrives", () => {
    // 8 bit at 4 bit/s = 2 s, 0.5 s away, 8 cycles at 8/s = 1 s; the second one gets the link at 2 s.
    const simulator = simulate(network(whole), [{}, {}], [remote, remote]);
    expect(latencies(simulator)).toEqual([3.5, 5.5]);
    expect(breakdown(simulator, 1)).toEqual([0, 2.5, 2, 0, 1]);
    expect([...simulator.outcomes.energyJoules]).toEqual([64 * 8 + 3 * 2, 64 * 8 + 3 * 2]);
    expect([...simulator.reservedBits]).toEqual([16, 0]);
  });

  it("holds what the shares ask for", () => {
    const half = { ...remote, computeShare: 0.5, bandwidthShare: 0.25 };
    const simulator = simulate(network(whole), [{}], [half]);
    expect(breakdown(simulator, 0)).toEqual([0, 8.5, 0, 0, 2]);
    expect(simulator.outcomes.energyJoules[0]).toBe(16 * 8 + 3 * 8);
  });

  it("sends no bits in no time, and they still arrive after the delay", () => {
    const simulator = simulate(network(whole), [{ bits: 0 }], [remote]);
    expect(breakdown(simulator, 0)).toEqual([0, 0.5, 0, 0, 1]);
  });

  it("shows what waits and what is free", () => {
    const states: number[][] = [];
    simulate(network(whole), [{}, {}, {}], [remote, remote, {}], {}, (s) => {
      states.push([s.freeCompute[0]!, s.waitingCycles[1]!, s.freeBandwidth[0]!, s.waitingBits[0]!]);
    });
    expect(states).toEqual([
      [8, 0, 4, 0],
      [8, 0, 0, 0],
      [8, 0, 0, 0],
      [8, 0, 0, 8],
      [8, 0, 0, 8],
      [0, 0, 0, 8],
    ]);
  });
});

describe("rule 5: results", () => {
  it("returns over the link back, by the same rules", () => {
    // As above to 3.5 s; then 4 bit at 4 bit/s, 0.5 s away. The second task's result finds the way back free.
    const simulator = simulate(
      network(whole),
      [{ outputRatio: 0.5 }, { outputRatio: 0.5 }],
      [remote, remote],
    );
    expect(latencies(simulator)).toEqual([5, 7]);
    expect(breakdown(simulator, 0)).toEqual([0, 4, 0, 0, 1]);
    expect(simulator.outcomes.energyJoules[0]).toBe(64 * 8 + 3 * 2 + 3 * 1);
    expect([...simulator.reservedBits]).toEqual([16, 8]);
  });

  it("waits for the link back, too", () => {
    // Server 1 sends its own task's 8 bit to server 0 from 3 s to 5 s; the result is ready at 3.5 s.
    const tasks = [{ outputRatio: 0.5 }, { home: 1, arrival: 3 }];
    const simulator = simulate(network(whole), tasks, [remote, { targets: [0], offloadRatio: 1 }]);
    expect(breakdown(simulator, 0)).toEqual([0, 4, 1.5, 0, 1]);
    expect(latencies(simulator)[0]).toBe(6.5);
  });

  it("needs a link back", () => {
    const oneWay = network({ links: [link(0, 1)] });
    expect(() => simulate(oneWay, [{ outputRatio: 0.5 }], [remote])).toThrow("no link 1 → 0");
    expect(latencies(simulate(oneWay, [{}], [remote]))).toEqual([6.5]);
  });
});

describe("rule 6: full queues", () => {
  const limited = (queueLimit: number) =>
    network({ servers: [server({ queueLimit }), server({ queueLimit })], ...whole });

  it("rejects a request that finds the limit waiting", () => {
    const simulator = simulate(limited(1), [{}, {}, {}]);
    expect(latencies(simulator)).toEqual([1, 2, 0]);
    expect([...simulator.outcomes.dropped]).toEqual([0, 0, 1]);
    expect(simulator.outcomes.energyJoules[2]).toBe(0);
  });

  it("with a limit of 0 still takes what can start at once", () => {
    expect([...simulate(limited(0), [{}, { arrival: 0.5 }, { arrival: 2 }]).outcomes.dropped]).toEqual([
      0, 1, 0,
    ]);
  });

  it("drops an arrival at the instant of a release, which comes after it", () => {
    expect([...simulate(limited(0), [{}, { arrival: 1 }]).outcomes.dropped]).toEqual([0, 1]);
  });

  it("still runs the other parts; the latency ends with the last of them", () => {
    // Server 1 is busy from 0 to 6 s. The remote part arrives there at 1.5 s and is rejected; home is done at 0.5 s.
    const tasks: PlainTask[] = [{ home: 1, cycles: 48 }, {}];
    const simulator = simulate(limited(0), tasks, [{}, { targets: [1], offloadRatio: 0.5 }]);
    expect([...simulator.outcomes.dropped]).toEqual([0, 1]);
    expect(simulator.outcomes.latencySeconds[1]).toBe(0.5);
    expect(breakdown(simulator, 1)).toEqual([0, 0, 0, 0, 0.5]);
    expect(simulator.outcomes.energyJoules[1]).toBe(64 * 4 + 3 * 1);
  });

  it("when no part runs, the latency ends with the last rejection", () => {
    const simulator = simulate(limited(0), [{ home: 1, cycles: 48 }, {}], [{}, remote]);
    expect(simulator.outcomes.dropped[1]).toBe(1);
    expect(simulator.outcomes.latencySeconds[1]).toBe(2.5);
    expect(breakdown(simulator, 1)).toEqual([0, 2.5, 0, 0, 0]);
  });
});

describe("section 4: latency and energy", () => {
  it("adds the upload to both", () => {
    const simulator = simulate(network(whole), [{ upload: 0.25, uploadJoules: 7 }]);
    expect(breakdown(simulator, 0)).toEqual([0.25, 0, 0, 0, 1]);
    expect(latencies(simulator)).toEqual([1.25]);
    expect(simulator.outcomes.energyJoules[0]).toBe(64 * 8 + 7);
  });

  it("splits equally over the targets, or by weight with a data ratio of its own", () => {
    const three = network({ servers: [server(), server(), server()], ...whole });
    const equal = simulate(three, [{}], [{ targets: [2, 1], offloadRatio: 0.5 }]);
    expect([...equal.reservedCycles]).toEqual([4, 2, 2]);
    expect([...equal.reservedBits]).toEqual([2, 2, 0, 0, 0, 0]);
    const decision = { targets: [2, 1], weights: [3, 1], offloadRatio: 0.5, dataRatio: 1 };
    const weighted = simulate(three, [{}], [decision], { split: "weighted" });
    expect([...weighted.reservedCycles]).toEqual([4, 1, 3]);
    expect([...weighted.reservedBits]).toEqual([2, 6, 0, 0, 0, 0]);
  });
});
