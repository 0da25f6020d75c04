/**
 * Watches a forecaster while it is in use: feeds on its forecasts, those of a naive one and what then came, in order of
 * time, and says when it has become worse than the naive one, and when it is better again; for each server and target,
 * and for each target over all servers. Constant time and memory a task. Browser-safe.
 */
import type { WindowTasks } from "../../workload/workload.ts";
import type { Forecasts } from "../forecasts.ts";
import type { TargetScales } from "../target-scales.ts";
import { forecastTargets } from "../targets.ts";
import {
  type Change,
  type ComparisonState,
  compare,
  type ErrorPair,
  meanErrors,
  newComparison,
  rollingErrors,
} from "./comparison.ts";
import { type DriftSettings, defaultDriftSettings } from "./drift-settings.ts";
import { largestDifference, logOf, logQuantilesOf, pinballLoss } from "./forecast-loss.ts";
import { isReplaced, outcomeOf, type PendingForecast } from "./pending-forecasts.ts";

export interface DriftEvent extends Change {
  /** When it was noticed: an arrival of the window [s]. */
  readonly seconds: number;
  /** Tasks the monitor has seen up to then, over all windows. */
  readonly task: number;
  /** Null: over all servers. */
  readonly server: number | null;
  /** Name of the forecast target. */
  readonly target: string;
}

interface ServerState {
  readonly comparisons: ComparisonState[];
  readonly pending: (PendingForecast | null)[];
}

/** Everything a monitor is: a JSON value. */
export interface DriftMonitorState {
  tasks: number;
  /** Time seen over all windows up to the present one, and the present one's first arrival and last [s]. */
  secondsBefore: number;
  window: { first: number; last: number } | null;
  readonly servers: ServerState[];
  readonly overall: ComparisonState[];
}

export class DriftMonitor {
  readonly settings: DriftSettings;
  readonly #scales: TargetScales;
  /** Indices into `forecastTargets`. */
  readonly #targets: readonly number[];
  readonly #thresholds: { readonly drift: number; readonly recovery: number };
  #state: DriftMonitorState;

  constructor(servers: number, scales: TargetScales, settings: Partial<DriftSettings> = {}) {
    this.settings = { ...defaultDriftSettings, ...settings };
    this.#scales = scales;
    this.#targets = this.settings.targets.map(indexOfTarget);
    const { tasksPerFalseAlarm, tasksPerFalseRecovery } = this.settings;
    // A task adds at most one value to two comparisons of each target, and the first alarm comes, on average, after at
    // least as many values as the threshold says.
    const valuesPerTask = 2 * this.#targets.length;
    this.#thresholds = {
      drift: valuesPerTask * tasksPerFalseAlarm,
      recovery: valuesPerTask * tasksPerFalseRecovery,
    };
    const comparisons = () => this.#targets.map(() => newComparison());
    this.#state = {
      tasks: 0,
      secondsBefore: 0,
      window: null,
      servers: Array.from({ length: servers }, () => ({
        comparisons: comparisons(),
        pending: this.#targets.map(() => null),
      })),
      overall: comparisons(),
    };
  }

  /** A new window begins, whose times have nothing to do with those before: open forecasts are forgotten, errors are not. */
  beginWindow(): void {
    const state = this.#state;
    if (state.window !== null) state.secondsBefore += state.window.last - state.window.first;
    state.window = null;
    for (const { pending } of state.servers) pending.fill(null);
  }

  /**
   * Task `row` arrives. Call for every row, in order. What follows from it is known at its arrival: the forecasts made then
   * are judged later.
   */
  observe(
    tasks: WindowTasks,
    row: number,
    forecasts: Forecasts,
    naiveForecasts: Forecasts,
  ): readonly DriftEvent[] {
    const state = this.#state;
    const seconds = tasks.arrivalSeconds[row]!;
    const job = tasks.job[row]!;
    const home = tasks.home[row]!;
    const server = state.servers[home];
    if (server === undefined) throw new Error(`a task at server ${home} of ${state.servers.length}`);
    state.window ??= { first: seconds, last: seconds };
    state.window.last = seconds;
    state.tasks++;
    const arrival = { seconds, job, cycles: tasks.cycles[row]!, inputBits: tasks.inputBits[row]! };
    const events: DriftEvent[] = [];
    for (const [k, target] of this.#targets.entries()) {
      const pending = server.pending[k] ?? null;
      const outcome = pending && outcomeOf(forecastTargets[target]!, pending, arrival);
      if (pending !== null && outcome !== null) {
        for (const [place, change] of this.#judge(server, k, pending, outcome)) {
          const at = place === "server" ? home : null;
          events.push({
            seconds,
            task: state.tasks,
            server: at,
            target: this.settings.targets[k]!,
            ...change,
          });
        }
      }
      if (pending === null || outcome !== null || isReplaced(forecastTargets[target]!)) {
        const quantiles = (of: Forecasts) => logQuantilesOf(this.#scales, of, row, target);
        server.pending[k] = {
          forecaster: quantiles(forecasts),
          naive: quantiles(naiveForecasts),
          seconds,
          job,
          sum: 0,
        };
      }
    }
    return events;
  }

  /** Whether the forecaster counts as drifted on a target at a server: by that server's own errors, or by all servers'. */
  isDrifted(server: number, target: string): boolean {
    const k = this.#place(target);
    return this.#state.servers[server]!.comparisons[k]!.drifted || this.isDriftedOverall(target);
  }

  /** Whether it does by the errors of all servers together. */
  isDriftedOverall(target: string): boolean {
    return this.#state.overall[this.#place(target)]!.drifted;
  }

  /**
   * Exponentially weighted errors of both.
   * @param server null for all servers
   * @returns null before anything has been compared there
   */
  rollingErrors(target: string, server: number | null = null): ErrorPair | null {
    const { servers, overall } = this.#state;
    const comparisons = server === null ? overall : servers[server]!.comparisons;
    return rollingErrors(comparisons[this.#place(target)]!);
  }

  /** Plain means of the errors over all servers, and of how many forecasts. */
  meanErrors(target: string): (ErrorPair & { readonly count: number }) | null {
    const comparison = this.#state.overall[this.#place(target)]!;
    const errors = meanErrors(comparison);
    return errors && { ...errors, count: comparison.count };
  }

  /** A copy. */
  state(): DriftMonitorState {
    return structuredClone(this.#state);
  }

  /** Takes up what `state` of a monitor of the same servers and settings gave. */
  restore(state: DriftMonitorState): void {
    const own = this.#state;
    if (state.servers.length !== own.servers.length || state.overall.length !== own.overall.length) {
      throw new Error("the state is of a monitor of other servers or targets");
    }
    this.#state = structuredClone(state);
  }

  #judge(
    server: ServerState,
    k: number,
    pending: PendingForecast,
    outcome: number,
  ): ["server" | "overall", Change][] {
    const { secondsBefore, window, overall } = this.#state;
    const clock = secondsBefore + (window === null ? 0 : window.last - window.first);
    const came = logOf(this.#scales, this.#targets[k]!, outcome);
    const errors = {
      forecaster: pinballLoss(pending.forecaster, came),
      naive: pinballLoss(pending.naive, came),
    };
    const bound = largestDifference(pending.forecaster, pending.naive);
    const changes: ["server" | "overall", Change][] = [];
    for (const place of ["server", "overall"] as const) {
      const comparison = place === "server" ? server.comparisons[k]! : overall[k]!;
      const change = compare(comparison, errors, bound, clock, this.settings, this.#thresholds);
      if (change !== null) changes.push([place, change]);
    }
    return changes;
  }

  #place(target: string): number {
    const k = this.settings.targets.indexOf(target);
    if (k < 0) throw new Error(`${target} is not watched`);
    return k;
  }
}

function indexOfTarget(name: string): number {
  const index = forecastTargets.findIndex((target) => target.name === name);
  if (index < 0) throw new Error(`${name} is no forecast target`);
  return index;
}
