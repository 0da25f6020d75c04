/** The observer of each kind of critic, and what it writes. */
import type { Network } from "../sim/network.ts";
import type { TaskTable } from "../sim/task-table.ts";
import type { CriticKind, CriticObserver } from "./critic-observer.ts";
import { GlobalObserver, globalStateSize } from "./global-observer.ts";
import { NeighbourhoodObserver, tokenCount, tokenWidth } from "./neighbourhood-observer.ts";

/** Floats that a critic of this kind is shown. */
export function criticStateSize(
  kind: CriticKind,
  network: Network,
  withForecasts: boolean,
  slots: number,
): number {
  if (kind === "local") return 0;
  if (kind === "joint") return globalStateSize(network, withForecasts);
  return tokenCount(slots) * tokenWidth(withForecasts);
}

/**
 * @param slots neighbours that critics see one by one, but for `joint`
 * @param forecasts as `ServerStates` takes them
 */
export function createCriticObserver(
  kind: CriticKind,
  network: Network,
  tasks: TaskTable,
  forecasts: Float32Array | null,
  slots: number,
): CriticObserver {
  if (kind === "local") return nothing;
  if (kind === "joint") return new GlobalObserver(network, tasks, forecasts);
  return new NeighbourhoodObserver(network, tasks, forecasts, slots);
}

const nothing: CriticObserver = { size: 0, noteArrival() {}, noteDecision() {}, write() {} };
