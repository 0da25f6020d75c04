/** Statistics of experiments: what to report of several seeds, and how to compare two policies. Browser-safe. */
export {
  type BootstrapOptions,
  bootstrapInterval,
  crossedBootstrapInterval,
  percentileInterval,
} from "./bootstrap.ts";
export { holmAdjust } from "./holm.ts";
export { type Interval, intervalsApart } from "./interval.ts";
export { mean, standardDeviation } from "./moments.ts";
export { type PairedDifference, pairedDifference } from "./paired-difference.ts";
export { probabilityOfImprovement } from "./probability-of-improvement.ts";
export { quantile } from "./quantile.ts";
export { logRSquared, rSquared } from "./r-squared.ts";
export { type RankCorrelation, spearman } from "./spearman.ts";
export { studentCdf, studentInterval, studentQuantile } from "./student-t.ts";
export { wilcoxonSignedRank } from "./wilcoxon.ts";
