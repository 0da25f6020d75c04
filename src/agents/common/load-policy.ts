/** Loads what `exportPolicy` wrote. */
import { z } from "zod";
import { EdgeflockError } from "../../core/errors.ts";
import type { Policy } from "../../env/index.ts";
import { sightBy } from "../../env/policy.ts";
import {
  type PolicyFile,
  parsePolicyFile,
  policyFileSchema,
  readOnnx,
  requireDescribed,
} from "../../model-file/index.ts";
import { argmax } from "../../rl/index.ts";
import { type OnnxModel, runOnnxFile } from "../../runtime/index.ts";
import { shareGridsSchema } from "./network-fields.ts";
import { type GreedyActor, TrainedPolicy } from "./trained-policy.ts";

const trainedPolicyFileSchema = policyFileSchema.extend({
  /** How compute and bandwidth shares are rounded before use (see share-grid.ts). */
  shareGrids: shareGridsSchema,
  /** Whether observations end with the neighbours' load reports. */
  peerLoad: z.boolean(),
  /** Whether they hold when capacity will be free. */
  releaseTimes: z.boolean().default(false),
  /** As in `ViewOptions`. */
  slots: z.int().min(1).nullable().default(null),
  history: z.int().min(1).default(1),
  /** Whether there is one model for all servers, which reads normalised observations. */
  shared: z.boolean().default(false),
});

/** Throws EdgeflockError("run") that names the file. */
export async function loadPolicy(name: string, files: ReadonlyMap<string, Uint8Array>): Promise<Policy> {
  const description = parsePolicyFile(fileOf(files, "policy.json"), "policy.json", trainedPolicyFileSchema);
  const { shareGrids, slots, history, shared: isShared } = description;
  const view = { sight: sightBy(description), slots, history };
  const actors: GreedyActor[] = [];
  for (const agent of description.agents) {
    const { file } = agent;
    const bytes = fileOf(files, file);
    requireDescribed(agent, bytes, readOnnx(bytes, file), file);
    const reads = isShared ? "observation" : "measurements";
    actors.push(new OnnxActor(await runOnnxFile(bytes, file), reads, agent));
  }
  return new TrainedPolicy(name, actors, { view, shareGrids, isShared });
}

/** One exported agent on ONNX Runtime. */
class OnnxActor implements GreedyActor {
  readonly observationSize: number;
  readonly sets: number;

  /** @param agent the entry of `policy.json`, which the model agrees with */
  constructor(
    readonly model: OnnxModel,
    readonly reads: GreedyActor["reads"],
    { file, inputs, outputs }: PolicyFile["agents"][number],
  ) {
    const size = (name: string, shape: readonly number[] | undefined) => {
      const length = shape?.at(-1);
      if (length !== undefined) return length;
      throw new EdgeflockError(
        "run",
        `${file} is no policy of this algorithm: it has no "${name}"`,
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
