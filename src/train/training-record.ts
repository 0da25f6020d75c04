/** What the policies of a run say of their training, wherever they are taken. */
import { sha256OfJson } from "../core/checksum.ts";
import type { TrainingRecord } from "../model-file/index.ts";
import type { Scenario } from "../scenario/index.ts";
import type { RunManifest } from "./run-manifest.ts";

/** @param policy the episode after which it was exported, and its objectives (validation.ts) */
export function trainingRecord(
  manifest: RunManifest,
  policy: { readonly episode: number; readonly objective: number; readonly selection: number },
): TrainingRecord {
  const { trace, algorithm, seed, episodes, versions } = manifest;
  const { name, workload } = manifest.scenario as Scenario;
  return {
    scenario: { name, sha256: sha256OfJson(manifest.scenario) },
    workload: {
      kind: workload.kind,
      files: trace.length,
      bytes: trace.reduce((sum, file) => sum + file.bytes, 0),
      sha256: sha256OfJson(contentOf(trace, workload)),
    },
    algorithm: { name: algorithm.name, settings: algorithm.config },
    seed,
    episode: policy.episode,
    episodes,
    objective: { validation: policy.objective, selection: policy.selection },
    versions,
  };
}

/** What tells one workload from another: the content of its files, and how tasks are made where no trace tells it. */
function contentOf(files: RunManifest["trace"], workload: unknown): unknown {
  const content = files.map((file) => file.sha256);
  if (files.some((file) => file.kind === "trace")) return content;
  return files.length === 0 ? workload : { workload, content };
}
