import { beforeAll, expect, test } from "vitest";
import { Rng } from "../../core/rng.ts";
import { compileFunction, Graph } from "../../graph/index.ts";
import { type Engine, FunctionRunner, selectEngine } from "../../runtime/index.ts";
import { forecastTargets } from "../targets.ts";
import { allCandidates, candidateCount } from "./candidates/index.ts";
import { headInputs, headOutputs, outputCount } from "./head.ts";

const targets = forecastTargets.length;
const rng = Rng.stream(3, "head");
const normals = (count: number, scale: number) =>
  Float32Array.from({ length: count }, () => scale * rng.normal());

let engine: Engine;
beforeAll(async () => {
  engine = await selectEngine();
});

async function outputs(raw: Float32Array, logs: Float32Array, ratios: Float32Array): Promise<Float32Array> {
  const graph = new Graph();
  const input = (name: string, size: number) => graph.input(name, [1, size]);
  const program = compileFunction({
    outputs: headOutputs(
      input("raw", headInputs),
      input("logs", allCandidates),
      input("ratios", allCandidates),
    ),
  });
  const runner = await FunctionRunner.create(engine, program, {});
  const result = await runner.run({ raw, logs, ratios });
  await runner.release();
  return result["outputs"]!.slice();
}

const meanOf = (values: Float32Array, target: number) =>
  values
    .subarray(target * candidateCount, (target + 1) * candidateCount)
    .reduce((sum, value) => sum + value, 0) / candidateCount;

test("an untrained head gives the even mixture", async () => {
  const logs = normals(allCandidates, 1);
  const ratios = logs.map(Math.exp);
  const found = await outputs(new Float32Array(headInputs), logs, ratios);
  for (const [target, { of, quantity }] of forecastTargets.entries()) {
    expect(found[target]).toBeCloseTo(meanOf(logs, target), 4);
    const mixesRatios = of !== "horizon" && quantity !== "gap";
    const logRatio = mixesRatios ? Math.log(meanOf(ratios, target)) : meanOf(logs, target);
    expect(found[targets + target]).toBeCloseTo(logRatio, 4);
    expect(found[3 * targets + target]).toBeCloseTo(meanOf(logs, target), 4);
  }
});

test("weights are of sum 1: equal candidates are what comes out, whatever the weights; quantiles never cross", async () => {
  const raw = normals(headInputs, 5);
  raw.fill(0, 0, 2 * targets);
  raw.fill(0, 3 * targets, 4 * targets);
  const found = await outputs(
    raw,
    new Float32Array(allCandidates).fill(0.7),
    new Float32Array(allCandidates).fill(2.5),
  );
  for (const [target, { of, quantity }] of forecastTargets.entries()) {
    expect(found[target]).toBeCloseTo(0.7, 5);
    expect(found[targets + target], `${of} ${quantity}`).toBeCloseTo(Math.log(2.5), 5);
    const [p10, p50, p90] = [2, 3, 4].map((kind) => found[kind * targets + target]!);
    expect(p50).toBeCloseTo(0.7, 5);
    expect(p10!).toBeLessThan(p50!);
    expect(p90!).toBeGreaterThan(p50!);
  }
  expect(found).toHaveLength(outputCount);
});
