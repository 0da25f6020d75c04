/** What an experiment is: read from its file, or the default one of a scenario. */
import { readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Document, isMap, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { nearestName } from "../core/did-you-mean.ts";
import { EdgeflockError } from "../core/errors.ts";
import { loadScenarioFile, type NamedFiles, offsetOf, shippedScenarios } from "../scenario/index.ts";
import { algorithmVariant, type ExperimentFile, experimentSchema } from "./experiment-schema.ts";
import { refuseTuning } from "./tune/refuse-tuning.ts";

export interface Experiment extends Omit<ExperimentFile, "name" | "out"> {
  readonly name: string;
  readonly out: string;
  /** Where it was read from, for messages about what it varies. */
  readonly origin?: ExperimentOrigin;
}

export interface ExperimentOrigin {
  readonly file: string;
  /** Line of each part of `vary` and `evaluateOn`, by its path as JSON. */
  readonly lines: Readonly<Record<string, number>>;
}

/** What the command line may say in place of the file; absent fields leave it alone. */
export interface ExperimentOverrides extends NamedFiles {
  /** Number of seeds: 0 … n − 1. */
  readonly seeds?: number;
  readonly budget?: number;
  readonly jobs?: number;
  readonly out?: string;
  readonly sites?: string;
  readonly settings?: string;
  readonly algorithms?: readonly string[];
  readonly baselines?: readonly string[];
}

/**
 * @param nameOrPath a shipped scenario's name, a scenario file or an experiment file (told apart by the key `scenario`)
 * @throws EdgeflockError("scenario") naming file, line and field, ("usage") when there is no such file or scenario
 */
export async function loadExperiment(
  nameOrPath: string,
  overrides: ExperimentOverrides = {},
): Promise<Experiment> {
  const file = await readExperimentFile(nameOrPath);
  const { seeds, algorithms, baselines, ...rest } = overrides;
  const name = file.name ?? (await nameOfScenario(file, nameOrPath));
  return {
    ...file,
    name,
    out: join("runs", name),
    ...(file.out === undefined ? {} : { out: file.out }),
    ...rest,
    ...(seeds === undefined ? {} : { seeds: Array.from({ length: seeds }, (_, seed) => seed) }),
    ...(algorithms === undefined ? {} : { algorithms: [...algorithms] }),
    ...(baselines === undefined ? {} : { baselines: [...baselines] }),
  };
}

/** The experiment of a scenario alone. */
export function defaultExperiment(scenario: string): Experiment {
  return { ...experimentSchema.parse({ scenario }), name: scenario, out: join("runs", scenario) };
}

/** Those that it is on, one or several. */
export function scenariosOf({ scenario }: Pick<Experiment, "scenario">): readonly string[] {
  return typeof scenario === "string" ? [scenario] : scenario;
}

async function nameOfScenario(file: ExperimentFile, path: string): Promise<string> {
  const [scenario, ...others] = scenariosOf(file) as [string];
  const varied = Object.keys(file.vary).length + Object.keys(file.evaluateOn).length > 0;
  if (others.length === 0 && !varied) return (await loadScenarioFile(scenario)).name;
  throw new EdgeflockError(
    "scenario",
    `${path}: name is missing; an experiment with several scenarios, \`vary\` or \`evaluateOn\` needs one of its own`,
    "Give it one, of lower-case letters, digits and hyphens: its folder is runs/<name>.",
  );
}

async function readExperimentFile(nameOrPath: string): Promise<ExperimentFile & Pick<Experiment, "origin">> {
  const whole = () => experimentSchema.parse({ scenario: nameOrPath });
  const shipped = await shippedScenarios();
  if (shipped.includes(nameOrPath)) return whole();
  const text = await readFile(nameOrPath, "utf8").catch(() => null);
  // What is no file, no YAML or no experiment is a scenario, or is told so by the one who reads scenarios.
  if (text === null) return whole();
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0 || !isMap(document.contents) || !document.has("scenario")) return whole();
  const lineOf = (path: Path) =>
    lines.linePos(offsetOf(document.contents as Document["contents"], path)).line;
  refuseTuning(nameOrPath, document.toJS());
  const parsed = experimentSchema.safeParse(document.toJS(), { reportInput: true });
  if (!parsed.success) {
    const problems = parsed.error.issues
      .flatMap(describe)
      .map(({ path, text: problem }) => ({ line: lineOf(path), text: problem }))
      .sort((p, q) => p.line - q.line);
    throw new EdgeflockError(
      "scenario",
      problems.map((problem) => `${nameOrPath}:${problem.line}: ${problem.text}`).join("\n  "),
      "docs/experiments.md describes every field.",
    );
  }
  const { vary, evaluateOn } = parsed.data;
  const paths = [...partsOf(vary, ["vary"]), ...partsOf(evaluateOn, ["evaluateOn"])];
  const beside = async (scenario: string) => {
    const path = join(dirname(nameOrPath), scenario);
    return !shipped.includes(scenario) && (await stat(path).catch(() => null)) !== null ? path : scenario;
  };
  return {
    ...parsed.data,
    scenario:
      typeof parsed.data.scenario === "string"
        ? await beside(parsed.data.scenario)
        : await Promise.all(parsed.data.scenario.map(beside)),
    evaluateOn: Object.fromEntries(
      await Promise.all(
        Object.entries(evaluateOn).map(async ([label, fields]) => {
          const { scenario } = fields;
          return [
            label,
            typeof scenario === "string" ? { ...fields, scenario: await beside(scenario) } : fields,
          ];
        }),
      ),
    ),
    ...(paths.length === 0
      ? {}
      : {
          origin: {
            file: nameOrPath,
            lines: Object.fromEntries(paths.map((path) => [JSON.stringify(path), lineOf(path)])),
          },
        }),
  };
}

type Path = readonly (string | number)[];

/** The paths of all parts, two levels deep: axes, their points, and the fields of these. */
function partsOf(value: unknown, path: Path, depth = 3): Path[] {
  if (depth === 0 || typeof value !== "object" || value === null) return [];
  const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return keys.flatMap((key) => {
    const part = [...path, key];
    return [part, ...partsOf((value as Record<string | number, unknown>)[key], part, depth - 1)];
  });
}

interface Problem {
  readonly path: Path;
  readonly text: string;
}

function describe(issue: z.core.$ZodIssue): Problem[] {
  const path = issue.path.filter((key) => typeof key !== "symbol");
  const field = path
    .map((key, k) => (typeof key === "number" ? `[${key}]` : k > 0 ? `.${key}` : key))
    .join("");
  if (issue.code === "unrecognized_keys") {
    const known = Object.keys((path[0] === "algorithms" ? algorithmVariant : experimentSchema).shape);
    return issue.keys.map((key) => {
      const guess = nearestName(key, known);
      const hint = guess === undefined ? `known are: ${known.join(", ")}` : `did you mean "${guess}"?`;
      return { path: [...path, key], text: `${key} is unknown; ${hint}` };
    });
  }
  const found = issue.input === undefined ? "missing" : JSON.stringify(issue.input);
  return [{ path, text: `${field} is ${found}: ${issue.message}` }];
}
