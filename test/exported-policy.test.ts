/**
 * An exported policy away from Edgeflock: plain ONNX Runtime, native and WebAssembly, gets the decisions of our own
 * policy from measurements in physical units.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { agentShape } from "../src/agents/common/shape.ts";
import { CtoActor, chooseSetProgram } from "../src/agents/cto/actor.ts";
import type { CtoConfig } from "../src/agents/cto/config.ts";
import { learningAlgorithms } from "../src/agents/index.ts";
import { type Policy, rollout } from "../src/env/index.ts";
import { readOnnx } from "../src/model-file/index.ts";
import { FunctionRunner, selectEngine } from "../src/runtime/index.ts";
import { episodeSetup, loadWorkload, type WindowSetup } from "../src/scenario/index.ts";
import { tinyScenario } from "../src/testing/tiny-scenario.ts";
import { repository, runCommand } from "./support/process.ts";

const folder = mkdtempSync(join(tmpdir(), "edgeflock-export-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Outputs {
  readonly values: ArrayLike<number>;
  readonly set: ArrayLike<number>;
  readonly shares: ArrayLike<number>;
}

interface Agent {
  readonly model: Uint8Array;
  /** What the agent measured at each of its decisions, and what our own policy answered. */
  readonly measurements: readonly Float32Array[];
  readonly answers: readonly Outputs[];
}

let agents: readonly Agent[] = [];

/** Trains for two episodes, then plays one and notes what each agent measures and decides. */
async function trainAndPlay(setup: WindowSetup): Promise<Agent[]> {
  const algorithm = learningAlgorithms.get("cto")!;
  const config = algorithm.configure({ counterfactuals: { updates: 60 }, warmup: 32 }) as CtoConfig;
  const engine = await selectEngine();
  const learner = await algorithm.create(config, { engine, seed: 5, setup, episodes: 2, forecast: null });
  for (let episode = 0; episode < 2; episode++) await learner.trainEpisode(setup);
  const { arrays } = learner.snapshot();
  const files = learner.exportPolicy(null);
  const { network } = setup;
  const noted = Array.from({ length: network.serverCount }, (_, m) => {
    const shape = agentShape(network, config, "joint", false);
    const parameters = { q: arrays[`agent-${m}/qTarget`]!, actor: arrays[`agent-${m}/actorTarget`]! };
    return {
      actor: new CtoActor(shape, config, parameters),
      setValues: FunctionRunner.synchronous(chooseSetProgram(shape, config), { q: parameters.q }),
      model: files.get(`agent-${m}.onnx`)!,
      measurements: [] as Float32Array[],
      answers: [] as Outputs[],
    };
  });
  const policy = await learner.greedyPolicy();
  const noting: Policy = {
    name: "noting",
    information: policy.information,
    begin: (episode) => policy.begin(episode),
    decide(context, decision) {
      const { actor, setValues, measurements, answers } = noted[context.local.server]!;
      const observation = new Float32Array(actor.observationSize);
      const measured = new Float32Array(actor.observationSize);
      const shares = new Float32Array(3);
      context.local.writeObservation(observation);
      context.local.writeMeasurements(measured);
      measurements.push(measured);
      const values = setValues.runSync({ observation })["values"]!.slice();
      const set = new Float32Array(actor.sets);
      set[actor.act(observation, shares)] = 1;
      answers.push({ values, set, shares });
      return policy.decide(context, decision);
    },
  };
  await rollout(setup, noting);
  await learner.release();
  return noted;
}

beforeAll(async () => {
  const scenario = tinyScenario();
  agents = await trainAndPlay(episodeSetup(scenario, await loadWorkload(scenario, {}), "train", "0"));
  expect(agents).toHaveLength(3);
});

async function runElsewhere(name: string, m: number, { model, measurements }: Agent): Promise<Outputs[]> {
  const [modelPath, rowsPath] = [join(folder, `agent-${m}.onnx`), join(folder, `rows-${m}.bin`)];
  writeFileSync(modelPath, model);
  writeFileSync(rowsPath, Buffer.concat(measurements.map((row) => Buffer.from(row.buffer))));
  const script = join(repository, "test/support/plain-onnx-runtime.mjs");
  const { exitCode, stdout, stderr } = await runCommand("node", [script, name, modelPath, rowsPath]);
  expect(exitCode, stderr).toBe(0);
  return JSON.parse(stdout) as Outputs[];
}

test.each(["onnxruntime-node", "onnxruntime-web"])("%s alone gets the same outputs", async (name) => {
  let decisions = 0;
  for (const [m, agent] of agents.entries()) {
    const outputs = await runElsewhere(name, m, agent);
    expect(outputs).toHaveLength(agent.answers.length);
    for (const [k, answer] of agent.answers.entries()) {
      for (const name of ["values", "set", "shares"] as const) {
        expect(outputs[k]![name]).toHaveLength(answer[name].length);
        for (let at = 0; at < answer[name].length; at++) {
          const ours = answer[name][at]!;
          const theirs = outputs[k]![name][at]!;
          const difference = Math.abs(theirs - ours);
          expect(difference, `${name}: ${theirs}, not ${ours}`).toBeLessThanOrEqual(
            1e-6 * Math.max(1, Math.abs(ours)),
          );
        }
      }
      decisions++;
    }
  }
  expect(decisions).toBeGreaterThan(30);
});

test("the models ask for nothing that is not widely there", () => {
  for (const [m, { model }] of agents.entries()) {
    const { irVersion, opsets, nodes, inputs } = readOnnx(model, `agent-${m}.onnx`);
    // ONNX 1.13 of 2022: what every runtime of the last years reads, and what PyTorch exports by default.
    expect(irVersion).toBeLessThanOrEqual(8);
    expect(opsets).toEqual([{ domain: "", version: 18 }]);
    expect(nodes.filter(({ domain }) => domain !== "")).toEqual([]);
    expect(inputs).toEqual([{ name: "observation", type: "float32", shape: [1, 14] }]);
  }
});
