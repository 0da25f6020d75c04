/** Honest scores of forecasters: definitions in docs/forecasting.md. */
export { type JudgedPer, judgedPer } from "./judged-rows.ts";
export { type ForecastScore, scoreForecasters } from "./score-forecasters.ts";
export {
  type Estimate,
  type ScoreMetric,
  type ScoreSummary,
  type Skill,
  type SkillMetric,
  scoreMetrics,
  skillMetrics,
  summariseScores,
} from "./summarise-scores.ts";
