/** `random`: a uniform draw from the action space. */
import { Rng } from "../../core/rng.ts";
import type { EpisodeInfo, Policy, PolicyContext } from "../../env/policy.ts";
import { TargetSets } from "../../env/target-sets.ts";
import type { Decision } from "../../sim/decision.ts";
import type { BaselineDefinition } from "./baseline.ts";

/** Target set uniform over all sets of at most `maxTargets` neighbours; `x` uniform in [0, 1], shares in [shareMin, 1]. */
class RandomPolicy implements Policy {
  readonly name = "random";
  readonly information = "local";
  #rng = Rng.stream(0, "baseline/random");
  #sets: readonly TargetSets[] = [];
  #shareMin = 0;

  begin({ network, seed }: EpisodeInfo): void {
    this.#rng = Rng.stream(seed, "baseline/random");
    this.#sets = Array.from({ length: network.serverCount }, (_, m) => new TargetSets(network, m));
    this.#shareMin = network.shareMin;
  }

  decide({ local }: PolicyContext, decision: Decision): void {
    const sets = this.#sets[local.server]!;
    sets.choose(this.#rng.integer(sets.count), decision);
    // Drawn for every task, helped or not, so that each decision takes the same number of draws.
    const ratio = this.#rng.uniform();
    decision.offloadRatio = decision.targetCount > 0 ? ratio : 0;
    decision.computeShare = this.#share();
    decision.bandwidthShare = this.#share();
  }

  #share(): number {
    return this.#shareMin + (1 - this.#shareMin) * this.#rng.uniform();
  }
}

export const random: BaselineDefinition = {
  name: "random",
  description: "A random set of helpers and random shares.",
  information: "local",
  parameters: {},
  create: () => new RandomPolicy(),
};
