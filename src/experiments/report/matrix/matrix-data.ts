/** What the report of a matrix is made from: the report data of each of its points, and where they lie on the axes. */
import type { ReportData } from "../report-data.ts";

export interface MatrixData {
  readonly title: string;
  /** Time of writing (ISO 8601); null leaves it out. */
  readonly generatedAt: string | null;
  readonly axes: readonly MatrixAxis[];
  /** Those that have results. */
  readonly points: readonly MatrixPointData[];
  readonly commands: readonly string[];
}

export interface MatrixAxis {
  readonly name: string;
  /** Whether the labels are numbers, in ascending order. */
  readonly isNumeric: boolean;
  readonly labels: readonly string[];
  /** Whether the labels are steps of one field, in the order given: a line may join them. */
  readonly isOrdered: boolean;
  /** Whether it sets the weights of the objective, so that latency is traded for energy along it. */
  readonly isObjective: boolean;
}

export interface MatrixPointData {
  /** One label an axis, in their order. */
  readonly labels: readonly string[];
  /** Folder of its own report, from the folder of the matrix. */
  readonly folder: string;
  readonly data: ReportData;
  /** By policy: which trainings, or which tuning, it comes from. Points that share them have the same. */
  readonly origins: Readonly<Record<string, string>>;
}
