/** What the agents of a network see at their turns: an observer each, and when it looked last. */
import type { Network } from "../sim/network.ts";
import type { TaskTable } from "../sim/task-table.ts";
import { LocalObserver } from "./local-observer.ts";

export class LocalObservers {
  readonly #observers: readonly LocalObserver[];
  readonly #lastTurn: Float64Array;

  constructor(network: Network, withPeers: boolean) {
    const servers = Array.from({ length: network.serverCount }, (_, m) => m);
    this.#observers = servers.map((m) => new LocalObserver(network, m, withPeers));
    this.#lastTurn = new Float64Array(network.serverCount).fill(Number.NEGATIVE_INFINITY);
  }

  /** The view of the home server of task `row`, which has just arrived. Look once at a turn; the object is reused. */
  look(state: Parameters<LocalObserver["look"]>[0], tasks: TaskTable, row: number): LocalObserver {
    const agent = tasks.home[row]!;
    const observer = this.#observers[agent]!;
    observer.look(state, tasks, row, state.nowSeconds - this.#lastTurn[agent]!);
    this.#lastTurn[agent] = state.nowSeconds;
    return observer;
  }
}
