/** Writes the report of an experiment: that of its one point, or those of its matrix. */
import { type WrittenReport, writeExperimentReport } from "./experiment-report.ts";
import { type MatrixReportOptions, writeMatrix } from "./matrix/matrix-report.ts";
import type { OpenExperiment } from "./open-experiment.ts";

export function writeResults(
  open: OpenExperiment,
  options: MatrixReportOptions,
  outDir: string,
): Promise<WrittenReport> {
  if (open.axes.length > 0) return writeMatrix(open, options, outDir);
  const { experiment, algorithms } = open;
  const [point] = open.points;
  return writeExperimentReport({ experiment, algorithms, ...point!, ...options }, outDir);
}
