/** Small learners, with starts and batches, for the tests of what turns programs into others. */
import { expect } from "vitest";
import { Rng } from "../../core/rng.ts";
import { mlp } from "../../nn/index.ts";
import {
  type Engine,
  type Feeds,
  type Results,
  referenceEngine,
  selectEngine,
  UpdateRunner,
} from "../../runtime/index.ts";
import { normalValues } from "../../testing/op-values.ts";
import {
  adam,
  add,
  compileUpdate,
  Graph,
  max,
  mean,
  mul,
  type OpName,
  type Optimizer,
  type Program,
  square,
  sub,
  sum,
  type Tensor,
  type TensorSpec,
} from "../index.ts";

/** The engines that programs are compared on, by the names that tests give them. */
export const testEngines = {
  "reference, float64": async () => referenceEngine("float64"),
  "reference, float32": async () => referenceEngine("float32"),
  node: () => selectEngine("node"),
} as const satisfies Record<string, () => Promise<Engine>>;

export interface LearnerOptions {
  readonly observations?: number;
  readonly batch?: number;
  readonly optimizer?: Optimizer | ((graph: Graph) => Optimizer);
  /** Rate of the soft update; without it the target network stays as it is. */
  readonly rate?: number;
  /** What is handed out beside the loss. */
  readonly outputs?: (tensors: { readonly q: Tensor; readonly reward: Tensor }) => Record<string, Tensor>;
}

const ACTIONS = 3;
const LAYERS = 3;

/** DQN (Mnih et al., 2015) of two hidden layers, with the mean squared error. */
export function dqn(options: LearnerOptions = {}): Program {
  const { observations = 5, batch = 6, optimizer = adam({ learningRate: 1e-2 }), rate, outputs } = options;
  const graph = new Graph();
  const network = mlp({ inputs: observations, hidden: [8, 8], outputs: ACTIONS, activation: "relu" });
  const online = graph.state("online", [network.size]);
  const target = graph.state("target", [network.size]);
  const reward = graph.input("reward", [batch]);
  const q = network.apply(online, graph.input("observation", [batch, observations]));
  const nextQ = network.apply(target, graph.input("nextObservation", [batch, observations]));
  const goal = add(reward, mul(graph.input("discount", [batch]), max(nextQ, [1])));
  const chosen = sum(mul(q, graph.input("actions", [batch, ACTIONS])), [1]);
  const loss = mean(square(sub(chosen, goal)));
  return compileUpdate({
    loss,
    parameters: online,
    optimizer: typeof optimizer === "function" ? optimizer(graph) : optimizer,
    targets: rate === undefined ? [] : [{ target, source: online, rate }],
    outputs: { loss, ...outputs?.({ q, reward }) },
  });
}

/** Matrix products of a step of the DQN that the target network takes. */
export const targetProducts = LAYERS;

/** Normal values for every tensor but learning rates (small) and seeds (whole); each seed gives others. */
export function randomFeeds(tensors: readonly TensorSpec[], seed: number, scale = 0.5) {
  const rng = Rng.stream(seed, "feeds");
  return Object.fromEntries(
    tensors.map(({ name, shape }) => {
      const values = normalValues(rng, shape, scale);
      if (name === "learningRate") return [name, values.map((value) => 0.01 * Math.abs(value))];
      if (name === "seed") return [name, values.map((value) => Math.floor(1000 * Math.abs(value)))];
      return [name, values];
    }),
  );
}

/** Random parameters; the optimisers' own states are left out. */
export function startOf(program: Program, seed: number): Record<string, Float32Array> {
  return randomFeeds(
    program.states.filter(({ startsAtZero }) => !startsAtZero),
    seed,
    0.4,
  );
}

export interface Trained {
  /** Of each run. */
  readonly outputs: readonly Results[];
  /** After the last one. */
  readonly state: Record<string, Float32Array>;
}

/** Runs one update for each batch. */
export async function trained(
  engine: Engine,
  program: Program,
  start: Feeds,
  batches: readonly Feeds[],
): Promise<Trained> {
  const runner = await UpdateRunner.create(engine, program, start);
  const outputs: Results[] = [];
  for (const batch of batches) outputs.push(await runner.run(batch));
  const state = runner.state();
  await runner.release();
  return { outputs, state };
}

/** The values of each name one after the other: what runs or agents have along a first axis. */
export function joined(parts: readonly Feeds[], names = Object.keys(parts[0] ?? {})) {
  return Object.fromEntries(
    names.map((name) => [name, Float32Array.from(parts.flatMap((part) => [...part[name]!]))]),
  );
}

/** Part `index` of values that have `count` parts along their first axis. */
export function partOf(values: Float32Array | undefined, index: number, count: number): Float32Array {
  if (values === undefined) throw new Error("there are no values");
  const size = values.length / count;
  return values.subarray(index * size, (index + 1) * size);
}

/** The same names and sizes, and values as near as `tolerance` of each tensor's greatest, or of 1. */
export function expectNear(actual: Feeds, expected: Feeds, tolerance: number): void {
  expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, values] of Object.entries(expected)) {
    const found = actual[name]!;
    expect(found.length, name).toBe(values.length);
    const scale = values.reduce((greatest, value) => Math.max(greatest, Math.abs(value)), 1);
    const difference = values.reduce((most, value, i) => Math.max(most, Math.abs(found[i]! - value)), 0);
    expect(difference, name).toBeLessThanOrEqual(tolerance * scale);
  }
}

export function countOps(program: Program, op: OpName): number {
  return program.nodes.filter((node) => node.op === op).length;
}
