/** A policy as it is judged: a trained one as it is, a baseline with its constants tuned on the training window. */
import type { TunedParameters } from "../agents/baselines/index.ts";
import type { Policy } from "../env/index.ts";
import type { Scenario, Workload } from "../scenario/index.ts";
import type { NamedPolicy } from "./resolve-policy.ts";

export interface ReadyPolicy {
  readonly policy: Policy;
  /** The constants of a baseline. */
  readonly parameters: TunedParameters;
}

/** Whether the policy has constants that have to be found first. */
export function needsTuning(named: NamedPolicy): boolean {
  return named.kind === "baseline" && named.definition.tune !== undefined;
}

/** @param parameters of a baseline that is tuned already; else its own, which need no tuning */
export function policyWith(named: NamedPolicy, parameters?: TunedParameters): ReadyPolicy {
  if (named.kind === "trained") return { policy: named.policy, parameters: {} };
  const constants = parameters ?? named.definition.parameters;
  return { policy: named.definition.create(constants), parameters: constants };
}

/** The constants of a baseline that has to be tuned, found on the training window. */
export async function tunedParameters(
  named: NamedPolicy,
  scenario: Scenario,
  workload: Workload,
  seed: number,
  onProgress: (fraction: number) => void,
): Promise<TunedParameters> {
  if (named.kind === "trained" || named.definition.tune === undefined) {
    throw new Error("only baselines with constants are tuned");
  }
  const { defaultTuningEpisodes, tuningSalts } = await import("../agents/baselines/index.ts");
  const { episodeSetup } = await import("../scenario/index.ts");
  return named.definition.tune(
    tuningSalts.map((salt) => episodeSetup(scenario, workload, "train", salt)),
    { budgetEpisodes: defaultTuningEpisodes, seed, onProgress },
  );
}
