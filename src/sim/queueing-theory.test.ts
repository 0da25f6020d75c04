/** The simulator against queueing theory. */
import { describe, expect, it } from "vitest";
import { compareWithTheory, queueingCases } from "./queueing-cases.test-helper.ts";
import { blocking, erlangB, erlangC, pollaczekKhinchine, waitTail } from "./queueing-formulas.test-helper.ts";

describe("what theory says lies in a narrow interval of what the simulator gives, and what it says of other speeds does not", () => {
  it.each(queueingCases)("$name", (station) => {
    const slower = station.theory(0.97);
    for (const { figure, theory, fasterTheory, interval } of compareWithTheory(station)) {
      const lies = (value: number) => value > interval.low && value < interval.high;
      expect(lies(theory), `${figure}: ${theory} in ${interval.low} to ${interval.high}`).toBe(true);
      expect(lies(fasterTheory), `${figure}, all 3 % faster`).toBe(false);
      expect(lies(slower[figure]!), `${figure}, all 3 % slower`).toBe(false);
      expect((interval.high - interval.low) / 2 / theory, figure).toBeLessThan(0.03);
    }
  });
});

describe("the formulas, where they can be worked out by hand", () => {
  it("Erlang B and C of two places and one erlang", () => {
    // States 0, 1, 2 weigh 1, 1, 1/2; with a queue, what waits for two places is a geometric tail of ratio 1/2.
    expect(erlangB(2, 1)).toBeCloseTo(0.5 / 2.5, 12);
    expect(erlangC(2, 1)).toBeCloseTo(1 / 3, 12);
  });

  it("one place: the wait is ρ/(μ − λ) in M/M/1, by both formulas, and half of it in M/D/1", () => {
    expect(waitTail(1, 0.6, 1, 0)).toBeCloseTo(0.6, 12);
    expect(pollaczekKhinchine(0.6, 1, 2)).toBeCloseTo(0.6 / 0.4, 12);
    expect(pollaczekKhinchine(0.6, 1, 1)).toBeCloseTo(0.3 / 0.4, 12);
  });

  it("blocking: all states alike at full load; Erlang B without room", () => {
    expect(blocking(1, 4, 1)).toBeCloseTo(1 / 6, 12);
    expect(blocking(3, 0, 2.4)).toBeCloseTo(erlangB(3, 2.4), 12);
  });
});
