import { describe, expect, it } from "vitest";
import type { AgentEnvironment } from "../agent-environment.ts";
import { checkEnvironment } from "./check-environment.ts";
import { FakeEnvironment } from "./fake-environment.test-helper.ts";
import { type EnvironmentRule, environmentRules } from "./findings.ts";

/** Ways to get each rule wrong; the class is the whole environment. */
const faults: [EnvironmentRule, string, new () => AgentEnvironment][] = [
  [
    "interface",
    "a reset that is not done when it returns",
    class extends FakeEnvironment {
      override reset(seed: number) {
        super.reset(seed);
        return Promise.resolve() as never;
      }
    },
  ],
  [
    "interface",
    "a method that is missing",
    class extends FakeEnvironment {
      override takeCredits = undefined as never;
    },
  ],
  [
    "spaces",
    "a range that is none",
    class extends FakeEnvironment {
      constructor() {
        super();
        const entries = [{ name: "share", meaning: "", unit: "", low: 1, high: 0.1 }];
        this.agents = this.agents.map((agent) => ({ ...agent, values: { kind: "box", entries } }));
      }
    },
  ],
  [
    "spaces",
    "two agents of one name",
    class extends FakeEnvironment {
      constructor() {
        super();
        this.agents = this.agents.map((agent) => ({ ...agent, name: "twin" }));
      }
    },
  ],
  [
    "spaces-change",
    "other choices in later episodes",
    class extends FakeEnvironment {
      override reset(seed: number) {
        super.reset(seed);
        if (seed === 2) this.agents = this.agents.map((agent) => ({ ...agent, name: `${agent.name}!` }));
      }
    },
  ],
  [
    "throws",
    "an observation that throws",
    class extends FakeEnvironment {
      override observe(out: Float32Array, offset = 0) {
        if (this.turn === 4) throw new Error("no observation here");
        super.observe(out, offset);
      }
    },
  ],
  [
    "agent-range",
    "a turn of an agent that does not exist",
    class extends FakeEnvironment {
      protected override move() {
        super.move();
        if (this.turn === 5) this.agent = 2;
      }
    },
  ],
  [
    "ending",
    "an ending that is never told",
    class extends FakeEnvironment {
      protected override move() {
        super.move();
        this.ending = null;
      }
    },
  ],
  [
    "ending",
    "an ending that outlasts the reset",
    class extends FakeEnvironment {
      override reset(seed: number) {
        const { ending } = this;
        super.reset(seed);
        this.ending = ending;
      }
    },
  ],
  [
    "never-ends",
    "an episode without end",
    class extends FakeEnvironment {
      override turns = Number.POSITIVE_INFINITY;
    },
  ],
  [
    "time-backwards",
    "a clock that starts anew at each turn",
    class extends FakeEnvironment {
      protected override move() {
        this.nowSeconds = 0;
        super.move();
      }
    },
  ],
  [
    "observation-size",
    "a number that is never written",
    class extends FakeEnvironment {
      override observe(out: Float32Array, offset = 0) {
        out[offset] = this.level;
      }
    },
  ],
  [
    "observation-size",
    "one number too many",
    class extends FakeEnvironment {
      override observe(out: Float32Array, offset = 0) {
        super.observe(out, offset);
        out[offset + 2] = 0;
      }
    },
  ],
  [
    "observation-size",
    "an offset that is overlooked",
    class extends FakeEnvironment {
      override observe(out: Float32Array) {
        super.observe(out);
      }
    },
  ],
  [
    "observation-not-a-number",
    "a division of nothing by nothing",
    class extends FakeEnvironment {
      override observe(out: Float32Array, offset = 0) {
        super.observe(out, offset);
        out[offset] = (this.turn - 3) / (this.turn - 3);
      }
    },
  ],
  [
    "observation-range",
    "a number beyond its range",
    class extends FakeEnvironment {
      override observe(out: Float32Array, offset = 0) {
        super.observe(out, offset);
        out[offset]! += 0.5;
      }
    },
  ],
  [
    "observation-range",
    "infinity where there is no upper end",
    class extends FakeEnvironment {
      override observe(out: Float32Array, offset = 0) {
        super.observe(out, offset);
        out[offset + 1] = 1 / 0;
      }
    },
  ],
  [
    "looking-changes",
    "an observation that draws a random number",
    class extends FakeEnvironment {
      override observe(out: Float32Array, offset = 0) {
        super.observe(out, offset);
        out[offset] = this.rng.uniform();
      }
    },
  ],
  [
    "looking-changes",
    "a reward that is gone once asked for",
    class extends FakeEnvironment {
      override reward(agent: number) {
        const sum = super.reward(agent);
        this.sums[agent] = 0;
        return sum;
      }
    },
  ],
  [
    "mask",
    "no choice left",
    class extends FakeEnvironment {
      override writeChoiceMask(out: Uint8Array, offset = 0) {
        out.fill(0, offset, offset + 3);
      }
    },
  ],
  [
    "mask",
    "a mask that is too short",
    class extends FakeEnvironment {
      override writeChoiceMask(out: Uint8Array, offset = 0) {
        out.set([1, 1], offset);
      }
    },
  ],
  [
    "action-refused",
    "an end of a range that is refused",
    class extends FakeEnvironment {
      override step(choice: number, values: ArrayLike<number>) {
        if (values[0] === 1) throw new Error("share must be below 1");
        super.step(choice, values);
      }
    },
  ],
  [
    "action-refused",
    "a choice that the mask should have held back",
    class extends FakeEnvironment {
      override writeChoiceMask(out: Uint8Array, offset = 0) {
        out.set([1, 1, 1], offset);
      }
    },
  ],
  [
    "accepts-invalid-action",
    "whatever choice is given",
    class extends FakeEnvironment {
      override step(choice: number, values: ArrayLike<number>) {
        super.step(this.agent < 0 || choice === 1 ? choice : 0, values);
      }
    },
  ],
  [
    "refused-action-changes",
    "a turn that is lost by a refusal",
    class extends FakeEnvironment {
      override step(choice: number, values: ArrayLike<number>) {
        try {
          super.step(choice, values);
        } catch (error) {
          if (this.agent >= 0) this.move();
          throw error;
        }
      }
    },
  ],
  [
    "refused-action-changes",
    "a random number that is drawn before the check",
    class extends FakeEnvironment {
      override step(choice: number, values: ArrayLike<number>) {
        this.rng.uniform();
        super.step(choice, values);
      }
    },
  ],
  [
    "acts-out-of-turn",
    "actions after the end",
    class extends FakeEnvironment {
      override step(choice: number, values: ArrayLike<number>) {
        if (this.ending === null) super.step(choice, values);
      }
    },
  ],
  [
    "reward-not-finite",
    "a reward given before it is known",
    class extends FakeEnvironment {
      override reward(agent: number) {
        return this.turn === 3 ? Number.NaN : super.reward(agent);
      }
    },
  ],
  [
    "rewards-do-not-add-up",
    "a sum that goes on and on",
    class extends FakeEnvironment {
      readonly total = [0, 0];
      override step(choice: number, values: ArrayLike<number>) {
        const { agent } = this;
        const before = this.sums[agent] ?? 0;
        super.step(choice, values);
        this.sums[agent]! += before;
      }
    },
  ],
  [
    "credits",
    "a credit that is given again",
    class extends FakeEnvironment {
      override takeCredits(agent: number, take: (decision: number, reward: number) => void) {
        for (const { decision, reward } of this.known[agent]!) take(decision, reward);
      }
    },
  ],
  [
    "credits",
    "a decision without credit",
    class extends FakeEnvironment {
      protected override move() {
        if (this.turn === this.turns - 1) this.open = [];
        super.move();
      }
    },
  ],
  [
    "credits",
    "a credit for what has not been decided yet",
    class extends FakeEnvironment {
      override takeCredits(agent: number, take: (decision: number, reward: number) => void) {
        super.takeCredits(agent, (decision, reward) => take(decision + 1, reward));
      }
    },
  ],
  [
    "arrays-kept",
    "values that are read later",
    class extends FakeEnvironment {
      kept: ArrayLike<number> = [];
      override step(choice: number, values: ArrayLike<number>) {
        super.step(choice, values);
        this.kept = values;
      }
      override observe(out: Float32Array, offset = 0) {
        super.observe(out, offset);
        out[offset + 1] = this.kept[0]! > 0.5 ? 1 : 0;
      }
    },
  ],
  [
    "arrays-kept",
    "an observation that is written to later",
    class extends FakeEnvironment {
      kept: [Float32Array, number] = [new Float32Array(2), 0];
      override observe(out: Float32Array, offset = 0) {
        super.observe(out, offset);
        this.kept = [out, offset];
      }
      protected override move() {
        super.move();
        super.observe(...this.kept);
      }
    },
  ],
  [
    "not-deterministic",
    "a generator that no reset seeds",
    class extends FakeEnvironment {
      override reset(seed: number) {
        super.reset(seed);
        this.level = Math.random();
      }
    },
  ],
  [
    "leaks-between-episodes",
    "a queue that lives on",
    class extends FakeEnvironment {
      backlog = 0;
      override step(choice: number, values: ArrayLike<number>) {
        super.step(choice, values);
        this.backlog += choice;
      }
      override observe(out: Float32Array, offset = 0) {
        super.observe(out, offset);
        out[offset + 1] = this.backlog;
      }
    },
  ],
  [
    "reset-in-mid-episode",
    "open rewards that are cleared at the end only",
    class extends FakeEnvironment {
      override reset(seed: number) {
        const { open, ending } = this;
        super.reset(seed);
        if (ending === null) this.open = open.map((one) => ({ ...one, decision: 0, dueTurn: 3 }));
      }
    },
  ],
];

describe("checkEnvironment", () => {
  it("finds nothing where nothing is wrong", () => {
    const { findings, episodes, steps } = checkEnvironment(() => new FakeEnvironment());
    expect(findings).toEqual([]);
    expect(episodes).toBe(8);
    expect(steps).toBe(6 * 12 + 12 + 6);
  });

  it("makes do with a single environment", () => {
    const only = new FakeEnvironment();
    expect(checkEnvironment(() => only).findings).toEqual([]);
  });

  it.each(faults)("finds %s: %s", (rule, _, Broken) => {
    const { findings } = checkEnvironment(() => new Broken(), { stepLimit: 1000 });
    expect(findings.map((finding) => finding.rule)).toContain(rule);
    // A fault may break several rules, but not all of them.
    expect(findings.length).toBeLessThanOrEqual(3);
  });

  it("has a test for each rule", () => {
    expect(new Set(faults.map(([rule]) => rule))).toEqual(new Set(Object.keys(environmentRules)));
  });

  it("says where it was first, and how often", () => {
    const [, , Broken] = faults.find(([, what]) => what === "a number beyond its range")!;
    const [finding] = checkEnvironment(() => new Broken(), { seeds: [3, 4] }).findings;
    expect(finding).toMatchObject({ rule: "observation-range", seed: 3, agent: 1, step: 1 });
    expect(finding!.message).toMatch(/"level" is 1\.\d+, outside 0 to 1/);
    expect(finding!.times).toBeGreaterThan(1);
  });
});
