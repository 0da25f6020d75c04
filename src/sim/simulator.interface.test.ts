/** How the simulator is driven, what it refuses and what it costs. */
import { describe, expect, it } from "vitest";
import { Decision } from "./decision.ts";
import { network, type PlainTask, setDecision, simulate, taskTable } from "./fixtures.test-helper.ts";
import { createSimulator, type Simulator } from "./simulator.ts";

/** One task may take a whole resource: 8 cycles/s of a server, 4 bit/s of a link. */
const whole = { resourceCap: 1 };
const latencies = (simulator: Simulator) => [...simulator.outcomes.latencySeconds];

describe("the simulator's interface", () => {
  it("reports completions in their order, once", () => {
    const simulator = createSimulator(
      network(whole),
      taskTable([{ cycles: 80 }, { home: 1 }, { home: 1, arrival: 5 }]),
    );
    const decision = new Decision(3);
    const completed: number[][] = [];
    const take = () => {
      const { rows, count } = simulator.takeCompleted();
      completed.push([...rows.subarray(0, count)]);
    };
    for (let row = simulator.advance(); row >= 0; row = simulator.advance()) {
      take();
      simulator.decide(decision);
    }
    take();
    take();
    expect(completed).toEqual([[], [], [1], [2, 0], []]);
    expect(simulator.nowSeconds).toBe(10);
    expect(simulator.advance()).toBe(-1);
  });

  it("has NaN outcomes for tasks in flight, and integrals up to now", () => {
    const simulator = createSimulator(network(whole), taskTable([{}, { arrival: 0.5 }]));
    simulator.advance();
    simulator.decide(new Decision(3));
    simulator.advance();
    expect(simulator.outcomes.latencySeconds[0]).toBeNaN();
    expect(simulator.outcomes.energyJoules[0]).toBeNaN();
    expect([...simulator.reservedCycles]).toEqual([4, 0]);
  });

  it("keeps a task waiting whose decision was refused", () => {
    const simulator = createSimulator(network(whole), taskTable([{}]));
    simulator.advance();
    const decision = new Decision(3);
    decision.computeShare = Number.NaN;
    expect(() => simulator.decide(decision)).toThrow("computeShare is NaN");
    simulator.decide(decision.reset());
    expect(simulator.advance()).toBe(-1);
    expect(latencies(simulator)).toEqual([1]);
  });

  it("insists on its protocol", () => {
    const simulator = createSimulator(network(), taskTable([{}]));
    expect(() => simulator.decide(new Decision(3))).toThrow("advance");
    simulator.advance();
    expect(() => simulator.advance()).toThrow("task 0 still waits");
  });

  it("gives the use of each server over time", () => {
    const options = { utilisationBinSeconds: 2 };
    const simulator = simulate(network(), [{}, { arrival: 1 }, { home: 1, arrival: 6 }], [], options);
    expect(simulator.utilisationSeries()).toEqual({
      binSeconds: 2,
      bins: 4,
      series: Float64Array.of(0.75, 0, 0.25, 0, 0, 0, 0, 0.5),
    });
    expect(simulate(network(), [{}]).utilisationSeries()).toBeNull();
    expect(() => simulate(network(), [{}], [], { utilisationBinSeconds: 0 })).toThrow(
      "utilisationBinSeconds is 0",
    );
  });

  it.each<[PlainTask[], string]>([
    [[{ home: 2 }], "task 0: home is 2, but there are 2 servers"],
    [[{ arrival: 1 }, { arrival: 0 }], "task 1: arrivalSeconds is 0, before the task ahead of it"],
    [[{ cycles: 0 }], "task 0: cycles is 0"],
    [[{ bits: Number.NaN }], "task 0: inputBits is NaN"],
    [[{ deadline: Number.NaN }], "task 0: deadlineSeconds is NaN"],
  ])("refuses tasks it cannot run: %j", (tasks, message) => {
    expect(() => simulate(network(), tasks)).toThrow(message);
  });

  it("takes memory for what is in flight, not for what has passed", () => {
    const tasks = taskTable(Array.from({ length: 200_000 }, (_, i) => ({ arrival: 4 * i })));
    const simulator = createSimulator(network(whole), tasks);
    const decision = setDecision(new Decision(3), { targets: [1], offloadRatio: 0.5 });
    const before = process.memoryUsage().arrayBuffers;
    for (let row = simulator.advance(); row >= 0; row = simulator.advance()) {
      simulator.takeCompleted();
      simulator.decide(decision);
    }
    // Without reuse the 400,000 parts alone would take 50 MB.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1e6);
  });
});
