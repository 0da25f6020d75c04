/** The settings that are tried of an algorithm, all checked before anything is trained. */
import type { JsonValue } from "../../agents/baselines/index.ts";
import type { LearningAlgorithm } from "../../agents/learner.ts";
import { EdgeflockError } from "../../core/errors.ts";
import type { YamlProblem } from "../../core/parse-yaml.ts";
import { defaultSpace } from "./default-space.ts";
import type { Tuning } from "./load-tuning.ts";
import { drawSettings, extremesOf, type SearchSpace, type TrialSettings } from "./search-space.ts";
import { type NestedSettings, settingAt, withSettings } from "./settings-paths.ts";

export interface AlgorithmTrials {
  readonly algorithm: LearningAlgorithm;
  readonly space: SearchSpace;
  /** Of each trial: what it changes. The first changes nothing. */
  readonly settings: readonly TrialSettings[];
  /** Of each trial: the value of everything that is searched. */
  readonly values: readonly TrialSettings[];
}

/**
 * @param own settings that the scenario gives each algorithm, which trials start from
 * @throws EdgeflockError("scenario") naming each setting that an algorithm does not know or allow
 */
export function trialsOf(
  tuning: Tuning,
  algorithms: readonly LearningAlgorithm[],
  own: (name: string) => NestedSettings,
  trials: number,
): AlgorithmTrials[] {
  const problems: YamlProblem[] = [];
  const planned = algorithms.map((algorithm) => {
    const base = own(algorithm.name);
    const stated = tuning.algorithms[algorithm.name] ?? null;
    const space = stated ?? defaultSpace(algorithm.configure(base));
    if (Object.keys(space).length === 0 && trials > 1) {
      problems.push({
        path: ["algorithms", algorithm.name],
        text: `algorithms.${algorithm.name} has nothing to search: state which of its settings`,
      });
    }
    problems.push(...problemsOf(algorithm, base, space));
    const settings = Array.from({ length: trials }, (_, trial) =>
      trial === 0 ? {} : drawSettings(space, tuning.seed, trial),
    );
    return { algorithm, space, settings };
  });
  if (problems.length > 0) refuse(tuning, problems);
  return planned.map((plan) => ({
    ...plan,
    values: plan.settings.map((drawn) => valuesOf(tuning, plan, own(plan.algorithm.name), drawn)),
  }));
}

function valuesOf(
  tuning: Tuning,
  { algorithm, space }: Pick<AlgorithmTrials, "algorithm" | "space">,
  base: NestedSettings,
  drawn: TrialSettings,
): TrialSettings {
  const settings = withSettings(base, drawn);
  const refusal = refusalOf(algorithm, settings);
  if (refusal !== null) {
    const text = `algorithms.${algorithm.name}: ${JSON.stringify(drawn)} cannot go together: ${refusal}`;
    refuse(tuning, [{ path: ["algorithms", algorithm.name], text }]);
  }
  const config = algorithm.configure(settings);
  return Object.fromEntries(
    Object.keys(space).map((path) => [path, (settingAt(config, path) ?? null) as JsonValue]),
  );
}

function problemsOf(algorithm: LearningAlgorithm, base: NestedSettings, space: SearchSpace): YamlProblem[] {
  return Object.entries(space).flatMap(([path, dimension]) => {
    for (const value of extremesOf(dimension)) {
      const refusal = refusalOf(algorithm, withSettings(base, { [path]: value }));
      if (refusal === null) continue;
      const field = `algorithms.${algorithm.name}.${path}`;
      const text = `${field}: with ${JSON.stringify(value)}, ${refusal}`;
      return [{ path: ["algorithms", algorithm.name, path], text }];
    }
    return [];
  });
}

/** Why the algorithm refuses the settings; null when it does not. */
function refusalOf(algorithm: LearningAlgorithm, settings: NestedSettings): string | null {
  try {
    algorithm.configure(settings);
    return null;
  } catch (error) {
    if (!(error instanceof EdgeflockError)) throw error;
    return error.message.split("\n").join("; ");
  }
}

function refuse({ file }: Tuning, problems: readonly YamlProblem[]): never {
  const fix = "docs/algorithms/ names every setting and its range, docs/tuning.md how a space is stated.";
  if (file !== null) return file.refuse(problems, fix);
  throw new EdgeflockError("scenario", problems.map(({ text }) => text).join("\n  "), fix);
}
