/** Scores of forecasters as one long table, all digits: `scores.csv` and `scores.parquet`. */
import type { Cell } from "./csv.ts";
import type { ForecastReport } from "./forecast-data.ts";
import { shownMetrics } from "./forecast-matrix.ts";

const skillMetrics = ["r2Raw", "r2Log", "mae", "pinball"] as const;

export function forecastRows(report: ForecastReport): {
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, Cell>>[];
} {
  const bounds = ["", "Low", "High"] as const;
  const columns = [
    "target",
    "unit",
    "per",
    "forecaster",
    "seeds",
    "count",
    ...shownMetrics.flatMap((metric) => bounds.map((bound) => metric + bound)),
    "belowP10",
    "belowP50",
    "belowP90",
    ...skillMetrics.flatMap((metric) => [
      `${metric}Skill`,
      `${metric}SkillLow`,
      `${metric}SkillHigh`,
      `${metric}SkillAgainst`,
    ]),
  ];
  const unitOf = new Map(report.targets.map(({ name, unit }) => [name, unit]));
  const seedsOf = new Map(report.forecasters.map(({ name, seeds }) => [name, seeds.length]));
  const rows = report.scores.map((score) => {
    const row: Record<string, Cell> = {
      target: score.target,
      unit: unitOf.get(score.target) ?? "",
      per: score.per,
      forecaster: score.forecaster,
      seeds: seedsOf.get(score.forecaster) ?? 0,
      count: score.count,
      belowP10: score.below.p10,
      belowP50: score.below.p50,
      belowP90: score.below.p90,
    };
    for (const metric of shownMetrics) {
      const { mean, low, high } = score[metric];
      Object.assign(row, { [metric]: mean, [`${metric}Low`]: low, [`${metric}High`]: high });
    }
    for (const metric of skillMetrics) {
      const skill = score.skill[metric];
      row[`${metric}Skill`] = skill?.fraction ?? null;
      row[`${metric}SkillLow`] = skill?.low ?? null;
      row[`${metric}SkillHigh`] = skill?.high ?? null;
      row[`${metric}SkillAgainst`] = skill?.against ?? null;
    }
    return row;
  });
  return { columns, rows };
}
