import { beforeAll, describe, expect, it } from "vitest";
import { rollout } from "../../env/rollout.ts";
import { type Engine, selectEngine } from "../../runtime/index.ts";
import { summarise } from "../../sim/metrics.ts";
import { createLearner, play, window } from "../fixtures.test-helper.ts";
import { hybridPpo } from "./algorithm.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await selectEngine();
});

describe("hybrid PPO", () => {
  it("gets better than it was on the window it plays, and its critic learns what returns depend on", async () => {
    const learner = await createLearner(hybridPpo, engine, {
      hidden: [16],
      criticHidden: [32],
      habit: 0,
      entropy: [0.1, 0.05],
      learningRate: 0.01,
      criticLearningRate: 0.01,
      targetRate: 0.2,
    });
    const objective = async () => {
      const { simulator } = await rollout(window(0), await learner.greedyPolicy());
      return summarise(simulator, window(0).cost).objective;
    };
    const before = await objective();
    const explained: number[] = [];
    for (let episode = 0; episode < 16; episode++) {
      explained.push((await learner.trainEpisode(window(0)))["explainedVariance"]!);
    }
    expect(await objective()).toBeLessThan(0.95 * before);
    expect(explained[0]).toBeLessThan(0.1);
    expect(Math.max(...explained.slice(-4))).toBeGreaterThan(0.3);
  });

  it("learns other things from own than from team rewards, and from seconds than from decisions", async () => {
    const settings = [{}, { rewardScope: "own" }, { discount: "second" }, { reward: "paper" }, { lambda: 0 }];
    const policies = await Promise.all(
      settings.map(async (changes) => {
        const learner = await createLearner(hybridPpo, engine, changes);
        await play(learner, 0, 1);
        return learner.snapshot().arrays["policy"]!;
      }),
    );
    for (const [k, policy] of policies.entries()) {
      for (const other of policies.slice(k + 1)) expect(policy).not.toEqual(other);
    }
  });
});

describe("settings", () => {
  it("refuse a scope of rewards that is not its own", () => {
    expect(() => hybridPpo.configure({ rewardScope: "difference" })).toThrow(
      "training.hybrid-ppo.rewardScope",
    );
  });
});
