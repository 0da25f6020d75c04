import { beforeAll, describe, expect, it } from "vitest";
import { rollout } from "../../env/rollout.ts";
import { type Engine, selectEngine } from "../../runtime/index.ts";
import { summarise } from "../../sim/metrics.ts";
import { Network } from "../../sim/network.ts";
import { createLearner, on, play, window } from "../fixtures.test-helper.ts";
import { learningAlgorithms } from "../index.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await selectEngine();
});

describe("the off-policy learner", () => {
  it("gets better than it was on the window it plays", async () => {
    const learner = await createLearner(learningAlgorithms.get("cto")!, engine, {
      episodes: 12,
      madqn: { hidden: [16], habit: 0 },
      maddpg: {
        initialShares: [0.05, 0.95, 0.95],
        actorLearningRate: 5e-3,
        actorHidden: [16],
        criticHidden: [32],
      },
      counterfactuals: { updates: 60, alternatives: 4, horizonTasks: 8, warmUpTasks: 16 },
    });
    const objective = async () => {
      const { simulator } = await rollout(window(0), await learner.greedyPolicy());
      return summarise(simulator, window(0).cost).objective;
    };
    const before = await objective();
    for (let episode = 0; episode < 12; episode++) await learner.trainEpisode(window(0));
    expect(await objective()).toBeLessThan(0.95 * before);
  });

  it("keeps all experience to itself where it never contributes", async () => {
    const [alone, together] = await Promise.all(
      ["idqn-iddpg", "cto"].map((name) => createLearner(learningAlgorithms.get(name)!, engine)),
    );
    await Promise.all([alone!, together!].map((learner) => play(learner, 0, 3)));
    expect(alone!.snapshot().arrays["global/replay"]).toHaveLength(0);
    expect(together!.snapshot().arrays["global/replay"]!.length).toBeGreaterThan(0);
  });

  it("decides for another network with shared parameters, as its files do", async () => {
    const algorithm = learningAlgorithms.get("cto")!;
    const learner = await createLearner(algorithm, engine, {
      shareParameters: true,
      critic: "attention",
      neighbourSlots: 3,
    });
    await play(learner, 0, 2);
    const { spec } = on;
    const larger = new Network({
      ...spec,
      servers: [...spec.servers, { ...spec.servers[0]!, name: "another" }],
      links: [0, 1, 2].flatMap((m) => [
        ...spec.links.filter(({ from }) => from === m),
        { ...spec.links[0]!, from: m, to: 3 },
        { ...spec.links[0]!, from: 3, to: m },
      ]),
    });
    const setup = window(3, larger);
    for (const [task, home] of setup.tasks.home.entries()) if (home === 1) setup.tasks.home[task] = 3;
    const before = await rollout(setup, await learner.greedyPolicy());
    const files = learner.exportPolicy(null);
    expect([...files.keys()]).toEqual(["agent-0.onnx", "policy.json"]);
    const after = await rollout(setup, await algorithm.loadPolicy(files, engine));
    expect(after.decisions.targets).toEqual(before.decisions.targets);
    const narrow = await createLearner(algorithm, engine, { shareParameters: true });
    await expect(async () => rollout(setup, await narrow.greedyPolicy())).rejects.toThrow(
      "servers with at most 2 neighbours",
    );
  });

  it("refuses fewer slots than a server has neighbours", async () => {
    const creating = createLearner(learningAlgorithms.get("cto")!, engine, { neighbourSlots: 1 });
    await expect(creating).rejects.toThrow("has 2 neighbours");
  });
});

describe("settings", () => {
  it("name the field that is wrong", () => {
    const algorithm = learningAlgorithms.get("cto-tp")!;
    expect(() => algorithm.configure({ gamma: 2 })).toThrow("training.cto-tp.gamma");
    expect(() => algorithm.configure({ madqn: { hiden: [8] } })).toThrow("hiden");
  });

  it("of a member are kept beside a user's own in the same group", () => {
    const paper = learningAlgorithms.get("cto-tp-paper")!;
    expect(paper.configure({ madqn: { hidden: [7] } })).toMatchObject({
      peerLoad: false,
      madqn: { hidden: [7], learnsFrom: "returns", habit: 0 },
    });
  });
});

describe("a large least share", () => {
  it("leaves no NaN in an untrained actor", async () => {
    const setup = window(0);
    const narrow = { ...setup, network: new Network({ ...setup.network.spec, shareMin: 0.6 }) };
    const algorithm = learningAlgorithms.get("cto")!;
    const context = { engine, seed: 1, setup: narrow, episodes: 1, forecast: null };
    const learner = await algorithm.create(algorithm.configure({}), context);
    const { decisions } = await rollout(narrow, await learner.greedyPolicy());
    expect(decisions.computeShare.every((share) => share >= 0.6 && share <= 1)).toBe(true);
  });
});
