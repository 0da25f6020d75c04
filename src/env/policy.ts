/**
 * The one interface between decisions and the world: baselines, learned policies and users' own policies
 * implement it, evaluation and the command line use it.
 */
import type { CarbonIntensity } from "../sim/carbon.ts";
import type { CostModel } from "../sim/cost.ts";
import type { Decision } from "../sim/decision.ts";
import type { FaultModel } from "../sim/faults.ts";
import type { Network } from "../sim/network.ts";
import type { NetworkState } from "../sim/simulator.ts";
import type { TaskTable } from "../sim/task-table.ts";

export type { CostModel } from "../sim/cost.ts";

/**
 * What the agent of one server can know at a decision without any message from others: its own server, its own
 * links, the task, and the static description of the network. Physical units. The object is reused.
 */
export interface LocalView {
  readonly network: Network;
  /** The deciding (home) server. */
  readonly server: number;
  readonly nowSeconds: number;
  /** Unreserved compute of the home server [cycles/s] and the work that waits there [cycles]. */
  readonly freeCompute: number;
  readonly waitingCycles: number;
  /** For the k-th link of the home server: unreserved bandwidth [bit/s] and the data that waits for it [bit]. */
  readonly freeBandwidth: Float64Array;
  readonly waitingBits: Float64Array;
  /**
   * For the k-th link of the home server: what its neighbour last reported of its unreserved compute [cycles/s] and
   * waiting work [cycles]. Null unless the policy declares `information: "peers"` or `"releases"`.
   */
  readonly peers: { readonly freeCompute: Float64Array; readonly waitingCycles: Float64Array } | null;
  /** When capacity will be free. Null unless the policy declares `information: "releases"`. */
  readonly releases: LocalReleases | null;
  /** The task: input `D` [bit], work `C` [cycles], deadline `T` [s], output ratio `o`. */
  readonly inputBits: number;
  readonly cycles: number;
  readonly deadlineSeconds: number;
  readonly outputRatio: number;
  /** Time since this agent's previous decision [s]; Infinity at its first. */
  readonly sinceLastDecisionSeconds: number;
  /** Writes the same as the normalised vector that networks read (`localObservationSize` floats) to `out`. */
  writeObservation(out: Float32Array, offset?: number): void;
  /** Writes the measurements behind that vector, in its order and in physical units, as exported policies read them. */
  writeMeasurements(out: Float32Array, offset?: number): void;
}

/**
 * Times from now on [s]: `Wait` until the largest request that a task may make would be granted, `Busy` until all that is held or
 * waited for is done with; both Infinity while the resource is down. `inbound`: work that is on its way to a server [cycles].
 */
export interface LocalReleases {
  readonly computeWaitSeconds: number;
  readonly computeBusySeconds: number;
  readonly inboundCycles: number;
  /** For the k-th link of the home server. */
  readonly linkWaitSeconds: Float64Array;
  readonly linkBusySeconds: Float64Array;
  /** For the neighbour at the k-th link, as it last reported: the compute of that server. */
  readonly peerWaitSeconds: Float64Array;
  readonly peerBusySeconds: Float64Array;
  readonly peerInboundCycles: Float64Array;
}

/** Given to a policy before its first decision of an episode. */
export interface EpisodeInfo {
  readonly network: Network;
  readonly cost: CostModel;
  /** How helpers share what leaves home. */
  readonly split: "equal" | "weighted";
  /** For policies that draw random numbers. */
  readonly seed: number;
  /** All that will arrive. Only for policies that declare `information: "future"`. */
  readonly future?: EpisodeSetup;
}

/** A model of the network as it is at a decision, with every task in flight: what a decision will cost, before it is taken. */
export interface Twin {
  /** Summed cost `J` of the present task and of all tasks in flight, if it gets `decision` and no other task arrives. */
  costOf(decision: Decision): number;
}

export interface PolicyContext {
  readonly local: LocalView;
  /** Every server's load. Only for policies that declare `information: "global"`; `null` for all others. */
  readonly global: NetworkState | null;
  /** Only for policies that declare `information: "twin"` or `"late-twin"`; `null` for all others. */
  readonly twin: Twin | null;
}

/**
 * What a policy sees. `"local"`: its own server and links, as the paper's agents do. `"peers"`: also what its neighbours
 * last reported of their load. `"releases"`: also when capacity will be free, its own and what neighbours report. `"global"`:
 * every server and link, at once. `"twin"`: beyond that each task in flight, in a
 * digital twin that tells what a decision will cost. `"late-twin"`: the same, but of what other servers decide only once a
 * notice can have arrived. `"future"`: every task of the window before it arrives, which only
 * references do. The last three need the tasks of a table, not of a stream.
 */
export type Information = Sight | "global" | "twin" | "late-twin" | "future";

/** What agents that decide on their own see, each more than the one before. */
export type Sight = "local" | "peers" | "releases";

/** By the options of learners and environments. */
export function sightBy(options: { readonly peerLoad: boolean; readonly releaseTimes: boolean }): Sight {
  return options.releaseTimes ? "releases" : options.peerLoad ? "peers" : "local";
}

/** The local view that a policy gets which declares `information`. */
export function sightOf(information: Information): Sight {
  return information === "peers" || information === "releases" ? information : "local";
}

/** Whether the digital twin of a policy that declares `information` hears of others' decisions at once; null: it has none. */
export function twinOf(information: Information): "instant" | "late" | null {
  return information === "twin" ? "instant" : information === "late-twin" ? "late" : null;
}

export interface Policy {
  readonly name: string;
  readonly information: Information;
  begin(episode: EpisodeInfo): void;
  /** Writes the decision for the task in `context`. `decision` comes reset (all local, full shares). */
  decide(context: PolicyContext, decision: Decision): void | Promise<void>;
  /**
   * Optional, for policies that are faster at many decisions than at one: writes the k-th decision for the task in the k-th
   * context, each as `decide` would. The contexts are those of different servers, at nearly the same time, whose decisions
   * cannot affect one another. Not called for policies that see every server.
   */
  decideBatch?(contexts: readonly PolicyContext[], decisions: readonly Decision[]): void | Promise<void>;
}

/** Tasks of one window with the network they arrive in: what a policy is run on. */
export interface EpisodeSetup {
  readonly network: Network;
  readonly tasks: TaskTable;
  readonly cost: CostModel;
  readonly split: "equal" | "weighted";
  /** Faults of servers and links; none when absent. */
  readonly faults?: FaultModel;
  /** Carbon intensity of the electricity; emissions are not counted when absent. */
  readonly carbon?: CarbonIntensity;
}
