/** Honest scores of forecasters: definitions in docs/forecasting.md. */
export { type Ceiling, ceilings } from "./ceiling.ts";
export { type LargestJob, largestJob } from "./largest-job.ts";
export { type ForecastScore, scoreForecasters } from "./score-forecasters.ts";
export { type Estimate, type ScoreSummary, type Skill, summariseScores } from "./summarise-scores.ts";
