/** Scores of forecasters as the report shows them. */
import type { ForecastScores, ForecastTarget } from "../forecast/index.ts";
import type { ForecastReport } from "./report/index.ts";

/** Names and units in the report, and how many of the forecaster's units make one of them. */
const shown: Readonly<Record<ForecastTarget, { name: string; unit: string; scale: number }>> = {
  interArrival: { name: "time to next arrival", unit: "s", scale: 1 },
  work: { name: "work of next task", unit: "Gcycle", scale: 1e9 },
  input: { name: "input of next task", unit: "Mbit", scale: 1e6 },
};

export function forecastReport(
  { scores, sample }: ForecastScores,
  forecaster: string,
  window: string,
): ForecastReport {
  const defined = (value: number) => (Number.isFinite(value) ? value : null);
  return {
    forecaster,
    window,
    targets: Object.entries(shown).map(([target, { name, unit, scale }]) => ({
      name,
      unit,
      // The figure is logarithmic: tasks of one burst that arrive at the very same time have no place on it.
      pairs: sample
        .filter((pair) => pair.target === target && pair.truth > 0 && pair.forecast > 0)
        .map(({ truth, forecast }) => ({ truth: truth / scale, forecast: forecast / scale })),
    })),
    scores: scores.map(({ target, scope, forecaster: by, r2Raw, r2Log }) => ({
      target: shown[target].name,
      per: scope,
      forecaster: by,
      r2Raw: defined(r2Raw),
      r2Log: defined(r2Log),
    })),
  };
}
