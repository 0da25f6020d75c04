/** Section `workload` of a scenario. */
import { z } from "zod";
import { wrongGoogleOptions } from "../../workload/synthetic/google-options.ts";
import type { Servers } from "./servers.ts";
import type { Report } from "./values.ts";
import { checkCustom } from "./workload-custom.ts";
import { checkRequests } from "./workload-requests.ts";
import { syntheticWorkloads } from "./workload-synthetic.ts";
import { traceWorkloads } from "./workload-traces.ts";

export const workload = z
  .discriminatedUnion("kind", [...traceWorkloads, ...syntheticWorkloads])
  .describe("Where the tasks come from.");

export type WorkloadSection = z.output<typeof workload>;

interface WithWorkload {
  /** Absent where a topology makes them. */
  readonly servers?: Servers | undefined;
  readonly workload: WorkloadSection;
  readonly users?: unknown;
}

/** When the last task of a workload may arrive [s]; Infinity where only its trace tells. */
export function workloadEndSeconds(
  workload: Pick<WorkloadSection, "kind"> & { durationSeconds?: number; timeScale?: number },
  durationSeconds = workload.durationSeconds,
): number {
  return durationSeconds === undefined
    ? Number.POSITIVE_INFINITY
    : durationSeconds * (workload.timeScale ?? 1);
}

/** Each of two ways to say it, and not both: which servers are homes, and how often bursts come. */
export function checkWorkload(scenario: WithWorkload, report: Report): void {
  const { servers, workload } = scenario;
  const path = ["workload", "homeWeights"];
  const weights = workload.homeWeights;
  if (scenario.users !== undefined) {
    const beside = "is given beside `users`, whose places tell the homes; leave one of the two out";
    if (weights !== undefined) report(path, beside);
    if (workload.homes !== undefined) report(["workload", "homes"], beside);
  } else if (weights === undefined) {
    if (workload.homes === undefined) {
      report(
        path,
        "is missing; give one weight for each server, or `homes`, as in homes: { zipf: 0.8 }, or `users`",
      );
    }
  } else if (workload.homes !== undefined) {
    report(path, "is given beside `homes`; leave one of the two out");
  } else if (servers === undefined) {
    report(path, "is for a list of `servers`; with `topology` give `homes`, as in homes: { zipf: 0.8 }");
  } else if (weights.length !== servers.length) {
    report(path, `has ${weights.length} weights for ${servers.length} servers; give one for each server`);
  } else if (!weights.some((weight) => weight > 0)) {
    report(path, "adds up to 0; at least one weight must be above 0");
  }
  if (
    workload.kind === "synthetic-google" &&
    workload.burstGapSeconds !== undefined &&
    workload.burstGapSecondsPerServer !== undefined
  ) {
    report(
      ["workload", "burstGapSecondsPerServer"],
      "is given beside burstGapSeconds; leave one of the two out",
    );
  }
  if (workload.kind === "synthetic-google") {
    // The gap is given, or made, later; all else is there.
    for (const [field, fix] of wrongGoogleOptions({ ...workload, burstGapSeconds: 1 })) {
      report(["workload", field], fix);
    }
  }
  if (workload.kind === "bursts" && scenario.users !== undefined) {
    report(
      ["users"],
      "is given beside bursts, which hit servers by themselves; leave it out, or choose flash-crowds",
    );
  }
  if (workload.kind === "custom") checkCustom(workload, report);
  if (workload.kind === "mmpp" && !workload.states.some(({ rate }) => rate > 0)) {
    report(["workload", "states"], "have no rate above 0; at least one must");
  }
  if ("requests" in workload) checkRequests(workload, report);
}
