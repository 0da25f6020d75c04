/** What a critic is shown in training, beside the deciding agent's own observation: by the kind of critic. */
import type { Decision } from "../sim/decision.ts";
import type { NetworkState } from "../sim/simulator.ts";

/**
 * `joint`: every server and link. `mean-field`, `attention`: the nearest servers one by one, and the mean of all; as
 * wide in a large network as in a small one. `local`: nothing.
 */
export type CriticKind = "joint" | "mean-field" | "attention" | "local";

export interface CriticObserver {
  /** Floats it writes. */
  readonly size: number;
  /** Notes that `task` has arrived at its home server. Call before `write`. */
  noteArrival(task: number, nowSeconds: number): void;
  /** Notes the decision of agent `server`. Call after the simulator took (and clipped) it. */
  noteDecision(server: number, decision: Decision): void;
  /** Writes the state as agent `server` sees it at the current time, `size` floats, to `out` from `offset` on. */
  write(state: NetworkState, server: number, out: Float32Array, offset?: number): void;
}
