/**
 * The forecasts that critics see in training, watched by a drift monitor: where the forecaster has become worse than the
 * naive one, the stretch is logged and, if asked for, masked. Arrivals do not depend on decisions, so that a window is
 * watched whole before it is played; each forecast is masked, or not, by what was known when it was made.
 */
import { type DriftEvent, DriftMonitor, type DriftMonitorState } from "../forecast/drift/index.ts";
import type { Forecaster } from "../forecast/forecasts.ts";
import type { TargetScales } from "../forecast/target-scales.ts";
import { forecastTargets } from "../forecast/targets.ts";
import type { WindowTasks } from "../workload/workload.ts";

/** `"log"`: events are logged. `"mask"`: critics do not see drifted forecasts either. `"off"`: nobody looks. */
export type ForecastDrift = "log" | "mask" | "off";

/** Columns of the forecasts that critics see. */
const criticTargets = ["task.interArrival", "task.work", "task.input"].map((name) => ({
  name,
  index: forecastTargets.findIndex((target) => target.name === name),
}));

export interface Watch {
  readonly naive: Forecaster;
  readonly scales: TargetScales;
  readonly servers: number;
  readonly mask: boolean;
  readonly onEvent: (event: DriftEvent) => void;
}

export class CriticForecasts {
  readonly #monitor: DriftMonitor | null;

  /** @param watch null: nobody looks */
  constructor(
    readonly forecaster: Forecaster,
    readonly watch: Watch | null,
  ) {
    this.#monitor = watch === null ? null : new DriftMonitor(watch.servers, watch.scales);
  }

  /** `[count, 3]`: typical values; NaN where they are masked. */
  async forecast(tasks: WindowTasks): Promise<Float32Array> {
    const forecasts = await this.forecaster.forecast(tasks);
    const width = criticTargets.length;
    const seen = new Float32Array(tasks.count * width);
    for (let row = 0; row < tasks.count; row++) {
      for (const [column, { index }] of criticTargets.entries()) {
        seen[row * width + column] = forecasts.at(row, index, "typical");
      }
    }
    if (this.watch === null || this.#monitor === null) return seen;
    const { naive, mask, onEvent } = this.watch;
    const naiveForecasts = await naive.forecast(tasks);
    this.#monitor.beginWindow();
    for (let row = 0; row < tasks.count; row++) {
      for (const event of this.#monitor.observe(tasks, row, forecasts, naiveForecasts)) onEvent(event);
      if (!mask) continue;
      for (const [column, { name }] of criticTargets.entries()) {
        if (this.#monitor.isDrifted(tasks.home[row]!, name)) seen[row * width + column] = Number.NaN;
      }
    }
    return seen;
  }

  /** Null when nobody looks. */
  state(): DriftMonitorState | null {
    return this.#monitor?.state() ?? null;
  }

  restore(state: DriftMonitorState): void {
    this.#monitor?.restore(state);
  }
}

/** An algorithm's setting; `"log"` for one that has none. */
export function forecastDriftOf(config: unknown): ForecastDrift {
  const own = (config as { readonly forecastDrift?: unknown } | null)?.forecastDrift;
  return own === "mask" || own === "off" ? own : "log";
}
