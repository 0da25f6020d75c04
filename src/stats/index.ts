/** Statistics of experiments: what to report of several seeds, and how to compare two policies. Browser-safe. */
export {
  type BootstrapOptions,
  bootstrapInterval,
  crossedBootstrapInterval,
  percentileInterval,
} from "./bootstrap.ts";
export { detectableDifference } from "./detectable-difference.ts";
export { holmAdjust } from "./holm.ts";
export { interquartileMean } from "./interquartile-mean.ts";
export { type Interval, intervalsApart } from "./interval.ts";
export { mean, standardDeviation } from "./moments.ts";
export { type PairedDifference, pairedDifference } from "./paired-difference.ts";
export { type ProfilePoint, performanceProfile } from "./performance-profile.ts";
export { averageImprovement, probabilityOfImprovement } from "./probability-of-improvement.ts";
export { quantile } from "./quantile.ts";
export { logRSquared, rSquared } from "./r-squared.ts";
export { type RankCorrelation, spearman } from "./spearman.ts";
export { type ScoreColumn, stratifiedBootstrapInterval } from "./stratified-bootstrap.ts";
export { studentCdf, studentInterval, studentQuantile } from "./student-t.ts";
export { wilcoxonSignedRank } from "./wilcoxon.ts";
