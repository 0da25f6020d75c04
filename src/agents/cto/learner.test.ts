import { beforeAll, describe, expect, it } from "vitest";
import { rollout } from "../../env/rollout.ts";
import { type Engine, selectEngine } from "../../runtime/index.ts";
import { summarise } from "../../sim/metrics.ts";
import { learningAlgorithms } from "../index.ts";
import type { Learner } from "../learner.ts";
import { createLearner, window } from "./fixtures.test-helper.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await selectEngine();
});

async function play(learner: Learner, from: number, to: number) {
  const statistics = [];
  for (let episode = from; episode < to; episode++)
    statistics.push(await learner.trainEpisode(window(episode)));
  return statistics;
}

const settings = [
  ["difference rewards", {}],
  ["sampled returns", { rewardScope: "team", madqn: { hidden: [8], learnsFrom: "returns" } }],
  ["γ^Δt and no load reports", { rewardScope: "own", discount: "second", peerLoad: false }],
] as const;

describe.each([...learningAlgorithms.values()])("$name", (algorithm) => {
  it("learns the same bits from the same seed, and others from another", async () => {
    const [a, b, c] = await Promise.all([1, 1, 2].map((seed) => createLearner(algorithm, engine, {}, seed)));
    const statistics = await Promise.all([a!, b!, c!].map((learner) => play(learner, 0, 3)));
    expect(statistics[1]).toEqual(statistics[0]);
    expect(b!.snapshot()).toEqual(a!.snapshot());
    expect(c!.snapshot().arrays).not.toEqual(a!.snapshot().arrays);
    expect(statistics[0]!.flatMap((episode) => Object.values(episode)).every(Number.isFinite)).toBe(true);
    expect(statistics[0]!.at(-1)!["updates"]).toBeGreaterThan(0);
  });

  it("decides alike before and after it is written to files", async () => {
    const learner = await createLearner(algorithm, engine);
    await play(learner, 0, 3);
    const loaded = await algorithm.loadPolicy(learner.exportPolicy(null), engine);
    const setup = window(9);
    const [before, after] = [
      await rollout(setup, await learner.greedyPolicy()),
      await rollout(setup, loaded),
    ];
    expect(after.decisions.targets).toEqual(before.decisions.targets);
    for (const share of ["offloadRatio", "computeShare", "bandwidthShare"] as const) {
      before.decisions[share].forEach((value, task) => {
        expect(after.decisions[share][task]).toBeCloseTo(value, 5);
      });
    }
  });
});

describe("the CTO learner", () => {
  const ctoTp = learningAlgorithms.get("cto-tp")!;

  it.each(settings)("goes on from a snapshot to the same bits: %s", async (_, changes) => {
    const uninterrupted = await createLearner(ctoTp, engine, changes);
    await play(uninterrupted, 0, 4);
    const first = await createLearner(ctoTp, engine, changes);
    await play(first, 0, 2);
    const saved = first.snapshot();
    const second = await createLearner(ctoTp, engine, changes);
    second.restore({ json: JSON.parse(JSON.stringify(saved.json)), arrays: saved.arrays });
    await play(second, 2, 4);
    expect(second.snapshot()).toEqual(uninterrupted.snapshot());
    expect(second.decisions).toBe(240);
  });

  it("moves every network of every agent", async () => {
    const learner = await createLearner(ctoTp, engine);
    const before = learner.snapshot().arrays;
    await play(learner, 0, 3);
    const after = learner.snapshot().arrays;
    for (let m = 0; m < 3; m++) {
      for (const name of ["q", "actor", "critic", "qTarget", "actorTarget", "criticTarget"]) {
        expect(after[`agent-${m}/${name}`], `${name} of agent ${m}`).not.toEqual(
          before[`agent-${m}/${name}`],
        );
      }
    }
    expect(after["global/replay"]!.length).toBeGreaterThan(0);
  });

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

  it("refuses a network in which servers have different numbers of neighbours", async () => {
    const setup = window(0);
    const { network, spec } = { network: setup.network, spec: setup.network.spec };
    const { Network } = await import("../../sim/network.ts");
    const odd = new Network({ ...spec, links: spec.links.filter(({ from, to }) => from !== 2 || to !== 0) });
    expect(network.degree(2)).toBe(2);
    const algorithm = learningAlgorithms.get("cto")!;
    const context = { engine, seed: 1, setup: { ...setup, network: odd }, episodes: 1, forecast: null };
    await expect(algorithm.create(algorithm.configure({}), context)).rejects.toThrow(
      "equally many neighbours",
    );
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
    const { Network } = await import("../../sim/network.ts");
    const narrow = { ...setup, network: new Network({ ...setup.network.spec, shareMin: 0.6 }) };
    const algorithm = learningAlgorithms.get("cto")!;
    const context = { engine, seed: 1, setup: narrow, episodes: 1, forecast: null };
    const learner = await algorithm.create(algorithm.configure({}), context);
    const { decisions } = await rollout(narrow, await learner.greedyPolicy());
    expect(decisions.computeShare.every((share) => share >= 0.6 && share <= 1)).toBe(true);
  });
});
