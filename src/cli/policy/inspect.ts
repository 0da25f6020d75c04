/** Finds out what there is to know of a policy, or of any ONNX model: from the files alone, nothing is run. */
import { readFile, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { EdgeflockError } from "../../core/errors.ts";
import {
  type EntryFacts,
  multiplyAccumulates,
  type OnnxModelContent,
  type OnnxShape,
  type PolicyFacts,
  type PolicyFile,
  parsePolicyFile,
  policyFileSchema,
  readModel,
  requireDescribed,
  sha256Of,
  shapesOf,
  type TrainingRecord,
} from "../../model-file/index.ts";

export interface InspectedValue {
  readonly name: string;
  readonly type: string;
  readonly shape: OnnxShape;
  /** Only where the model says so. */
  readonly meaning: string | null;
  readonly entries: readonly EntryFacts[];
}

export interface InspectedModel {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly onnx: Pick<OnnxModelContent, "irVersion" | "opsets" | "producer">;
  readonly inputs: readonly InspectedValue[];
  readonly outputs: readonly InspectedValue[];
  readonly nodes: number;
  /** Most frequent first. */
  readonly nodesByOp: Readonly<Record<string, number>>;
  /** Trained numbers; in a model that is not ours, all floating-point constants. */
  readonly parameters: number;
  /** Of one evaluation; null where they do not follow from the file. */
  readonly multiplyAccumulates: number | null;
  /** Null when the model is not one of our policies. */
  readonly policy: Pick<PolicyFacts, "algorithm" | "server" | "agent" | "agents" | "parametersSha256"> | null;
  readonly training: TrainingRecord | null;
}

export interface InspectedFolder {
  readonly folder: string;
  readonly algorithm: string;
  readonly training: TrainingRecord | null;
  readonly agents: readonly InspectedModel[];
  /** When it was trained, where the run that made it lies around it. */
  readonly run: RunTimes | null;
}

export interface RunTimes {
  readonly startedAt: string;
  readonly finishedAt: string | null;
}

/**
 * @param path an ONNX file, a policy's folder or its `policy.json`, or a run folder
 * @throws EdgeflockError("run") when there is nothing, or what is there is damaged or does not fit together
 */
export async function inspect(
  path: string,
): Promise<(InspectedModel & { readonly run: RunTimes | null }) | InspectedFolder> {
  const found = await stat(path).catch(() => null);
  if (found === null) {
    throw new EdgeflockError(
      "run",
      `${path}: there is no such file or folder`,
      "Name an .onnx file, a policy's folder, or the folder of a run.",
    );
  }
  if (found.isDirectory()) return inspectFolder(await policyFolder(path));
  if (basename(path) === "policy.json") return inspectFolder(dirname(path));
  const bytes = await readFile(path);
  const model = inspectModel(bytes, path);
  if (model.policy === null) return { ...model, run: null };
  const folder = dirname(path);
  const description = await readIfThere(join(folder, "policy.json"));
  if (description !== null) {
    const { agents } = parsePolicyFile(description, join(folder, "policy.json"), policyFileSchema);
    const agent = agents.find(({ file }) => file === basename(path));
    if (agent !== undefined) requireDescribed(agent, bytes, readModel(bytes, path).model, path);
  }
  return { ...model, run: await runTimes(folder, model.training) };
}

async function inspectFolder(folder: string): Promise<InspectedFolder> {
  const path = join(folder, "policy.json");
  const description = await readIfThere(path);
  if (description === null) {
    throw new EdgeflockError(
      "run",
      `${folder}: there is no policy here (no policy.json)`,
      "Name an .onnx file, a policy's folder, or the folder of a run.",
    );
  }
  const { algorithm, agents, training = null } = parsePolicyFile(description, path, policyFileSchema);
  const models: InspectedModel[] = [];
  for (const agent of agents) models.push(await inspectAgent(folder, agent));
  return { folder, algorithm, training, agents: models, run: await runTimes(folder, training) };
}

async function inspectAgent(folder: string, agent: PolicyFile["agents"][number]): Promise<InspectedModel> {
  const path = join(folder, agent.file);
  const bytes = await readIfThere(path);
  if (bytes === null) {
    throw new EdgeflockError(
      "run",
      `${folder}: the policy lacks its file ${agent.file}, which policy.json names`,
      "Copy the whole folder, or export the policy again.",
    );
  }
  requireDescribed(agent, bytes, readModel(bytes, path).model, path);
  return inspectModel(bytes, path);
}

function inspectModel(bytes: Uint8Array, file: string): InspectedModel {
  const { model, policy, training } = readModel(bytes, file);
  const { irVersion, opsets, producer, nodes } = model;
  const values = (
    side: OnnxModelContent["inputs"],
    facts: PolicyFacts["inputs"] | undefined,
  ): InspectedValue[] =>
    side.map((value) => {
      const known = facts?.find(({ name }) => name === value.name);
      return { ...value, meaning: known?.meaning ?? null, entries: known?.entries ?? [] };
    });
  const counts = new Map<string, number>();
  for (const { opType } of nodes) counts.set(opType, (counts.get(opType) ?? 0) + 1);
  const sizes = model.constants.filter(({ isFloat }) => isFloat).map(({ shape }) => shape);
  return {
    file,
    bytes: bytes.length,
    sha256: sha256Of(bytes),
    onnx: { irVersion, opsets, producer },
    inputs: values(model.inputs, policy?.inputs),
    outputs: values(model.outputs, policy?.outputs),
    nodes: nodes.length,
    nodesByOp: Object.fromEntries([...counts].sort(([p, a], [q, b]) => b - a || (p < q ? -1 : 1))),
    parameters:
      policy?.parameters ??
      sizes.reduce((sum, shape) => sum + shape.reduce((product, length) => product * length, 1), 0),
    multiplyAccumulates: multiplyAccumulates(model, shapesOf(model)),
    policy:
      policy === null
        ? null
        : {
            algorithm: policy.algorithm,
            server: policy.server,
            agent: policy.agent,
            agents: policy.agents,
            parametersSha256: policy.parametersSha256,
          },
    training,
  };
}

/** The folder itself, or the policy of the run that it is. */
async function policyFolder(path: string): Promise<string> {
  if ((await readIfThere(join(path, "run.json"))) === null) return path;
  const folder = join(path, "policy");
  if ((await readIfThere(join(folder, "policy.json"))) !== null) return folder;
  throw new EdgeflockError(
    "run",
    `${path}: this run has not exported a policy yet (no policy/policy.json)`,
    `Let its training finish: edgeflock resume ${path}`,
  );
}

/** The times in the run.json around a policy's folder; a policy's own files hold none, so that they can be compared. */
async function runTimes(folder: string, training: TrainingRecord | null): Promise<RunTimes | null> {
  const path = join(folder, "..");
  if (training === null || (await readIfThere(join(path, "run.json"))) === null) return null;
  const { RunFolder } = await import("../../train/run-folder.ts");
  const { algorithm, seed, timings } = (await RunFolder.open(path)).manifest;
  if (algorithm.name !== training.algorithm.name || seed !== training.seed) return null;
  return { startedAt: timings.startedAt, finishedAt: timings.finishedAt };
}

async function readIfThere(path: string): Promise<Uint8Array | null> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return null;
    throw error;
  });
}
