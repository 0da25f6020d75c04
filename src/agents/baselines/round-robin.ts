/** `round-robin`: half of each task goes to one neighbour, the neighbours in turn. */
import type { EpisodeInfo, Policy, PolicyContext } from "../../env/policy.ts";
import type { Decision } from "../../sim/decision.ts";
import type { BaselineDefinition } from "./baseline.ts";

/** Each home server goes round its neighbours by itself, in ascending order from the first one after itself. */
class RoundRobinPolicy implements Policy {
  readonly name = "round-robin";
  readonly information = "local";
  /** For each home server, the position of the next helper among its links. */
  #next = new Int32Array(0);

  begin({ network }: EpisodeInfo): void {
    this.#next = new Int32Array(network.serverCount);
    for (let m = 0; m < network.serverCount; m++) {
      const neighbours = network.linkTo.subarray(network.firstLink[m]!, network.firstLink[m + 1]!);
      this.#next[m] = Math.max(
        0,
        neighbours.findIndex((n) => n > m),
      );
    }
  }

  decide({ local: { network, server } }: PolicyContext, decision: Decision): void {
    const degree = network.degree(server);
    if (degree === 0 || network.maxTargets === 0) return;
    const at = this.#next[server]!;
    this.#next[server] = (at + 1) % degree;
    decision.targetCount = 1;
    decision.targets[0] = network.linkTo[network.firstLink[server]! + at]!;
    decision.offloadRatio = 0.5;
  }
}

export const roundRobin: BaselineDefinition = {
  name: "round-robin",
  description: "Half of each task goes to one neighbour, the neighbours in turn; full shares.",
  information: "local",
  parameters: {},
  create: () => new RoundRobinPolicy(),
};
