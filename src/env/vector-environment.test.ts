import { describe, expect, it } from "vitest";
import { mixedSetup } from "../testing/mixed-setup.ts";
import { OffloadingEnvironment } from "./offloading-environment.ts";
import { VectorEnvironment } from "./vector-environment.ts";

/** Environments on different networks, so that rows are of different lengths. */
function environments(count: number): OffloadingEnvironment[] {
  return Array.from({ length: count }, (_, k) => {
    const setup = (seed: number) => mixedSetup({ network: k, tasks: 20 + seed });
    return new OffloadingEnvironment(setup(0).network, setup, { peerLoad: k % 2 === 0 });
  });
}

/** An action from what is seen, so that a wrong bit anywhere ends in another action. */
function actionOf(observation: ArrayLike<number>, mask: ArrayLike<number>) {
  let mixed = 1;
  for (let k = 0; k < observation.length; k++) mixed = (mixed * 31 + observation[k]! * 1009) % 1;
  const allowed = Array.from(mask).flatMap((one, k) => (one === 1 ? [k] : []));
  const share = 0.5 + 0.5 * mixed;
  return { choice: allowed[Math.floor(mixed * allowed.length)]!, values: [mixed, share, share] };
}

/** What became of each task, of the present episode. */
const outcomesOf = (environment: OffloadingEnvironment) => [
  environment.episode!.simulator.outcomes.latencySeconds.slice(),
  environment.episode!.decisions.offloadRatio.slice(),
];

function playAlone(environment: OffloadingEnvironment, seed: number) {
  environment.reset(seed);
  while (environment.agent >= 0) {
    const { observation, choice } = environment.agents[environment.agent]!;
    const seen = new Float32Array(observation.entries.length);
    const mask = new Uint8Array(choice.choices.length);
    environment.observe(seen);
    environment.writeChoiceMask(mask);
    const action = actionOf(seen, mask);
    environment.step(action.choice, action.values);
  }
  return outcomesOf(environment);
}

describe("VectorEnvironment", () => {
  it("takes each environment where it would go alone, bit for bit, over several episodes", () => {
    const together = environments(5);
    const finished: unknown[][] = together.map(() => []);
    const vector = new VectorEnvironment(together, (index) => {
      finished[index]!.push(outcomesOf(together[index]!));
      // Environment k plays k + 1 episodes.
      return finished[index]!.length <= index ? 10 * index + finished[index]!.length : null;
    });
    vector.reset([0, 10, 20, 30, 40]);
    const rows = new Set<number>();
    while (vector.count > 0) {
      rows.add(vector.count);
      const actions = Array.from({ length: vector.count }, (_, row) => {
        const agent = together[vector.environmentOf[row]!]!.agents[vector.agentOf[row]!]!;
        const from = row * vector.observationSize;
        const to = from + agent.observation.entries.length;
        expect(vector.observations.subarray(to, from + vector.observationSize).every((x) => x === 0)).toBe(
          true,
        );
        const at = row * vector.choiceCount;
        return actionOf(
          vector.observations.subarray(from, to),
          vector.masks.subarray(at, at + agent.choice.choices.length),
        );
      });
      vector.step(
        actions.map(({ choice }) => choice),
        actions.flatMap(({ values }) => values),
      );
    }
    expect(Math.max(...rows)).toBe(5);
    for (const [index, environment] of environments(5).entries()) {
      const alone = Array.from({ length: index + 1 }, (_, k) => playAlone(environment, 10 * index + k));
      expect(finished[index]).toEqual(alone);
    }
  });

  it("leaves out what is over, and refuses too few actions", () => {
    const vector = new VectorEnvironment(environments(2));
    expect(() => vector.reset([1])).toThrow("2 environments, but 1 seeds");
    vector.reset([0, 5]);
    expect(() => vector.step([0], [0, 1, 1])).toThrow("2 environments wait, but there are 1 choices");
    for (let turn = 0; turn < 20; turn++) vector.step([0, 0], [0, 1, 1, 0, 1, 1]);
    expect([...vector.environmentOf.subarray(0, vector.count)]).toEqual([1]);
    for (let turn = 0; turn < 5; turn++) vector.step([0], [0, 1, 1]);
    expect(vector.count).toBe(0);
  });
});
