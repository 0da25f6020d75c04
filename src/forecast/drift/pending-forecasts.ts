/**
 * Forecasts of one server's target whose outcome is not known yet: at most one, so that memory stays constant. Of the next
 * task that is the server's last forecast; of the next burst likewise, judged when another job begins; of a horizon, a
 * forecast is taken up when the one before has been judged, so that judged horizons do not overlap.
 */
import type { ForecastTarget } from "../targets.ts";
import type { LogQuantiles } from "./forecast-loss.ts";

export interface PendingForecast {
  readonly forecaster: LogQuantiles;
  readonly naive: LogQuantiles;
  /** When and by which job's task it was made. */
  readonly seconds: number;
  readonly job: number;
  /** What has come since, of a horizon. */
  sum: number;
}

/** A task that arrives. */
export interface Arrival {
  readonly seconds: number;
  readonly job: number;
  readonly cycles: number;
  readonly inputBits: number;
}

/** What has come of a pending forecast, now that `arrival` is here; null while that is open. */
export function outcomeOf(target: ForecastTarget, pending: PendingForecast, arrival: Arrival): number | null {
  const { of, quantity, horizonSeconds } = target;
  if (of === "horizon") {
    if (arrival.seconds > pending.seconds + (horizonSeconds ?? 0)) return pending.sum;
    pending.sum += quantity === "work" ? arrival.cycles : 1;
    return null;
  }
  if (of === "burst" && arrival.job === pending.job) return null;
  if (quantity === "gap") return arrival.seconds - pending.seconds;
  return quantity === "work" ? arrival.cycles : arrival.inputBits;
}

/** Whether a new forecast takes the place of one that is still open. */
export function isReplaced(target: ForecastTarget): boolean {
  return target.of !== "horizon";
}
