import { mkdtemp, readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { mean } from "../../../stats/index.ts";
import { fixtureReportData } from "../report-data.test-helper.ts";
import type { PolicyReport } from "../report-data.ts";
import { buildMatrixContext } from "./matrix-context.ts";
import type { MatrixData } from "./matrix-data.ts";
import { overallTable } from "./matrix-tables.ts";
import { writeMatrixReport } from "./write-matrix-report.ts";

/** Two weights of the objective; `factor` multiplies the objectives of what is learned. */
function matrixOf(factors: readonly number[]): MatrixData {
  const data = fixtureReportData();
  const scaled = (policy: PolicyReport, factor: number) =>
    policy.kind !== "learned"
      ? policy
      : { ...policy, rows: policy.rows.map((row) => ({ ...row, objective: factor * row.objective })) };
  return {
    title: "weights",
    generatedAt: null,
    axes: [
      { name: "weight", isNumeric: true, labels: factors.map(String), isOrdered: true, isObjective: true },
    ],
    points: factors.map((factor) => ({
      labels: [String(factor)],
      folder: `points/${factor}`,
      data: { ...data, policies: data.policies.map((policy) => scaled(policy, factor)) },
      origins: Object.fromEntries(
        data.policies.map(({ name, kind }) => [name, kind === "learned" ? `${name} ${factor}` : name]),
      ),
    })),
    commands: ["edgeflock run weights.yaml"],
  };
}

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "matrix-report-"));
});

test("scores are relative to local, averaged over points and seeds", () => {
  const context = buildMatrixContext(matrixOf([1, 0.5]));
  const { rows } = overallTable(context);
  const of = (name: string) => rows.find((row) => row["policy"] === name)!;
  expect(of("local")).toMatchObject({ points: 2, runs: 2, iqm: 1, mean: 1, iqmLow: null });
  const summary = context.points[0]!.policies.get("cto-tp")!;
  const local = context.points[0]!.policies.get("local")!.metrics.objective.mean;
  const { bySeed } = summary.metrics.objective;
  const scores = [...bySeed, ...bySeed.map((value) => value / 2)].map((value) => value / local);
  expect(of("cto-tp")["runs"]).toBe(scores.length);
  expect(of("cto-tp")["mean"]).toBeCloseTo(mean(scores), 12);
  const middle = scores
    .sort((p, q) => p - q)
    .slice(Math.floor(scores.length / 4), scores.length - Math.floor(scores.length / 4));
  expect(of("cto-tp")["iqm"]).toBeCloseTo(mean(middle), 12);
  expect(of("cto-tp")["meanLow"]).toBeLessThan(of("cto-tp")["mean"] as number);
  expect(of("cto-tp")["meanHigh"]).toBeGreaterThan(of("cto-tp")["mean"] as number);
});

test("without local at each point nothing is averaged, and the page says so", async () => {
  const data = matrixOf([1, 0.5]);
  const [first, second] = data.points as [MatrixData["points"][number], MatrixData["points"][number]];
  const policies = second.data.policies.filter(({ name }) => name !== "local");
  const out = join(folder, "without");
  await writeMatrixReport(
    { ...data, points: [first, { ...second, data: { ...second.data, policies } }] },
    out,
  );
  expect(await readdir(out)).not.toContain("overall.csv");
  expect(await readFile(join(out, "report.html"), "utf8")).toContain("local was not judged at each of them");
});

test("holds the figures along the axis, the front, and every point's table", async () => {
  const out = join(folder, "whole");
  await writeMatrixReport(matrixOf([1, 0.5]), out);
  const figures = (await readdir(join(out, "figures"))).filter((name) => name.endsWith(".csv"));
  expect(figures.sort()).toEqual([
    "axis-1-cascades.csv",
    "axis-1-energy.csv",
    "axis-1-latency.csv",
    "axis-1-objective.csv",
    "axis-1-pareto.csv",
    "performance-profiles.csv",
  ]);
  const page = await readFile(join(out, "report.html"), "utf8");
  for (const text of [
    "Along weight",
    "weight 0.5",
    'href="points/0.5/report.html"',
    "edgeflock run weights.yaml",
  ]) {
    expect(page).toContain(text);
  }
  expect(page).toMatch(/is found four times in five/);
  const comparisons = await readFile(join(out, "comparisons.csv"), "utf8");
  expect(comparisons.split("\n")[0]).toMatch(
    /^axis\.weight,learned,other,.*improvementLow,improvementHigh,p,pHolm,pSeeds,pSeedsHolm/,
  );
});
