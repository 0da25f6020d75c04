/**
 * Every learning algorithm against one suite: the rules of policies, as the learner hands them out and as read from
 * files; reproducibility; going on from a snapshot; files that decide as the learner does.
 */
import { describe, expect, it } from "vitest";
import { rollout } from "../../env/rollout.ts";
import { selectEngine } from "../../runtime/index.ts";
import { runPolicyConformance } from "../../testing/policy-conformance.ts";
import { createLearner, on, play, type Settings, uneven, window } from "../fixtures.test-helper.ts";
import { learningAlgorithms } from "../index.ts";
import type { Learner, LearnerSnapshot, LearningAlgorithm } from "../learner.ts";

const engine = await selectEngine();

const isOnPolicy = (algorithm: LearningAlgorithm) => "clipRange" in (algorithm.configure({}) as Settings);
const onPolicy = [...learningAlgorithms.values()].filter(isOnPolicy);
const offPolicy = [...learningAlgorithms.values()].filter((algorithm) => !isOnPolicy(algorithm));

/** Each with every algorithm; settings that an algorithm does not have are left out. */
const variants: readonly (readonly [string, Settings])[] = [
  ["as it is", {}],
  ["own reward, γ^Δt, three steps", { rewardScope: "own", discount: "second", nStep: 3, peerLoad: false }],
  [
    "team reward, double DQN, prioritised and normalised",
    { rewardScope: "team", prioritised: {}, rewardNormalisation: true, madqn: { learnsFrom: "returns" } },
  ],
  [
    "double critics, dueling, recurrent",
    {
      rewardScope: "team",
      actorHistory: 3,
      madqn: { dueling: true },
      maddpg: { doubleCritics: true, targetNoise: 0.2, actorDelay: 2, actorStart: 0 },
    },
  ],
  ["synchronous, sampled returns", { learning: "synchronous", rewardScope: "team", updateEvery: 2 }],
  ["shared parameters, mean-field critic", { shareParameters: true, critic: "mean-field" }],
  [
    "attention critic, prioritised, recurrent, release times",
    { critic: "attention", prioritised: {}, actorHistory: 2, releaseTimes: true },
  ],
];

/** `madqn` has one group of settings, whose fields are not all those of `cto`'s. */
function settingsFor(algorithm: LearningAlgorithm, settings: Settings): Settings {
  const known = algorithm.configure({}) as Record<string, Settings>;
  const group = (name: string) =>
    Object.fromEntries(
      Object.entries((settings[name] ?? {}) as Settings).filter(([field]) => field in (known[name] ?? {})),
    );
  return { ...settings, madqn: group("madqn"), maddpg: group("maddpg") };
}

async function expectAlike(learner: Learner, algorithm: LearningAlgorithm, network = on): Promise<void> {
  const loaded = await algorithm.loadPolicy(learner.exportPolicy(null), engine);
  const setup = window(9, network);
  const before = await rollout(setup, await learner.greedyPolicy());
  const after = await rollout(setup, loaded);
  expect(after.decisions.targets).toEqual(before.decisions.targets);
  for (const share of ["offloadRatio", "computeShare", "bandwidthShare"] as const) {
    before.decisions[share].forEach((value, task) => {
      expect(after.decisions[share][task]).toBeCloseTo(value, 5);
    });
  }
}

/** The first one as it is, and others that make a difference to the algorithm. */
function variantsOf(algorithm: LearningAlgorithm): typeof variants {
  // Members of one family differ by their settings only: what all have is tried with one of them.
  if (!["cto", "maddpg", "madqn", ...onPolicy.map(({ name }) => name)].includes(algorithm.name)) {
    return variants.slice(0, 1);
  }
  const known = algorithm.configure({}) as Settings;
  return variants.filter(([, changes], k) => k === 0 || Object.keys(changes).some((name) => name in known));
}

function throughFiles({ json, arrays }: LearnerSnapshot): LearnerSnapshot {
  return { json: JSON.parse(JSON.stringify(json)), arrays };
}

for (const [name, algorithm] of learningAlgorithms) {
  const setups = [window(7), window(8)];
  const learner = await createLearner(algorithm, engine);
  await learner.trainEpisode(window(1));
  const files = learner.exportPolicy(null);
  runPolicyConformance(name, () => learner.greedyPolicy(), { setups });
  runPolicyConformance(`${name}, from files`, () => algorithm.loadPolicy(files, engine), { setups });
}

describe.each([...learningAlgorithms.values()])("$name", (algorithm) => {
  const settings = (changes: Settings) => settingsFor(algorithm, changes);

  it("learns the same bits from the same seed, and others from another", async () => {
    const [a, b, c] = await Promise.all(
      [1, 1, 2].map((seed) => createLearner(algorithm, engine, {}, { seed })),
    );
    const statistics = await Promise.all([a!, b!, c!].map((learner) => play(learner, 0, 2)));
    expect(statistics[1]).toEqual(statistics[0]);
    expect(b!.snapshot()).toEqual(a!.snapshot());
    expect(c!.snapshot().arrays).not.toEqual(a!.snapshot().arrays);
  });

  it.each(variantsOf(algorithm))(
    "goes on from a snapshot to the same bits, and its files decide alike: %s",
    async (_, changes) => {
      const uninterrupted = await createLearner(algorithm, engine, settings(changes));
      await play(uninterrupted, 0, 2);
      const resumed = await createLearner(algorithm, engine, settings(changes));
      resumed.restore(throughFiles(uninterrupted.snapshot()));
      const statistics = await play(uninterrupted, 2, 4);
      expect(await play(resumed, 2, 4)).toEqual(statistics);
      expect(resumed.snapshot()).toEqual(uninterrupted.snapshot());
      expect(resumed.decisions).toBe(240);
      expect(statistics.at(-1)!["updates"]).toBeGreaterThan(0);
      expect(statistics.flatMap((episode) => Object.values(episode)).every(Number.isFinite)).toBe(true);
      await expectAlike(uninterrupted, algorithm);
    },
  );

  it("moves every network", async () => {
    const learner = await createLearner(algorithm, engine);
    const before = learner.snapshot().arrays;
    await play(learner, 0, 3);
    const after = learner.snapshot().arrays;
    const networks = Object.keys(before).filter((name) =>
      /^(agent-\d\/)?(q|actor|critic|policy)(Target)?$/.test(name),
    );
    expect(networks.length).toBeGreaterThanOrEqual(isOnPolicy(algorithm) ? 2 : 6);
    for (const name of networks) expect(after[name], name).not.toEqual(before[name]);
  });

  it("learns where servers have different numbers of neighbours", async () => {
    const learner = await createLearner(algorithm, engine, {}, { network: uneven });
    await play(learner, 0, 3, uneven);
    await expectAlike(learner, algorithm, uneven);
  });
});

describe.each(offPolicy)("$name, off-policy,", (algorithm) => {
  it("says how its training goes, by the names that diagnosis knows", async () => {
    const learner = await createLearner(algorithm, engine);
    const last = (await play(learner, 0, 3)).at(-1)!;
    const networks = Object.keys(learner.snapshot().arrays).flatMap(
      (name) => /^agent-0\/(q|actor|critic)$/.exec(name)?.[1] ?? [],
    );
    for (const network of networks) {
      expect(last[`gradientNorm.${network}`], network).toBeGreaterThan(0);
      expect(last[`deadUnits.${network}`], network).toBeGreaterThanOrEqual(0);
      expect(last[`deadUnits.${network}`], network).toBeLessThan(1);
      expect(last[`${network}Loss`], network).toBeDefined();
    }
    expect(last["epsilon"]).toBeGreaterThan(0);
    expect(last["replayAgeDecisions"]).toBeGreaterThan(0);
    expect(last["replayAgeDecisions"]).toBeLessThan(180);
    if (networks.includes("critic")) {
      expect(last["meanTarget"]).toBeDefined();
      expect(last["meanCritic"]).toBeDefined();
    }
  });
});

describe.each(onPolicy)("$name, on-policy,", (algorithm) => {
  it("says how its training goes, by the names that diagnosis knows", async () => {
    const learner = await createLearner(algorithm, engine);
    const last = (await play(learner, 0, 3)).at(-1)!;
    for (const head of ["set", "offloadRatio", "computeShare", "bandwidthShare"]) {
      expect(last[`entropy.${head}`], head).toBeGreaterThan(0);
      expect(last[`entropy.${head}`], head).toBeLessThanOrEqual(1);
    }
    expect(last["gradientNorm.actor"]).toBeGreaterThan(0);
    expect(last["clipFraction"]).toBeGreaterThanOrEqual(0);
    expect(last["clipFraction"]).toBeLessThan(0.5);
    // What it learns from is nearly its own doing.
    expect(Math.abs(last["klDivergence"]!)).toBeLessThan(0.1);
    expect(last["policyLoss"]).toBeDefined();
    expect(last["trainObjective"]).toBeGreaterThan(0);
    if (!("critic" in learner.snapshot().arrays)) return;
    expect(last["gradientNorm.critic"]).toBeGreaterThan(0);
    expect(last["valueLoss"]).toBeGreaterThan(0);
    expect(last["explainedVariance"]).toBeLessThan(1);
  });
});
