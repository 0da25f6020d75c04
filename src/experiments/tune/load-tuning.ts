/** What a tuning is: read from its file, or the default one of a scenario. */
import { readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { z } from "zod";
import { nearestName } from "../../core/did-you-mean.ts";
import { EdgeflockError } from "../../core/errors.ts";
import { isRecord } from "../../core/is-record.ts";
import { YamlFile, type YamlProblem } from "../../core/parse-yaml.ts";
import { loadScenarioFile, type NamedFiles, shippedScenarios } from "../../scenario/index.ts";
import { dimensionKinds } from "./search-space.ts";
import { searchSchemas, strategies, type TuningFile, tuningSchema } from "./tuning-schema.ts";

const fix = "docs/tuning.md describes every field.";

export interface Tuning extends Omit<TuningFile, "name" | "out"> {
  readonly name: string;
  readonly out: string;
  /** The file it is from, which names the lines of what is wrong with a space; null without one. */
  readonly file: YamlFile | null;
}

/** What the command line may say in place of the file; absent fields leave it alone. */
export interface TuningOverrides extends NamedFiles {
  readonly sites?: string;
  readonly algorithms?: readonly string[];
  readonly baselines?: readonly string[];
  readonly search?: Readonly<Record<string, unknown>>;
  /** Number of seeds of a trial: 0 … n − 1. */
  readonly seeds?: number;
  readonly seed?: number;
  readonly jobs?: number;
  readonly out?: string;
}

/**
 * @param nameOrPath a shipped scenario's name, a scenario file, or a tuning file (told apart by the key `search`)
 * @throws EdgeflockError("scenario") naming file, line and field, ("usage") when an option does not fit the search
 */
export async function loadTuning(nameOrPath: string, overrides: TuningOverrides = {}): Promise<Tuning> {
  const { file, raw } = await readTuningFile(nameOrPath);
  const { seeds, algorithms, search, ...rest } = overrides;
  const stated = parsed({ ...raw, search: searchOf(raw["search"], search) }, file);
  const known = stated.algorithms;
  const name = stated.name ?? (await loadScenarioFile(stated.scenario)).name;
  return {
    ...stated,
    name,
    file,
    out: join("runs", `tune-${name}`),
    ...(stated.out === undefined ? {} : { out: stated.out }),
    ...rest,
    baselines: [...(rest.baselines ?? stated.baselines)],
    ...(seeds === undefined ? {} : { seeds: Array.from({ length: seeds }, (_, seed) => seed) }),
    // Named on the command line, an algorithm keeps the space that the file gives it.
    ...(algorithms === undefined
      ? {}
      : { algorithms: Object.fromEntries(algorithms.map((one) => [one, known[one] ?? null])) }),
  };
}

async function readTuningFile(
  nameOrPath: string,
): Promise<{ readonly file: YamlFile | null; readonly raw: Readonly<Record<string, unknown>> }> {
  const whole = { file: null, raw: { scenario: nameOrPath, search: { strategy: "halving" } } };
  const shipped = await shippedScenarios();
  if (shipped.includes(nameOrPath)) return whole;
  const text = await readFile(nameOrPath, "utf8").catch(() => null);
  // What is no file is a scenario, or is told so by the one who reads scenarios.
  if (text === null) return whole;
  const file = YamlFile.parse(text, nameOrPath);
  const content = file.value;
  if (!isRecord(content) || !("scenario" in content || "search" in content)) return whole;
  if (!("search" in content)) {
    throw new EdgeflockError(
      "scenario",
      `${nameOrPath}: this is an experiment, not a tuning: it has no field search`,
      `Run it with \`edgeflock run ${nameOrPath}\`, or add what docs/tuning.md describes.`,
    );
  }
  const { scenario } = content;
  if (typeof scenario !== "string" || shipped.includes(scenario)) return { file, raw: content };
  const beside = join(dirname(nameOrPath), scenario);
  const isPath = (await stat(beside).catch(() => null)) !== null;
  return { file, raw: isPath ? { ...content, scenario: beside } : content };
}

/** Of another strategy than the file's, the options alone say what it is. */
function searchOf(stated: unknown, said: Readonly<Record<string, unknown>> = {}): unknown {
  if (!isRecord(stated)) return stated;
  const { strategy } = said;
  if (strategy !== undefined && strategy !== stated["strategy"]) {
    return { ...("episodes" in stated ? { episodes: stated["episodes"] } : {}), ...said };
  }
  return { ...stated, ...said };
}

function parsed(raw: unknown, file: YamlFile | null): TuningFile {
  const result = tuningSchema.safeParse(raw, { reportInput: true });
  if (result.success) return result.data;
  const problems = result.error.issues.flatMap(describe);
  if (file !== null) return file.refuse(problems, fix);
  // Without a file, only options can be wrong together.
  throw new EdgeflockError("usage", problems.map(({ text }) => text).join("\n  "), fix);
}

function describe(issue: z.core.$ZodIssue): YamlProblem[] {
  const path = issue.path.filter((key) => typeof key !== "symbol");
  const field = path.map((key, k) => (typeof key === "number" ? `[${key}]` : `${k > 0 ? "." : ""}${key}`));
  if (issue.code === "unrecognized_keys") {
    const known = knownKeys(path, issue.input);
    return issue.keys.map((key) => {
      const guess = nearestName(key, known);
      const hint = guess === undefined ? `known are: ${known.join(", ")}` : `did you mean "${guess}"?`;
      return { path: [...path, key], text: `${[...path, key].join(".")} is unknown; ${hint}` };
    });
  }
  const found = issue.input === undefined ? "missing" : JSON.stringify(issue.input);
  // The union of strategies is told apart by this one field.
  const message = issue.code === "invalid_union" ? `must be one of ${strategies.join(", ")}` : issue.message;
  return [{ path, text: `${field.join("")} is ${found}: ${message}` }];
}

function knownKeys(path: YamlProblem["path"], input: unknown): readonly string[] {
  if (path.length === 0) return Object.keys(tuningSchema.shape);
  if (path[0] !== "search") return dimensionKinds;
  const strategy = strategies.find((name) => isRecord(input) && input["strategy"] === name);
  return Object.keys(searchSchemas[strategy ?? "halving"].shape);
}
