/** The plain simulator's faults, against examples worked out by hand from model.md. */
import { describe, expect, it } from "vitest";
import { mesh, type PlainDecision, type PlainTask, server } from "./fixtures.test-helper.ts";
import { oracle } from "./oracle.test-helper.ts";
import { noFaults, type PlainFaults, type Scene } from "./scenes.test-helper.ts";

/** Servers of 8 cycles/s and links of 4 bit/s, 0.5 s and 3 W, of which a task may take half; losses noticed after 0.5 s. */
function example(
  faults: Partial<PlainFaults>,
  tasks: PlainTask[] = [{}],
  decisions: PlainDecision[] = [],
  servers = 2,
): Scene {
  const spec = {
    servers: Array.from({ length: servers }, (_, m) => server({ name: `${m}` })),
    links: mesh(servers),
    resourceCap: 0.5,
    shareMin: 0.125,
    maxTargets: 3,
  };
  return {
    spec,
    tasks,
    decisions,
    split: "equal",
    faults: { ...noFaults, detectionSeconds: 0.5, ...faults },
  };
}

/** A server by its number, a link by its ends. */
const outage = (what: number | { from: number; to: number }, fromSeconds: number, toSeconds: number) => ({
  fromSeconds,
  toSeconds,
  resource: typeof what === "number" ? { server: what } : { link: what },
});
const lent: PlainDecision = { targets: [1], offloadRatio: 1 };
const wastedJoules = (scene: Scene) =>
  oracle(scene).uses.reduce((sum, use) => sum + (use.wasted ? use.joules : 0), 0);

describe("a server that computes a task of 8 cycles at home, for 2 s and 128 J, fails after 1 s", () => {
  const outages = [outage(0, 1, 1.25)];

  it("home: it starts again where it was when the loss is noticed", () => {
    const scene = example({ outages });
    expect(oracle(scene).outcomes[0]).toEqual({
      ...{ latency: 3.5, energy: 64 + 128, uplink: 0, transfer: 0, linkWait: 0, computeWait: 0, compute: 2 },
      ...{ recovery: 1.5, restarts: 1, dropped: false },
    });
    expect(wastedJoules(scene)).toBe(64);
    expect(oracle(scene).cyclesDone).toEqual([4 + 8, 0]);
    expect(oracle(scene).upTimes[0]).toEqual([
      { from: 0, to: 1 },
      { from: 1.25, to: 3.5 },
    ]);
  });

  it("next: its 8 bits go to the neighbour first, in 4.5 s and for 12 J", () => {
    expect(oracle(example({ outages, recovery: "next" })).outcomes[0]).toMatchObject({
      ...{ latency: 8, energy: 64 + 12 + 128, transfer: 4.5, compute: 2, recovery: 1.5, restarts: 1 },
    });
  });

  it("next, and its result comes back over a link of its own", () => {
    const [task] = oracle(example({ outages, recovery: "next" }, [{ outputRatio: 0.5 }])).outcomes;
    expect(task).toMatchObject({ latency: 10.5, transfer: 4.5 + 2.5, recovery: 1.5 });
  });

  it("none: it is dropped when the loss is noticed", () => {
    expect(oracle(example({ outages, recovery: "none" })).outcomes[0]).toMatchObject({
      ...{ latency: 1.5, energy: 64, compute: 0, recovery: 1.5, restarts: 0, dropped: true },
    });
  });

  it("and stays down: three restarts fail, each at once, and it is dropped at the fourth noticing", () => {
    expect(oracle(example({ outages: [outage(0, 1, Number.POSITIVE_INFINITY)] })).outcomes[0]).toMatchObject({
      ...{ latency: 3, energy: 64, compute: 0, recovery: 3, restarts: 3, dropped: true },
    });
  });

  it("twice at a time: it is up when both faults are over", () => {
    expect(oracle(example({ outages: [...outages, outage(0, 1.125, 1.75)] })).outcomes[0]).toMatchObject({
      ...{ latency: 4, recovery: 2, restarts: 2 },
    });
  });
});

describe("a task that is lent to server 1 (4 s on the link, 0.5 s of propagation, 2 s of work)", () => {
  const link = { from: 0, to: 1 };

  it.each([
    ["is lost when the link fails under its transfer", link, 3, { energy: 9 + 128, recovery: 3.5 }],
    ["arrives when the link fails behind it", link, 4.25, { energy: 12 + 128, recovery: 0, latency: 6.5 }],
    ["does not mind the other direction", { from: 1, to: 0 }, 3, { energy: 12 + 128, latency: 6.5 }],
    ["is lost where it arrives at a server that is down", 1, 4.25, { energy: 12 + 128, recovery: 5 }],
    ["is lost with the server that computes it", 1, 5.5, { energy: 12 + 64 + 128, recovery: 6 }],
  ])("%s", (_, resource, time, outcome) => {
    const [task] = oracle(example({ outages: [outage(resource, time, 10)] }, [{}], [lent])).outcomes;
    expect(task).toMatchObject(outcome);
  });

  it("computes anew when its result is lost, and all that it used was in vain", () => {
    // Input there by 4.5, computed by 6.5, the 4 bits of the result on the link until 8.5.
    const scene = example(
      { outages: [outage({ from: 1, to: 0 }, 7.5, 7.75)], recovery: "same" },
      [{ outputRatio: 0.5 }],
      [lent],
    );
    expect(oracle(scene).outcomes[0]).toMatchObject({ latency: 8 + 9, recovery: 8, restarts: 1 });
    expect(wastedJoules(scene)).toBe(12 + 128 + 3);
  });
});

describe("which neighbour is next", () => {
  const at = (lostAt: number, down: readonly number[]) => {
    const outages = [...down.map((to) => outage({ from: 1, to }, 0.25, 99)), outage(lostAt, 5, 5.25)];
    const decision = lostAt === 1 ? {} : { targets: [lostAt], offloadRatio: 1 };
    const scene = example({ outages, recovery: "next" }, [{ home: 1, cycles: 40, bits: 0 }], [decision], 4);
    return oracle(scene).cyclesDone.flatMap((done, m) => (done >= 40 ? [m] : []));
  };

  it.each([
    ["after home", 1, [], 2],
    ["after the last", 3, [], 0],
    ["after another", 2, [], 3],
    ["past links that are down", 2, [3], 0],
    ["home, when there is no other", 2, [0, 3], 1],
  ])("%s", (_, lostAt, down, expected) => {
    expect(at(lostAt, down)).toEqual([expected]);
  });
});

it("of parts that one fault takes, the older task's is noticed first", () => {
  // Task 1, which has no input to send, computes at server 1 when task 0 gets there; both need a whole server.
  const { spec, ...scene } = example(
    { outages: [outage(1, 5, 9)] },
    [{ cycles: 80 }, { cycles: 80, bits: 0 }],
    [
      { ...lent, bandwidthShare: 0.5 },
      { ...lent, bandwidthShare: 0.5 },
    ],
  );
  const { outcomes } = oracle({ ...scene, spec: { ...spec, resourceCap: 1 } });
  expect(outcomes[0]).toMatchObject({ recovery: 5.5, computeWait: 0, compute: 10 });
  expect(outcomes[1]).toMatchObject({ recovery: 5.5, computeWait: 10, compute: 10 });
});
