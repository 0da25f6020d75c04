/** Reports: from plain data to one HTML page, figures, and tables. */
export type * from "./forecast-data.ts";
export {
  forecastLevels,
  forecastMatrix,
  largestJobText,
  levelsOf,
  metricFacts,
  r2Text,
  type ShownMetric,
  scoreOf,
  skillText,
} from "./forecast-matrix.ts";
export type { MatrixData, MatrixPointData } from "./matrix/matrix-data.ts";
export { writeMatrixReport } from "./matrix/write-matrix-report.ts";
export type * from "./report-data.ts";
export { writeForecastReport } from "./write-forecast-report.ts";
export { writeReport } from "./write-report.ts";
