import { describe, expect, it } from "vitest";
import { EdgeflockError } from "../../../core/errors.ts";
import { readFromLog } from "../../../env/decision-log.ts";
import type { EpisodeSetup } from "../../../env/policy.ts";
import { rollout } from "../../../env/rollout.ts";
import { rolloutStream } from "../../../env/rollout-stream.ts";
import { Decision } from "../../../sim/decision.ts";
import { faultModel, taskTable } from "../../../sim/fixtures.test-helper.ts";
import { summarise } from "../../../sim/metrics.ts";
import { Network } from "../../../sim/network.ts";
import { tableSource } from "../../../sim/task-source.ts";
import type { TunedParameters } from "../baseline.ts";
import { baselines } from "../index.ts";
import { burstyWindow, network } from "../situation.test-helper.ts";
import { lookahead } from "./lookahead.ts";

async function objectiveOf(setup: EpisodeSetup, name: string, parameters?: TunedParameters): Promise<number> {
  const { simulator } = await rollout(setup, baselines.get(name)!.create(parameters));
  return summarise(simulator, setup.cost).objective;
}

async function decisionsOf(setup: EpisodeSetup, parameters: TunedParameters = {}): Promise<Decision[]> {
  const { decisions } = await rollout(setup, lookahead.create({ ...lookahead.parameters, ...parameters }));
  return Array.from({ length: setup.tasks.count }, (_, task) =>
    readFromLog(decisions, task, new Decision(setup.network.maxTargets)),
  );
}

describe("lookahead", () => {
  const equal = burstyWindow(network(), 12);
  const weighted: EpisodeSetup = { ...equal, split: "weighted" };

  it("costs less than the myopic policy that sees every server, and less again where parts may be unequal", async () => {
    const tuned = await baselines.get("myopic-global")!.tune!([equal], { budgetEpisodes: 200, seed: 0 });
    const own = await lookahead.tune!([equal], { budgetEpisodes: 12, seed: 0 });
    const myopic = await objectiveOf(equal, "myopic-global", tuned);
    const found = await objectiveOf(equal, "lookahead", own);
    expect(found).toBeLessThan(myopic);
    expect(await objectiveOf(weighted, "lookahead", own)).toBeLessThan(found);
  });

  it("takes no division that is dearer than another it could have taken, for a task alone", async () => {
    const alone: EpisodeSetup = { ...weighted, tasks: { ...equal.tasks, count: 1 } };
    const found = await objectiveOf(alone, "lookahead");
    for (let home = 0; home <= 20; home++) {
      for (let first = 0; first <= 20 - home; first++) {
        const decision = new Decision(2);
        decision.targetCount = 2;
        decision.targets.set([1, 2]);
        decision.weights.set([first, 20 - home - first]);
        decision.offloadRatio = 1 - home / 20;
        decision.computeShare = 0.5;
        if (home === 20) decision.reset().computeShare = 0.5;
        const { simulator } = await rollout(alone, {
          name: "fixed",
          information: "local",
          begin() {},
          decide(_, into) {
            Object.assign(into, { ...decision });
          },
        });
        expect(found).toBeLessThanOrEqual(summarise(simulator, alone.cost).objective + 1e-6);
      }
    }
  });

  it("gives helpers equal parts unless weights count", async () => {
    const parts = (decisions: readonly Decision[]) =>
      decisions.filter(({ targetCount, weights }) => targetCount === 2 && weights[0] !== weights[1]).length;
    expect(parts(await decisionsOf(equal))).toBe(0);
    expect(parts(await decisionsOf(weighted))).toBeGreaterThan(0);
  });

  it("knows nothing of what arrives later", async () => {
    const later = { ...equal, tasks: { ...equal.tasks, count: 60 } };
    expect((await decisionsOf(equal)).slice(0, 60)).toEqual(await decisionsOf(later));
  });

  it("keeps tasks at home when no server may help, and where their results could not return", async () => {
    for (const on of [network(0), network(2, [10e9])]) {
      for (const decision of await decisionsOf(burstyWindow(on, 2))) expect(decision.targetCount).toBe(0);
    }
    const { links, ...rest } = network().spec;
    const oneWay = new Network({ ...rest, links: links.filter(({ from }) => from === 0) });
    const tasks = taskTable(Array.from({ length: 6 }, () => ({ cycles: 1e9, bits: 1e6, outputRatio: 0.1 })));
    for (const decision of await decisionsOf({ ...equal, network: oneWay, tasks })) {
      expect(decision.targetCount).toBe(0);
    }
  });

  it("decides otherwise where its twin hears late, but not where notices take no time", async () => {
    const { spec } = network();
    const home = equal.tasks.home.map((_, row) => row % 3);
    const withDelay = (propagationDelaySeconds: number): EpisodeSetup => ({
      ...weighted,
      tasks: { ...equal.tasks, home },
      network: new Network({
        ...spec,
        links: spec.links.map((link) => ({ ...link, propagationDelaySeconds })),
      }),
    });
    const [at0, at50] = [withDelay(0), withDelay(0.05)];
    expect(await objectiveOf(at0, "lookahead-late")).toBe(await objectiveOf(at0, "lookahead"));
    expect(await objectiveOf(at50, "lookahead-late")).not.toBe(await objectiveOf(at50, "lookahead"));
  });

  it("asks no more neighbours than it is told, those that help most", async () => {
    const four = network(2, [10e9, 2e9, 8e9, 8e9]);
    const setup = burstyWindow(four, 6);
    for (const { targets, targetCount } of await decisionsOf(setup, { neighbours: 2 })) {
      expect([...targets.subarray(0, targetCount)]).not.toContain(1);
    }
  });

  it("refuses networks with faults, and streams", async () => {
    const faults = faultModel();
    await expect(rollout({ ...equal, faults }, lookahead.create())).rejects.toThrow(
      "digital twin of a network with faults",
    );
    const { tasks, ...setup } = equal;
    const stream = rolloutStream({ ...setup, source: tableSource(tasks) }, lookahead.create());
    await expect(stream).rejects.toThrow(EdgeflockError);
    await expect(stream).rejects.toThrow("asks a digital twin, which a stream does not have");
  });
});
