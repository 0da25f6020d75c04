/** A run as the diagnosis takes it, from its manifest, its metrics and its events. */
import type { RunRecord } from "../diagnosis/index.ts";
import { isDrift, type RunLogEntry } from "./event-log.ts";
import type { MetricsRow } from "./metrics-log.ts";
import type { RunManifest } from "./run-manifest.ts";

export function runRecord(
  { algorithm, episodes, scenario, forecaster }: RunManifest,
  rows: readonly MetricsRow[],
  events: readonly RunLogEntry[],
): RunRecord {
  // Scenarios in manifests have been checked before they were written.
  const { servers, objective } = scenario as {
    readonly servers: readonly unknown[];
    readonly objective: { readonly dropCost: number };
  };
  const isWatched =
    (algorithm.config as { readonly forecastDrift?: unknown } | null)?.forecastDrift !== "off";
  return {
    algorithm: algorithm.name,
    config: algorithm.config,
    episodes,
    servers: servers.length,
    dropCost: objective.dropCost,
    rows,
    drift: forecaster !== null && isWatched ? events.filter(isDrift) : null,
  };
}
