/** A trained policy: decides greedily, each agent from what it sees alone. */
import { EdgeflockError } from "../../core/errors.ts";
import { AgentView } from "../../env/agent-view.ts";
import { localObservationSize } from "../../env/local-observer.ts";
import { ObservationWindow } from "../../env/observation-window.ts";
import type { EpisodeInfo, Information, LocalView, Policy, PolicyContext } from "../../env/policy.ts";
import { TargetSets } from "../../env/target-sets.ts";
import { ViewLayout, type ViewOptions } from "../../env/view-layout.ts";
import type { Tensor } from "../../graph/index.ts";
import type { Decision } from "../../sim/decision.ts";
import type { Network } from "../../sim/network.ts";
import { sharesWidth } from "./networks/share-actor.ts";
import { roundShare, type ShareGrids } from "./share-grid.ts";

/** Parameters by the names of the update program's states. */
export type Parameters = Readonly<Record<string, Float32Array>>;

/** A decision inside a graph. */
export interface GreedyOutputs {
  /** `[batch, sets]`: what each set of helpers is worth. */
  readonly values: Tensor;
  /** `[batch, sets]`, one-hot. */
  readonly set: Tensor;
  /** `[batch, 3]` */
  readonly shares: Tensor;
}

/** What a trained agent answers to an observation; implemented by the algorithms' actors and by exported ONNX models. */
export interface GreedyActor {
  /** What its observations are: as `AgentView` writes them, or the measurements behind them. */
  readonly reads: "observation" | "measurements";
  readonly observationSize: number;
  readonly sets: number;
  /** Writes the three shares, and weights of helpers where it has any, and returns the chosen target set. */
  act(observation: Float32Array, shares: Float32Array): number | Promise<number>;
}

export interface PolicyOptions {
  readonly view: ViewOptions;
  readonly shareGrids: ShareGrids;
  /** Whether one actor decides for all servers, of this network or another. */
  readonly isShared: boolean;
}

/** What an actor is fed with at a decision of one server. */
interface Eye {
  readonly size: number;
  look(local: LocalView): Float32Array;
}

export class TrainedPolicy implements Policy {
  readonly information: Information;
  #network: Network | null = null;
  #targetSets: readonly TargetSets[] = [];
  #eyes: readonly Eye[] = [];
  /** The three shares, then the weights of helpers, which not every actor gives. */
  #shares = new Float32Array(sharesWidth);

  /** @param actors one for each server, or one for all */
  constructor(
    readonly name: string,
    readonly actors: readonly GreedyActor[],
    readonly options: PolicyOptions,
  ) {
    this.information = options.view.sight;
  }

  begin({ network }: EpisodeInfo): void {
    this.#network = network;
    this.#shares = new Float32Array(sharesWidth + network.maxTargets).fill(1);
    const servers = Array.from({ length: network.serverCount }, (_, m) => m);
    const { view, isShared } = this.options;
    if (!isShared && this.actors.length !== servers.length) throw this.#trainedElsewhere(network);
    const most = Math.max(...servers.map((m) => network.degree(m)));
    if (view.slots !== null && most > view.slots) throw this.#trainedElsewhere(network);
    this.#targetSets = servers.map((m) => new TargetSets(network, m, view.slots ?? network.degree(m)));
    this.#eyes = servers.map((m) => this.#eyeOf(network, m));
    for (const m of servers) {
      const actor = this.#actorOf(m);
      if (this.#targetSets[m]!.count !== actor.sets || this.#eyes[m]!.size !== actor.observationSize) {
        throw this.#trainedElsewhere(network);
      }
    }
  }

  #actorOf(server: number): GreedyActor {
    return this.actors[this.options.isShared ? 0 : server]!;
  }

  #eyeOf(network: Network, m: number): Eye {
    const { view } = this.options;
    const layout = new ViewLayout(network.degree(m), view);
    if (this.#actorOf(m).reads === "observation") {
      const own = new AgentView(layout, network, m);
      return { size: layout.size, look: (local) => own.look(local) };
    }
    const window = new ObservationWindow(localObservationSize(network.degree(m), view.sight), view.history);
    return {
      size: window.values.length,
      look: (local) => window.push((newest) => local.writeMeasurements(newest)),
    };
  }

  #trainedElsewhere(network: Network): EdgeflockError {
    const { isShared, view } = this.options;
    const trained = isShared
      ? `servers with at most ${view.slots} neighbours and another number of helpers`
      : `${this.actors.length} servers, not ${network.serverCount}, or other neighbours`;
    return new EdgeflockError(
      "run",
      `policy "${this.name}" was trained for another network: ${trained}`,
      isShared
        ? "Train it with neighbourSlots as large as the widest server needs, and the same maxTargets."
        : "Use it with the scenario it was trained on, or train it with shareParameters.",
    );
  }

  decide({ local }: PolicyContext, decision: Decision): void | Promise<void> {
    const { server } = local;
    const set = this.#actorOf(server).act(this.#eyes[server]!.look(local), this.#shares);
    if (typeof set === "number") this.#write(server, set, decision);
    else return set.then((chosen) => this.#write(server, chosen, decision));
  }

  #write(server: number, set: number, decision: Decision): void {
    const { shareGrids } = this.options;
    writeDecision(decision, this.#targetSets[server]!, set, this.#shares, shareGrids, this.#network!);
  }
}

/** Writes an agent's action as a decision: target set `set`, three `shares`, and behind them the weights of helpers, if any. */
export function writeDecision(
  decision: Decision,
  targetSets: TargetSets,
  set: number,
  shares: Float32Array,
  grids: ShareGrids,
  { shareMin }: Network,
): void {
  targetSets.choose(set, decision);
  for (let k = 0; k < decision.targetCount; k++) decision.weights[k] = shares[sharesWidth + k] ?? 1;
  decision.offloadRatio = shares[0]!;
  decision.computeShare = roundShare(shares[1]!, grids.compute, shareMin);
  decision.bandwidthShare = roundShare(shares[2]!, grids.bandwidth, shareMin);
}
