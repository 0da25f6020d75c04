/** A baseline's own search within a tuning's budget, on the windows that learned policies are chosen on. */
import { baselines, tuningSalts } from "../../agents/baselines/index.ts";
import { EdgeflockError } from "../../core/errors.ts";
import { episodeSetup, type Scenario, type WindowSetup, type Workload } from "../../scenario/index.ts";
import { validate, validationSetups } from "../../train/index.ts";
import type { CellResult } from "../cell.ts";
import type { Inputs } from "../run-cell.ts";
import type { TuningKey } from "./tuning-cell.ts";

/**
 * Training and validation window in turn, under the salts of tuning: their mean is the criterion of learned policies,
 * on draws that it is not computed on.
 */
export function searchSetups(scenario: Scenario, workload: Workload): WindowSetup[] {
  return tuningSalts.flatMap((salt) =>
    (["train", "validate"] as const).map((window) => episodeSetup(scenario, workload, window, salt)),
  );
}

export async function searchResult(
  { job, scenario, workload, signal, onProgress }: Inputs,
  { baseline }: Extract<TuningKey, { kind: "search" }>,
): Promise<CellResult> {
  const definition = baselines.get(baseline)!;
  let windows = 0;
  const parameters =
    (await definition.tune?.(searchSetups(scenario, workload), {
      budgetEpisodes: job.tuningEpisodes,
      seed: job.seed,
      onProgress: (fraction) => {
        if (signal.aborted)
          throw new EdgeflockError("interrupted", `interrupted while ${baseline} was tuned`);
        windows = Math.round(fraction * job.tuningEpisodes);
        onProgress(fraction, "searching");
      },
    })) ?? definition.parameters;
  const judged = await validate(definition.create(parameters), validationSetups(scenario, workload));
  return {
    kind: "search",
    parameters,
    windows,
    judgement: {
      objective: judged["objective"]!,
      trainingObjective: judged["trainingObjective"]!,
      selection: judged["selection"]!,
    },
  };
}
