/** Writes the reports of a matrix: one for each point that has results, and one over all of them. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeFileAtomic } from "../../core/atomic-file.ts";
import { sha256OfJson } from "../../core/checksum.ts";
import { provenance } from "../../train/index.ts";
import { type CellKey, type PolicyKey, policyOf } from "../cell.ts";
import { reportDataOf, type WrittenReport } from "../experiment-report.ts";
import type { OpenExperiment, OpenPoint } from "../open-experiment.ts";
import {
  type MatrixData,
  type MatrixPointData,
  type ReportData,
  writeMatrixReport,
  writeReport,
} from "../report/index.ts";
import { resultRows } from "../result-rows.ts";
import { type Axis, evaluationAxis, scenarioAxis } from "./expand-matrix.ts";

export interface MatrixReportOptions {
  readonly commands: readonly string[];
  /** Whether results of other code than the cells' are reported on too. */
  readonly anyCode?: boolean;
}

export async function writeMatrix(
  open: OpenExperiment,
  { commands, anyCode = false }: MatrixReportOptions,
  outDir: string,
): Promise<WrittenReport> {
  const { experiment, algorithms, axes } = open;
  const points: MatrixPointData[] = [];
  for (const [k, { labels, scenario, workload, cells }] of open.points.entries()) {
    const context = { experiment, scenario, workload, algorithms, cells, labels, commands, anyCode };
    const data = await reportDataOf(context);
    if (data === null) continue;
    const folder = `points/${folderName(k, labels, open.points.length)}`;
    await writeWhereChanged(data, join(outDir, folder));
    points.push({ labels, folder, data, origins: originsOf(cells) });
  }
  if (points.length === 0) return { report: null, table: [] };
  const data: MatrixData = {
    title: `${experiment.name}: ${axes.map(({ name, points: all }) => `${name} (${all.length})`).join(" × ")}`,
    generatedAt: points[0]!.data.generatedAt,
    axes: axes.map((axis) => ({
      name: axis.name,
      isNumeric: axis.isNumeric,
      labels: axis.points.map(({ label }) => label),
      isOrdered: axis.name !== scenarioAxis && axis.name !== evaluationAxis,
      isObjective: setsObjective(axis),
    })),
    points,
    commands,
  };
  const [report] = await writeMatrixReport(data, outDir);
  const names = axes.map(({ name }) => name);
  const table = points.flatMap((point) =>
    resultRows(point.data).map((row) => ({
      point: Object.fromEntries(names.map((name, k) => [name, point.labels[k]!])),
      ...row,
    })),
  );
  return { report: report ?? null, table };
}

/** Writes the report of a point, unless the one that lies there is of the same results and code. */
async function writeWhereChanged(data: ReportData, folder: string): Promise<void> {
  const { generatedAt: _, ...content } = data;
  const made = sha256OfJson({ content, code: provenance() });
  const note = join(folder, "made-from.txt");
  if ((await readFile(note, "utf8").catch(() => null)) === made) return;
  await writeReport(data, folder);
  await writeFileAtomic(note, made);
}

function setsObjective({ points }: Axis): boolean {
  return points.some(({ changes }) => changes.some(({ path }) => path[0] === "objective"));
}

/** `03-paper-3mec-0.5`: in the order of the points. */
function folderName(index: number, labels: readonly string[], count: number): string {
  const number = String(index + 1).padStart(String(count).length, "0");
  const words = labels.map((label) => label.toLowerCase().replaceAll(/[^a-z0-9.]+/g, "-"));
  const name = [number, ...words].join("-").slice(0, 80);
  return name.replace(/[-.]+$/, "");
}

/** By policy: the cells it comes from, all seeds in one. */
function originsOf(cells: OpenPoint["cells"]): Record<string, string> {
  const origins: Record<string, string> = {};
  for (const { job } of cells) {
    const key = madeBy(job.key);
    if (key === null) continue;
    const name = policyOf(key);
    origins[name] = origins[name] === undefined ? String(key.place) : `${origins[name]} ${key.place}`;
  }
  return origins;
}

function madeBy(key: CellKey): PolicyKey | null {
  if (key.kind === "evaluation") return key.of;
  return key.kind === "training" || key.kind === "baseline" ? key : null;
}
