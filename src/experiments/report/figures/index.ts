/** Every figure of the report, in its order. */
import type { Figure } from "../figure.ts";
import type { ForecastReport } from "../forecast-data.ts";
import type { ReportContext } from "../report-context.ts";
import { decisionShares } from "./decision-shares.ts";
import { decisionTargets } from "./decision-targets.ts";
import { forecastCalibration } from "./forecast-calibration.ts";
import { forecastFan } from "./forecast-fan.ts";
import { forecastSkill } from "./forecast-skill.ts";
import { forecasts } from "./forecasts.ts";
import { latencyDistribution } from "./latency-distribution.ts";
import { latencyParts } from "./latency-parts.ts";
import { learningCurves } from "./learning-curves.ts";
import { meanEnergy } from "./mean-energy.ts";
import { meanLatency } from "./mean-latency.ts";
import { objective } from "./objective.ts";
import { utilisation } from "./utilisation.ts";

const builders: readonly ((context: ReportContext) => Figure | null)[] = [
  objective,
  meanLatency,
  meanEnergy,
  latencyDistribution,
  latencyParts,
  learningCurves,
  decisionTargets,
  decisionShares,
  utilisation,
];

/** The figures there is data for. */
export function buildFigures(context: ReportContext): Figure[] {
  return [
    ...builders.flatMap((build) => build(context) ?? []),
    ...buildForecastFigures(context.data.forecasts),
  ];
}

/** Names of those of forecasters, in their order. */
export const forecastFigures = [
  "forecast-skill",
  "forecasts",
  "forecast-calibration",
  "forecast-fan",
] as const;

/** Those of forecasters; none without. */
export function buildForecastFigures(report: ForecastReport | null): Figure[] {
  return [forecastSkill, forecasts, forecastCalibration, forecastFan].flatMap((build) => build(report) ?? []);
}
