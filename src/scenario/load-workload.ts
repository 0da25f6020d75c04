/** Loads the tasks of a scenario: reads its trace, or generates its synthetic stand-in. Node only. */
import { EdgeflockError } from "../core/errors.ts";
import { syntheticGoogle } from "../workload/synthetic-google.ts";
import type { Workload } from "../workload/workload.ts";
import { shapingOf } from "./build.ts";
import type { Scenario } from "./schema.ts";

export interface WorkloadOptions {
  /** Where the trace lies: its folder, a file, a pattern, or several of these. Unused by synthetic workloads. */
  readonly trace?: string | readonly string[];
  /** Replaces the seed of a synthetic workload. Unused by traces. */
  readonly seed?: number;
}

/** @throws EdgeflockError("usage") when the scenario needs a trace and none is named, ("trace") when it cannot be read */
export async function loadWorkload(scenario: Scenario, options: WorkloadOptions = {}): Promise<Workload> {
  const { workload } = scenario;
  if (workload.kind === "synthetic-google") {
    return syntheticGoogle({ ...workload, seed: options.seed ?? workload.seed }, shapingOf(scenario));
  }
  if (options.trace === undefined) {
    throw new EdgeflockError(
      "usage",
      `${scenario.name} runs on the Google cluster trace of 2011, and no --trace was given`,
      "Fetch task_events/part-00000-of-00500.csv.gz and part-00001-of-00500.csv.gz from the public Google Cloud Storage " +
        "bucket clusterdata-2011-2 (format: ClusterData2011_2.md in github.com/google/cluster-data), and name their folder " +
        "with --trace. The scenario quickstart needs no trace.",
    );
  }
  const { importGoogle2011 } = await import("../workload/google-2011.ts");
  return importGoogle2011(options.trace, shapingOf(scenario));
}
