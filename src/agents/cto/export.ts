/**
 * A trained CTO policy as files: one ONNX model an agent (measurements in; set values, chosen set and shares out) and
 * `policy.json`, which says what the models expect. The observation's normalisation is part of the models.
 */
import { z } from "zod";
import { EdgeflockError } from "../../core/errors.ts";
import { localObservationEntries, type Policy, TargetSets } from "../../env/index.ts";
import { compileFunction, Graph, matmul, oneHotArgmax, type Program } from "../../graph/index.ts";
import {
  type EntryFacts,
  type PolicyFile,
  parsePolicyFile,
  policyFileSchema,
  readOnnx,
  requireDescribed,
  type TrainingRecord,
  type ValueFacts,
  writePolicy,
} from "../../model-file/index.ts";
import { argmax } from "../../rl/index.ts";
import { type OnnxModel, runOnnxFile } from "../../runtime/index.ts";
import type { Network } from "../../sim/network.ts";
import type { ExportedPolicy } from "../learner.ts";
import type { ShareGrid, ShareGrids } from "../maddpg/share-grid.ts";
import { normalised } from "../observations.ts";
import type { ActorParameters } from "./actor.ts";
import { type CtoConfig, shareGridsSchema } from "./config.ts";
import { CtoPolicy, type GreedyActor } from "./policy.ts";
import { type AgentShape, networksOf, setMatrix } from "./update-graph.ts";

const ctoPolicyFileSchema = policyFileSchema.extend({
  /** How compute and bandwidth shares are rounded before use (see maddpg/share-grid.ts). */
  shareGrids: shareGridsSchema,
  /** Whether observations end with the neighbours' load reports. */
  peerLoad: z.boolean(),
});

export function exportCtoPolicy(
  algorithm: string,
  config: CtoConfig,
  network: Network,
  shapes: readonly AgentShape[],
  parameters: readonly ActorParameters[],
  training: TrainingRecord | null,
): ExportedPolicy {
  const serverName = (m: number) => network.spec.servers[m]!.name;
  const agents = shapes.map((shape, m) => {
    const targetSets = new TargetSets(network, m);
    const sets = targetSets.sets.map((_, k) => targetSets.servers(k).map(serverName));
    const observation = localObservationEntries(network, m, config.peerLoad);
    const outputs = outputFacts(sets, shape.shareMin, config.maddpg.shareGrids);
    return {
      server: serverName(m),
      program: greedyProgram(shape, config, network, m),
      parameters: { q: parameters[m]!.q, actor: parameters[m]!.actor },
      inputs: [
        { name: "observation", meaning: "what the server measures at the decision", entries: observation },
      ],
      outputs,
      details: {
        /** Entries of the input `observation`, target set k of the output `set`, entries of the output `shares`. */
        observation: observation.map(({ name }) => name),
        sets,
        shares: outputs.at(-1)!.entries.map(({ name }) => name),
      },
    };
  });
  const { peerLoad, maddpg } = config;
  return writePolicy({ algorithm, training, details: { shareGrids: maddpg.shareGrids, peerLoad }, agents });
}

/** @param sets each target set as names of servers */
function outputFacts(
  sets: readonly (readonly string[])[],
  shareMin: number,
  { compute, bandwidth }: ShareGrids,
): ValueFacts[] {
  const entry = (name: string, meaning: string, low: number | null, high: number | null): EntryFacts => {
    return { name, meaning, unit: "", low, high };
  };
  const ofSets = (low: number | null, high: number | null) =>
    sets.map((set) => {
      const meaning = set.length === 0 ? "nobody helps" : `help of ${set.join(" and ")}`;
      return entry(set.join(" + ") || "nobody", meaning, low, high);
    });
  const rounded = (largest: ShareGrid) =>
    largest === null ? "" : `; to be rounded, by ratio, to ${largest}, ${largest / 2}, ${largest / 4}, …`;
  return [
    {
      name: "values",
      meaning: "expected reward of each set of helping servers; more is better",
      entries: ofSets(null, null),
    },
    {
      name: "set",
      meaning: "the decision: 1 for the set of greatest value, 0 for the others",
      entries: ofSets(0, 1),
    },
    {
      name: "shares",
      meaning: "the decision's other part",
      entries: [
        entry("offloadRatio", "part of the task's work that the helpers do", 0, 1),
        entry(
          "computeShare",
          `compute that each part takes, of what a task may take at most${rounded(compute)}`,
          shareMin,
          1,
        ),
        entry("bandwidthShare", `bandwidth that each part takes, likewise${rounded(bandwidth)}`, shareMin, 1),
      ],
    },
  ];
}

/**
 * The policy of agent `m`: `observation [1, n]`, in physical units, → `values [1, sets]`, `set [1, sets]` (one-hot, of
 * the greatest value), `shares [1, 3]`.
 */
export function greedyProgram(shape: AgentShape, config: CtoConfig, network: Network, m: number): Program {
  const graph = new Graph();
  const { q, actor } = networksOf(shape, config);
  const measurements = graph.input("observation", [1, shape.layout.observation]);
  const observations = normalised(measurements, localObservationEntries(network, m, config.peerLoad));
  const values = q.apply(graph.state("q", [q.size]), observations);
  const set = oneHotArgmax(values);
  const targets = matmul(set, setMatrix(graph, shape));
  const { shares } = actor.apply(graph.state("actor", [actor.size]), { observations, targets });
  return compileFunction({ values, set, shares });
}

/** Loads what `exportCtoPolicy` wrote. Throws EdgeflockError("run") that names the file. */
export async function loadCtoPolicy(name: string, files: ReadonlyMap<string, Uint8Array>): Promise<Policy> {
  const description = parsePolicyFile(fileOf(files, "policy.json"), "policy.json", ctoPolicyFileSchema);
  const actors: GreedyActor[] = [];
  for (const agent of description.agents) {
    const { file } = agent;
    const bytes = fileOf(files, file);
    requireDescribed(agent, bytes, readOnnx(bytes, file), file);
    actors.push(new OnnxActor(await runOnnxFile(bytes, file), agent));
  }
  return new CtoPolicy(name, actors, description.shareGrids, description.peerLoad);
}

/** One exported agent on ONNX Runtime. */
class OnnxActor implements GreedyActor {
  readonly reads = "measurements";
  readonly observationSize: number;
  readonly sets: number;

  /** @param agent the entry of `policy.json`, which the model agrees with */
  constructor(
    readonly model: OnnxModel,
    { file, inputs, outputs }: PolicyFile["agents"][number],
  ) {
    const size = (name: string, shape: readonly number[] | undefined) => {
      const length = shape?.at(-1);
      if (length !== undefined) return length;
      throw new EdgeflockError(
        "run",
        `${file} is no policy of CTO: it has no "${name}"`,
        "Export the policy again.",
      );
    };
    this.observationSize = size("observation", inputs["observation"]);
    this.sets = size("set", outputs["set"]);
    size("shares", outputs["shares"]);
  }

  async act(observation: Float32Array, shares: Float32Array): Promise<number> {
    const result = await this.model.run({ observation });
    shares.set(result["shares"]!);
    return argmax(result["set"]!);
  }
}

function fileOf(files: ReadonlyMap<string, Uint8Array>, name: string): Uint8Array {
  const bytes = files.get(name);
  if (bytes === undefined) {
    throw new EdgeflockError(
      "run",
      `the policy lacks its file ${name}`,
      "Give the folder that holds policy.json and its .onnx files.",
    );
  }
  return bytes;
}
