/** Finds the policy that `--policy` names: a baseline by name, or a trained policy by its folder. */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { BaselineDefinition } from "../agents/baselines/index.ts";
import { didYouMean } from "../core/did-you-mean.ts";
import { EdgeflockError } from "../core/errors.ts";
import type { Policy } from "../env/index.ts";

export type NamedPolicy =
  | { readonly kind: "baseline"; readonly definition: BaselineDefinition }
  | { readonly kind: "trained"; readonly algorithm: string; readonly policy: Policy };

/**
 * @param nameOrPath a baseline's name, a run folder, or a folder with an exported policy (`policy.json`)
 * @throws EdgeflockError("usage") when there is no such policy, ("run") when its folder cannot be used
 */
export async function resolvePolicy(nameOrPath: string): Promise<NamedPolicy> {
  const { baselines } = await import("../agents/baselines/index.ts");
  const definition = baselines.get(nameOrPath);
  if (definition !== undefined) return { kind: "baseline", definition };
  if ((await stat(nameOrPath).catch(() => null)) === null) {
    throw new EdgeflockError(
      "usage",
      `no policy or folder named "${nameOrPath}"`,
      `${didYouMean(nameOrPath, baselines.keys(), "Policies are")} A trained one is named by its run folder.`,
    );
  }
  return loadTrained(nameOrPath);
}

async function loadTrained(path: string): Promise<NamedPolicy> {
  const { readFolderFiles } = await import("../train/run-folder.ts");
  const { learningAlgorithms } = await import("../agents/index.ts");
  const { loadPolicyFrom } = await import("../agents/load-policy-from.ts");
  const { selectEngine } = await import("../runtime/index.ts");
  const isRun = (await stat(join(path, "run.json")).catch(() => null)) !== null;
  const folder = isRun ? join(path, "policy") : path;
  const files = await readFolderFiles(folder);
  const description = files?.get("policy.json");
  if (files === null || description === undefined) {
    throw new EdgeflockError(
      "run",
      isRun
        ? `${path}: this run has not exported a policy yet (no policy/policy.json)`
        : `${path}: this is neither a run folder (no run.json) nor an exported policy (no policy.json)`,
      isRun
        ? `Let its training finish: edgeflock resume ${path}`
        : "Name a folder that `edgeflock train` has made.",
    );
  }
  const name = algorithmOf(description, join(folder, "policy.json"));
  const algorithm = learningAlgorithms.get(name);
  if (algorithm === undefined) {
    throw new EdgeflockError(
      "run",
      `${join(folder, "policy.json")}: unknown algorithm "${name}"`,
      didYouMean(name, learningAlgorithms.keys(), "Algorithms are"),
    );
  }
  const policy = await loadPolicyFrom(folder, files, algorithm, await selectEngine());
  return { kind: "trained", algorithm: name, policy };
}

function algorithmOf(bytes: Uint8Array, path: string): string {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new EdgeflockError(
      "run",
      `${path} is not JSON: ${(error as Error).message}`,
      "Export the policy anew.",
    );
  }
  const name = (json as { algorithm?: unknown } | null)?.algorithm;
  if (typeof name !== "string") {
    throw new EdgeflockError("run", `${path} does not name its algorithm`, "Export the policy anew.");
  }
  return name;
}
