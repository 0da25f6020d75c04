/**
 * A trained CTO policy as files: one ONNX model an agent (observation in; set values, chosen set and shares out) and
 * `policy.json`, which says what the models expect. The observation's normalisation is part of the models.
 */
import { z } from "zod";
import { EdgeflockError } from "../../core/errors.ts";
import { localObservationNames } from "../../env/local-observer.ts";
import type { Policy } from "../../env/policy.ts";
import { TargetSets } from "../../env/target-sets.ts";
import { compileFunction, encodeOnnx, Graph, matmul, oneHotArgmax } from "../../graph/index.ts";
import { argmax } from "../../rl/index.ts";
import { type OnnxModel, runOnnxFile } from "../../runtime/index.ts";
import type { Network } from "../../sim/network.ts";
import type { ExportedPolicy } from "../learner.ts";
import type { ActorParameters } from "./actor.ts";
import { type CtoConfig, shareGridsSchema } from "./config.ts";
import { CtoPolicy, type GreedyActor } from "./policy.ts";
import { type AgentShape, networksOf, setMatrix } from "./update-graph.ts";

const policyFileSchema = z.strictObject({
  format: z.literal("edgeflock-policy"),
  version: z.literal(1),
  algorithm: z.string(),
  /** How compute and bandwidth shares are rounded before use (see maddpg/share-grid.ts). */
  shareGrids: shareGridsSchema,
  /** Whether observations end with the neighbours' load reports. */
  peerLoad: z.boolean(),
  agents: z
    .array(
      z.strictObject({
        server: z.string(),
        file: z.string(),
        /** Entries of the input `observation`, in order. */
        observation: z.array(z.string()),
        /** Target set k of the output `set`, as names of servers. */
        sets: z.array(z.array(z.string())),
        /** Entries of the output `shares`. */
        shares: z.array(z.string()),
      }),
    )
    .min(1),
});

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function exportCtoPolicy(
  algorithm: string,
  config: CtoConfig,
  network: Network,
  shapes: readonly AgentShape[],
  parameters: readonly ActorParameters[],
): ExportedPolicy {
  const files = new Map<string, Uint8Array>();
  const serverName = (m: number) => network.spec.servers[m]!.name;
  const agents = shapes.map((shape, m) => {
    const file = `agent-${m}.onnx`;
    files.set(
      file,
      encodeOnnx(greedyProgram(shape, config), { bake: { ...parameters[m]! }, metadata: { algorithm } }),
    );
    const sets = new TargetSets(network, m);
    return {
      server: serverName(m),
      file,
      observation: localObservationNames(network, m, config.peerLoad),
      sets: sets.sets.map((_, k) => sets.servers(k).map(serverName)),
      shares: ["offloadRatio", "computeShare", "bandwidthShare"],
    };
  });
  const description = {
    format: "edgeflock-policy",
    version: 1,
    algorithm,
    shareGrids: config.maddpg.shareGrids,
    peerLoad: config.peerLoad,
    agents,
  };
  files.set("policy.json", encoder.encode(`${JSON.stringify(description, null, 2)}\n`));
  return files;
}

/** `observation [1, n]` → `values [1, sets]`, `set [1, sets]` (one-hot, of the greatest value), `shares [1, 3]`. */
function greedyProgram(shape: AgentShape, config: CtoConfig) {
  const graph = new Graph();
  const { q, actor } = networksOf(shape, config);
  const observations = graph.input("observation", [1, shape.layout.observation]);
  const values = q.apply(graph.state("q", [q.size]), observations);
  const set = oneHotArgmax(values);
  const targets = matmul(set, setMatrix(graph, shape));
  const { shares } = actor.apply(graph.state("actor", [actor.size]), { observations, targets });
  return compileFunction({ values, set, shares });
}

/** Loads what `exportCtoPolicy` wrote. Throws EdgeflockError("run") that names the file. */
export async function loadCtoPolicy(name: string, files: ReadonlyMap<string, Uint8Array>): Promise<Policy> {
  const description = policyFileSchema.safeParse(parseJson(fileOf(files, "policy.json")));
  if (!description.success) {
    const [issue] = description.error.issues;
    throw new EdgeflockError(
      "run",
      `policy.json: ${issue?.path.join(".") || "the file"}: ${issue?.message}`,
      "Export the policy again, with this version of Edgeflock.",
    );
  }
  const actors: GreedyActor[] = [];
  for (const { file, sets, observation } of description.data.agents) {
    const model = await runOnnxFile(fileOf(files, file), file);
    actors.push(new OnnxActor(model, observation.length, sets.length, file));
  }
  return new CtoPolicy(name, actors, description.data.shareGrids, description.data.peerLoad);
}

/** One exported agent on ONNX Runtime. */
class OnnxActor implements GreedyActor {
  constructor(
    readonly model: OnnxModel,
    readonly observationSize: number,
    readonly sets: number,
    file: string,
  ) {
    const missing = ["set", "shares"].filter((output) => !model.outputNames.includes(output));
    if (missing.length > 0 || !model.inputNames.includes("observation")) {
      throw new EdgeflockError(
        "run",
        `${file} is no policy: it lacks ${missing.join(", ") || "the input observation"}`,
        "Export the policy again.",
      );
    }
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

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch (error) {
    throw new EdgeflockError(
      "run",
      `policy.json is not JSON: ${(error as Error).message}`,
      "Export the policy again.",
      {
        cause: error,
      },
    );
  }
}
