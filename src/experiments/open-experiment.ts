/** Loads what an experiment runs on, point by point of its matrix, and plans its cells. */
import type { LearningAlgorithm } from "../agents/learner.ts";
import { sha256OfJson } from "../core/checksum.ts";
import {
  loadScenario,
  loadWorkload,
  namedFiles,
  type Scenario,
  type ScenarioChange,
  type Workload,
} from "../scenario/index.ts";
import {
  checkTrainingSettings,
  fingerprintFiles,
  readTrainingSettings,
  type TraceFile,
} from "../train/index.ts";
import type { Experiment } from "./experiment.ts";
import { expandMatrix, type Matrix, type MatrixPoint } from "./matrix/expand-matrix.ts";
import { type PlannedCell, planCells, planEvaluations } from "./plan-cells.ts";
import { relevantScenario } from "./relevant-scenario.ts";
import { algorithmsOf } from "./run-cell.ts";

export interface OpenPoint {
  /** One label an axis; empty where nothing is varied. */
  readonly labels: readonly string[];
  readonly scenario: Scenario;
  readonly workload: Workload;
  /** Those whose results the point's report is made of; points share cells. */
  readonly cells: readonly PlannedCell[];
}

export interface OpenExperiment {
  readonly experiment: Experiment;
  readonly axes: Matrix["axes"];
  readonly points: readonly OpenPoint[];
  readonly algorithms: ReadonlyMap<string, LearningAlgorithm>;
  /** Every cell once: forecasters, then the longest work first. */
  readonly cells: readonly PlannedCell[];
}

/**
 * @param algorithmsUrl module that exports `learningAlgorithms`; the built-in ones when null
 * @param engine name of the engine that cells are done with
 * @throws EdgeflockError about a scenario, the list of sites, the trace, or a name in the experiment
 */
export async function openExperiment(
  experiment: Experiment,
  algorithmsUrl: string | null,
  engine: string,
  known?: ReadonlyMap<string, LearningAlgorithm>,
): Promise<OpenExperiment> {
  const algorithms = known ?? (await algorithmsOf(algorithmsUrl));
  const { axes, points: stated } = expandMatrix(experiment);
  const workloads = new SharedWorkloads(experiment);
  const points: OpenPoint[] = [];
  for (const { labels, trainedAt, ...where } of stated) {
    const scenario = await scenarioAt(where, experiment, algorithms);
    const { workload, trace } = await workloads.of(scenario);
    const isMatrix = axes.length > 0;
    const context = { scenario, trace, algorithms, algorithmsUrl, engine, isMatrix };
    const cells =
      trainedAt === null
        ? planCells(experiment, context)
        : planEvaluations(experiment, context, points[trainedAt]!.cells);
    points.push({ labels, scenario, workload, cells });
  }
  return { experiment, axes, algorithms, ...withCommonCells(points) };
}

async function scenarioAt(
  { scenario, changes }: Pick<MatrixPoint, "scenario" | "changes">,
  experiment: Experiment,
  algorithms: ReadonlyMap<string, LearningAlgorithm>,
): Promise<Scenario> {
  const stated = await settingsOf(experiment, algorithms);
  return loadScenario(scenario, {
    sites: experiment.sites ?? undefined,
    check: checkTrainingSettings(algorithms),
    // What the matrix varies goes over the settings.
    changes: [...stated, ...changes],
  });
}

/** Of the file with settings, as changes that come before those of the matrix. */
async function settingsOf(
  { settings }: Experiment,
  algorithms: ReadonlyMap<string, LearningAlgorithm>,
): Promise<ScenarioChange[]> {
  if (settings === null) return [];
  const training = await readTrainingSettings(settings, algorithms);
  return Object.entries(training).map(([name, value]) => ({
    path: ["training", name],
    value,
    file: settings,
    line: 1,
  }));
}

interface LoadedWorkload {
  readonly workload: Workload;
  readonly trace: readonly TraceFile[];
}

/** Loads each workload once, however many points have it. */
class SharedWorkloads {
  readonly #loaded = new Map<string, LoadedWorkload>();

  constructor(readonly experiment: Experiment) {}

  async of(scenario: Scenario): Promise<LoadedWorkload> {
    const key = sha256OfJson(relevantScenario(scenario, "tasks"));
    const known = this.#loaded.get(key);
    if (known !== undefined) return known;
    const workload = await loadWorkload(scenario, namedFiles(this.experiment));
    const loaded = { workload, trace: await fingerprintFiles(workload) };
    this.#loaded.set(key, loaded);
    return loaded;
  }
}

/** The cells of all points, one where several points have the same, called after the first of these. */
function withCommonCells(points: readonly OpenPoint[]): Pick<OpenExperiment, "points" | "cells"> {
  const first = new Map<string, PlannedCell>();
  const names = new Map<string, string>();
  for (const { labels, cells } of points) {
    for (const cell of cells) {
      if (first.has(cell.name)) continue;
      first.set(cell.name, cell);
      const { key } = cell.job;
      names.set(cell.name, key.place === undefined ? cell.name : `${nameOf(cell)} (${labels.join(", ")})`);
    }
  }
  const renamed = new Map(
    [...first].map(([name, cell]) => [
      name,
      { ...cell, name: names.get(name)!, after: cell.after === null ? null : names.get(cell.after)! },
    ]),
  );
  const all = [...renamed.values()];
  const isForecaster = ({ job }: PlannedCell) => job.key.kind === "forecaster";
  return {
    points: points.map((point) => ({ ...point, cells: point.cells.map(({ name }) => renamed.get(name)!) })),
    cells: [
      ...all.filter(isForecaster),
      ...all.filter((cell) => !isForecaster(cell)).sort((p, q) => q.weight - p.weight),
    ],
  };
}

/** Without the place in its end. */
function nameOf({ name, job }: PlannedCell): string {
  return name.slice(0, -1 - (job.key.place ?? "").length);
}
