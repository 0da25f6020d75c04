/** The axes of an experiment's matrix, and its points: the product of the axes. */
import { EdgeflockError } from "../../core/errors.ts";
import type { ScenarioChange } from "../../scenario/index.ts";
import { type Experiment, scenariosOf } from "../experiment.ts";

/** One position on an axis. */
interface AxisPoint {
  readonly label: string;
  /** The scenario, where the point states one. */
  readonly scenario: string | null;
  readonly changes: readonly ScenarioChange[];
}

export interface Axis {
  /** "scenario", "evaluated on", a field's dotted path, or the name that the experiment gives it. */
  readonly name: string;
  /** Whether all labels are numbers; they are then in ascending order. */
  readonly isNumeric: boolean;
  readonly points: readonly AxisPoint[];
}

/** One setting in which everything is trained, tuned and judged, or only judged. */
export interface MatrixPoint {
  /** One label an axis, in their order. */
  readonly labels: readonly string[];
  readonly scenario: string;
  readonly changes: readonly ScenarioChange[];
  /** Place in the list of points of the one whose policies are judged here; null where they are trained. */
  readonly trainedAt: number | null;
}

export interface Matrix {
  readonly axes: readonly Axis[];
  readonly points: readonly MatrixPoint[];
}

export const scenarioAxis = "scenario";
export const evaluationAxis = "evaluated on";
const asTrained = "as trained";

/**
 * An experiment that varies nothing has no axes and one point.
 * @throws EdgeflockError("scenario") when two points of an axis are called alike
 */
export function expandMatrix(experiment: Experiment): Matrix {
  const training = [...scenariosAxis(experiment), ...variedAxes(experiment)];
  const judged = evaluations(experiment);
  const axes = judged === null ? training : [...training, judged];
  for (const { name, points } of axes) {
    const labels = points.map(({ label }) => label);
    const twice = labels.find((label, k) => labels.indexOf(label) !== k);
    if (twice === undefined) continue;
    throw new EdgeflockError(
      "scenario",
      `${experiment.origin?.file ?? experiment.name}: ${name} has two points that are called ${twice}`,
      "Give each value once; values that are lists or sections can be given labels.",
    );
  }
  const [first] = scenariosOf(experiment) as [string];
  const start: MatrixPoint = { labels: [], scenario: first, changes: [], trainedAt: null };
  const trained = training.reduce(
    (points, axis) => points.flatMap((point) => axis.points.map((next) => moved(point, next))),
    [start],
  );
  if (judged === null) return { axes, points: trained };
  const points = trained.flatMap((point, k) =>
    judged.points.map((next, shift) => ({
      ...moved(point, next),
      trainedAt: shift === 0 ? null : k * judged.points.length,
    })),
  );
  return { axes, points };
}

/** Where a point states its scenario, that comes as it is, and its own fields over it. */
function moved(point: MatrixPoint, { label, scenario, changes }: AxisPoint): MatrixPoint {
  return {
    ...point,
    labels: [...point.labels, label],
    scenario: scenario ?? point.scenario,
    changes: scenario === null ? [...point.changes, ...changes] : changes,
  };
}

function scenariosAxis(experiment: Experiment): Axis[] {
  const scenarios = scenariosOf(experiment);
  if (scenarios.length < 2) return [];
  const points = scenarios.map((scenario) => ({ label: fileStem(scenario), scenario, changes: [] }));
  return [{ name: scenarioAxis, isNumeric: false, points }];
}

function variedAxes(experiment: Experiment): Axis[] {
  return Object.entries(experiment.vary).map(([name, given]) => {
    const points = Array.isArray(given)
      ? given.map((value, k) => {
          const changes = changesOf(experiment, ["vary", name, k], { [name]: value });
          return { label: labelOf(value), scenario: null, changes };
        })
      : Object.entries(given).map(([label, fields]) => {
          const changes = changesOf(experiment, ["vary", name, label], fields);
          return { label, scenario: null, changes };
        });
    const isNumeric = points.every(({ label }) => label.trim() !== "" && Number.isFinite(Number(label)));
    // Labels that are whole numbers come first in an object, whatever the order in the file.
    if (isNumeric) points.sort((p, q) => Number(p.label) - Number(q.label));
    return { name, isNumeric, points };
  });
}

function evaluations(experiment: Experiment): Axis | null {
  const given = Object.entries(experiment.evaluateOn);
  if (given.length === 0) return null;
  const points = given.map(([label, { scenario, ...fields }]) => {
    if (scenario !== undefined && typeof scenario !== "string") {
      throw new EdgeflockError(
        "scenario",
        `${placeOf(experiment, ["evaluateOn", label, "scenario"])}: evaluateOn.${label}.scenario is ${JSON.stringify(scenario)}`,
        "Name a shipped scenario, or the path of a file.",
      );
    }
    return {
      label,
      scenario: scenario ?? null,
      changes: changesOf(experiment, ["evaluateOn", label], fields),
    };
  });
  const home = { label: asTrained, scenario: null, changes: [] };
  return { name: evaluationAxis, isNumeric: false, points: [home, ...points] };
}

/** @param path of the point in the experiment's file, whose fields are `fields` */
function changesOf(
  experiment: Experiment,
  path: readonly (string | number)[],
  fields: Readonly<Record<string, unknown>>,
): ScenarioChange[] {
  return Object.entries(fields).map(([field, value]) => ({
    path: field.split("."),
    value,
    file: experiment.origin?.file ?? experiment.name,
    line: lineOf(experiment, [...path, field]) ?? lineOf(experiment, path) ?? 1,
  }));
}

function lineOf({ origin }: Experiment, path: readonly (string | number)[]): number | undefined {
  return origin?.lines[JSON.stringify(path)];
}

function placeOf(experiment: Experiment, path: readonly (string | number)[]): string {
  return `${experiment.origin?.file ?? experiment.name}:${lineOf(experiment, path) ?? 1}`;
}

function labelOf(value: unknown): string {
  if (value === null) return "none";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** `paper-3mec` of `folder/paper-3mec.yaml`. */
function fileStem(path: string): string {
  return path.replace(/^.*[\\/]/, "").replace(/\.(ya?ml|json)$/, "");
}
