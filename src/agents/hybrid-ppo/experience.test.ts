import { describe, expect, it } from "vitest";
import { Rng } from "../../core/rng.ts";
import { on } from "../fixtures.test-helper.ts";
import { ActionHeads } from "../on-policy/action-heads.ts";
import { sharedPolicyShape } from "../on-policy/policy-shape.ts";
import { hybridPpoConfigSchema } from "./config.ts";
import { Experience } from "./experience.ts";
import { ReturnScale } from "./return-scale.ts";

/** Tasks 0, 2, 3 are of agent 0, task 1 of agent 1; each earns `rewards` of it. */
function played(rewards: readonly number[], settings: Readonly<Record<string, unknown>>) {
  const config = hybridPpoConfigSchema.parse({ batch: 4, gamma: 0.5, ...settings });
  const shape = sharedPolicyShape({ network: on, split: "equal" }, config, "joint");
  const heads = new ActionHeads(shape, config);
  const { layout } = shape;
  const experience = new Experience(4, 2, shape, heads, config, new ReturnScale(), Rng.stream(1, "batches"));
  const agents = [0, 1, 0, 0];
  const logits = new Float32Array(heads.width);
  for (const [task, agent] of agents.entries()) {
    experience.draw(agent, task, logits, Rng.stream(task, "acting"), new Float32Array(3));
  }
  const note = (agent: number, step: number, task: number, isLast: boolean) => {
    const row = new Float32Array(layout.width).fill(task);
    row[layout.rewardAt] = rewards[task]!;
    row[layout.secondsAt] = 2;
    row[layout.doneAt] = isLast ? 1 : 0;
    experience.note(agent, row, step);
  };
  note(1, 0, 1, true);
  for (const [step, task] of [0, 2, 3].entries()) note(0, step, task, task === 3);
  const inputs = {
    observations: new Float32Array(4 * layout.view.size),
    globalStates: new Float32Array(4 * layout.global),
    chosen: new Float32Array(4 * heads.width),
    oldLogProbability: new Float32Array(4),
    advantages: new Float32Array(4),
    returns: new Float32Array(4),
  };
  /** Of each task, once credited. */
  const batch = () => {
    experience.writeBatch(0, inputs);
    const { scale } = experience;
    return Array.from(inputs.returns, (value) => scale.restored(value));
  };
  return { experience, inputs, batch, heads, layout };
}

describe("Experience", () => {
  it("adds up rewards along each agent's own decisions, whatever others decide in between", async () => {
    const { experience, inputs, batch } = played([1, 100, 2, 4], { lambda: 1 });
    await experience.value(inputs, async () => new Float32Array(4));
    experience.credit();
    // Agent 0: 4, 2 + 4/2, 1 + 4/2; agent 1: its own only.
    for (const [task, value] of [3, 100, 4, 4].entries()) expect(batch()[task]).toBeCloseTo(value, 4);
  });

  it("discounts by the seconds in between where they count", async () => {
    const { experience, inputs, batch } = played([1, 100, 2, 4], { lambda: 1, discount: "second" });
    await experience.value(inputs, async () => new Float32Array(4));
    experience.credit();
    // γ² = 1/4: 4, 2 + 4/4, 1 + 3/4.
    for (const [task, value] of [1.75, 100, 3, 4].entries()) expect(batch()[task]).toBeCloseTo(value, 4);
  });

  it("bootstraps from the values it is given with λ = 0, and says what they explain", async () => {
    const { experience, inputs, batch } = played([1, 100, 2, 4], { lambda: 0 });
    await experience.value(inputs, async () => Float32Array.of(10, 20, 30, 40));
    const explained = experience.credit();
    // r + V(next)/2.
    const returns = [16, 100, 22, 4];
    for (const [task, value] of returns.entries()) expect(batch()[task]).toBeCloseTo(value, 4);
    // Errors 6, 80, −8, −36 about 10.5; returns about 35.5.
    expect(explained).toBeCloseTo(
      1 - (4.5 ** 2 + 69.5 ** 2 + 18.5 ** 2 + 46.5 ** 2) / (19.5 ** 2 + 64.5 ** 2 + 13.5 ** 2 + 31.5 ** 2),
      6,
    );
  });

  it("writes advantages of mean 0 and deviation 1, cut, beside what was seen and drawn", async () => {
    const { experience, inputs, batch, heads, layout } = played([1, 100, 2, 4], { largestAdvantage: 1.5 });
    await experience.value(inputs, async () => new Float32Array(4));
    experience.credit();
    batch();
    // One of four stands out: (3, −1, −1, −1)/√3 about, of which 3/√3 is cut.
    expect(inputs.advantages[1]).toBe(1.5);
    expect(inputs.advantages[0]).toBeCloseTo(-1 / Math.sqrt(3), 1);
    const { size } = layout.view;
    for (let task = 0; task < 4; task++) {
      expect(inputs.observations[task * size]).toBe(task);
      expect(inputs.globalStates[task * layout.global]).toBe(task);
      const chosen = inputs.chosen.subarray(task * heads.width, (task + 1) * heads.width);
      expect(chosen.reduce((sum, value) => sum + value)).toBeGreaterThanOrEqual(2);
      // Of even logits: a probability of 1/count in each head used.
      const even = heads.heads.map(({ at, levels: { length } }) =>
        chosen.slice(at, at + length).includes(1) ? -Math.log(length) : 0,
      );
      expect(inputs.oldLogProbability[task]).toBeCloseTo(
        even.reduce((sum, value) => sum + value),
        5,
      );
    }
  });
});
