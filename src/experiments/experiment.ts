/** What an experiment is: its file's schema, and the default experiment of a scenario. */
import { readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isMap, LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { baselines, defaultTuningEpisodes } from "../agents/baselines/index.ts";
import { nearestName } from "../core/did-you-mean.ts";
import { EdgeflockError } from "../core/errors.ts";
import { loadScenarioFile, type NamedFiles, shippedScenarios, windowNames } from "../scenario/index.ts";
import { evaluationSalts } from "./evaluate-run.ts";
import { refuseTuning } from "./tune/refuse-tuning.ts";

const distinct = <T>(list: readonly T[]) => new Set(list).size === list.length;
const twice = "must not name the same twice";

const experimentSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/, "must be lower-case letters, digits and hyphens")
    .optional()
    .describe("Short name; the scenario's when absent."),
  scenario: z
    .string()
    .min(1)
    .describe("Name of a shipped scenario, or path of a file, from the experiment's folder."),
  algorithms: z
    .array(z.string())
    .refine(distinct, twice)
    .default(["cto-tp", "cto", "cto-tp-paper"])
    .describe("Learning algorithms to train."),
  baselines: z
    .array(z.string())
    .refine(distinct, twice)
    .default([...baselines.keys()])
    .describe("Policies without learning to compare with."),
  seeds: z
    .array(z.int().nonnegative())
    .min(1)
    .refine(distinct, twice)
    .default([0, 1, 2, 3, 4])
    .describe("Seeds: each algorithm is trained once with each."),
  budget: z
    .int()
    .min(1)
    .nullable()
    .default(null)
    .describe("Training episodes a run; each algorithm's own default when null."),
  tuningEpisodes: z
    .int()
    .min(1)
    .default(defaultTuningEpisodes)
    .describe("Episodes each baseline may use to find its constants."),
  jobs: z
    .int()
    .min(1)
    .nullable()
    .default(null)
    .describe("Worker processes side by side; one a core when null."),
  window: z.enum(windowNames).default("test").describe("Window that results are reported on."),
  salts: z
    .array(z.string())
    .min(1)
    .refine(distinct, twice)
    .default([...evaluationSalts])
    .describe("Draws of the home assignment that results are reported on."),
  trace: z
    .string()
    .nullable()
    .default(null)
    .describe("Folder or file of the trace, from the working folder."),
  users: z
    .string()
    .nullable()
    .default(null)
    .describe("File with the recorded ways of users, from the working folder, for scenarios that need one."),
  radio: z
    .string()
    .nullable()
    .default(null)
    .describe("Folder or file of throughput logs, from the working folder, for scenarios that need them."),
  sites: z
    .string()
    .nullable()
    .default(null)
    .describe("File with the list of sites, from the working folder, for scenarios that need one."),
  settings: z
    .string()
    .nullable()
    .default(null)
    .describe("YAML file whose `training` goes over the scenario's, from the working folder."),
  out: z.string().min(1).optional().describe("Output folder; runs/<name> when absent."),
});

type ExperimentFile = z.output<typeof experimentSchema>;

export interface Experiment extends Omit<ExperimentFile, "name" | "out"> {
  readonly name: string;
  readonly out: string;
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
  const name = file.name ?? (await loadScenarioFile(file.scenario)).name;
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

async function readExperimentFile(nameOrPath: string): Promise<ExperimentFile> {
  const whole = () => experimentSchema.parse({ scenario: nameOrPath });
  const shipped = await shippedScenarios();
  if (shipped.includes(nameOrPath)) return whole();
  const text = await readFile(nameOrPath, "utf8").catch(() => null);
  // What is no file, no YAML or no experiment is a scenario, or is told so by the one who reads scenarios.
  if (text === null) return whole();
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0 || !isMap(document.contents) || !document.has("scenario")) return whole();
  refuseTuning(nameOrPath, document.toJS());
  const parsed = experimentSchema.safeParse(document.toJS(), { reportInput: true });
  if (!parsed.success) {
    const problems = parsed.error.issues.flatMap(describe).map(({ path, text: problem }) => {
      const node = document.getIn(path, true) as { readonly range?: readonly number[] } | undefined;
      const line = lines.linePos(node?.range?.[0] ?? 0).line;
      return { line, text: `${nameOrPath}:${line}: ${problem}` };
    });
    problems.sort((p, q) => p.line - q.line);
    throw new EdgeflockError(
      "scenario",
      problems.map((problem) => problem.text).join("\n  "),
      "docs/experiments.md describes every field.",
    );
  }
  const { scenario } = parsed.data;
  const beside = join(dirname(nameOrPath), scenario);
  const isPath = !shipped.includes(scenario) && (await stat(beside).catch(() => null)) !== null;
  return isPath ? { ...parsed.data, scenario: beside } : parsed.data;
}

interface Problem {
  readonly path: (string | number)[];
  readonly text: string;
}

function describe(issue: z.core.$ZodIssue): Problem[] {
  const path = issue.path.filter((key) => typeof key !== "symbol");
  const field = path.map((key) => (typeof key === "number" ? `[${key}]` : key)).join("");
  if (issue.code === "unrecognized_keys") {
    const known = Object.keys(experimentSchema.shape);
    return issue.keys.map((key) => {
      const guess = nearestName(key, known);
      const hint = guess === undefined ? `known are: ${known.join(", ")}` : `did you mean "${guess}"?`;
      return { path: [...path, key], text: `${key} is unknown; ${hint}` };
    });
  }
  const found = issue.input === undefined ? "missing" : JSON.stringify(issue.input);
  return [{ path, text: `${field} is ${found}: ${issue.message}` }];
}
