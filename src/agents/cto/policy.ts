/** A trained CTO policy: decides greedily, each agent from its local observation alone. */
import { EdgeflockError } from "../../core/errors.ts";
import { localObservationSize } from "../../env/local-observer.ts";
import type { EpisodeInfo, Information, Policy, PolicyContext } from "../../env/policy.ts";
import { TargetSets } from "../../env/target-sets.ts";
import type { Decision } from "../../sim/decision.ts";
import type { Network } from "../../sim/network.ts";
import { sharesWidth } from "../maddpg/networks.ts";
import { roundShare, type ShareGrids } from "../maddpg/share-grid.ts";

/** What a trained agent answers to an observation; implemented by `Actor` and by exported ONNX policies. */
export interface GreedyActor {
  /** What its observations are: as `LocalView` writes the normalised vector, or the measurements behind it. */
  readonly reads: "observation" | "measurements";
  readonly observationSize: number;
  readonly sets: number;
  /** Writes the three shares and returns the chosen target set. */
  act(observation: Float32Array, shares: Float32Array): number | Promise<number>;
}

export class CtoPolicy implements Policy {
  readonly information: Information;
  #network: Network | null = null;
  #targetSets: readonly TargetSets[] = [];
  readonly #observation: Float32Array;
  readonly #shares = new Float32Array(sharesWidth);

  constructor(
    readonly name: string,
    readonly actors: readonly GreedyActor[],
    readonly shareGrids: ShareGrids,
    readonly peerLoad: boolean,
  ) {
    this.information = peerLoad ? "peers" : "local";
    this.#observation = new Float32Array(actors[0]?.observationSize ?? 0);
  }

  begin({ network }: EpisodeInfo): void {
    this.#network = network;
    this.#targetSets = this.actors.map((actor, m) => {
      const sets = m < network.serverCount ? new TargetSets(network, m) : null;
      if (
        sets?.count !== actor.sets ||
        localObservationSize(sets.degree, this.peerLoad) !== actor.observationSize ||
        this.actors.length !== network.serverCount
      ) {
        throw new EdgeflockError(
          "run",
          `policy "${this.name}" was trained for another network: ${this.actors.length} servers, not ${network.serverCount}, or other neighbours`,
          "Use it with the scenario it was trained on.",
        );
      }
      return sets;
    });
  }

  decide({ local }: PolicyContext, decision: Decision): void | Promise<void> {
    const actor = this.actors[local.server]!;
    if (actor.reads === "observation") local.writeObservation(this.#observation);
    else local.writeMeasurements(this.#observation);
    const set = actor.act(this.#observation, this.#shares);
    if (typeof set === "number") this.#write(local.server, set, decision);
    else return set.then((chosen) => this.#write(local.server, chosen, decision));
  }

  #write(server: number, set: number, decision: Decision): void {
    writeDecision(decision, this.#targetSets[server]!, set, this.#shares, this.shareGrids, this.#network!);
  }
}

/** Writes an agent's action, target set `set` and three `shares`, as a decision. */
export function writeDecision(
  decision: Decision,
  targetSets: TargetSets,
  set: number,
  shares: Float32Array,
  grids: ShareGrids,
  { shareMin }: Network,
): void {
  targetSets.choose(set, decision);
  decision.offloadRatio = shares[0]!;
  decision.computeShare = roundShare(shares[1]!, grids.compute, shareMin);
  decision.bandwidthShare = roundShare(shares[2]!, grids.bandwidth, shareMin);
}
