/** Loads what a tuning runs on, checks it, and plans who is trained how long. */
import { baselines } from "../../agents/baselines/index.ts";
import type { LearningAlgorithm } from "../../agents/learner.ts";
import { sha256OfJson } from "../../core/checksum.ts";
import { didYouMean } from "../../core/did-you-mean.ts";
import { EdgeflockError } from "../../core/errors.ts";
import type { YamlProblem } from "../../core/parse-yaml.ts";
import {
  loadScenario,
  loadWorkload,
  namedFiles,
  placesOf,
  type Scenario,
  type Workload,
} from "../../scenario/index.ts";
import {
  checkTrainingSettings,
  fingerprintFiles,
  ownEpisodes,
  provenance,
  validationInterval,
} from "../../train/index.ts";
import type { CellJob } from "../cell.ts";
import { algorithmsOf } from "../run-cell.ts";
import { type Bracket, planBrackets } from "./brackets.ts";
import { type DecisionCosts, decisionCosts, searchDecisions } from "./budget.ts";
import type { Tuning } from "./load-tuning.ts";
import { withSettings } from "./settings-paths.ts";
import { type AlgorithmTrials, trialsOf } from "./trial-settings.ts";
import type { TuningKey } from "./tuning-cell.ts";

/** Of a whole training where no algorithm says it. */
const usualEpisodes = 20;

export interface OpenTuning {
  readonly tuning: Tuning;
  readonly scenario: Scenario;
  readonly workload: Workload;
  /** Episodes of a whole training, and between two validations. */
  readonly episodes: number;
  readonly validateEvery: number;
  readonly brackets: readonly Bracket[];
  readonly algorithms: readonly AlgorithmTrials[];
  readonly costs: DecisionCosts;
  /** Decisions that each algorithm and baseline may use. */
  readonly budget: number;
  /** Of each baseline with constants to search. */
  readonly searchWindows: number;
  /** The job that trains the forecaster; null when no algorithm needs one. */
  readonly forecaster: CellJob | null;
  /** The job of a trial or a baseline. */
  jobOf(key: TuningKey): CellJob;
}

/**
 * @param algorithmsUrl module that exports `learningAlgorithms`; the built-in ones when null
 * @param engine name of the engine that trials are trained with
 * @throws EdgeflockError about the scenario, its data, a name, a space, or the search
 */
export async function openTuning(
  tuning: Tuning,
  algorithmsUrl: string | null,
  engine: string,
): Promise<OpenTuning> {
  const known = await algorithmsOf(algorithmsUrl);
  requireKnown(tuning, "algorithms", Object.keys(tuning.algorithms), known.keys());
  requireKnown(tuning, "baselines", tuning.baselines, baselines.keys());
  const scenario = await loadScenario(tuning.scenario, {
    sites: tuning.sites ?? undefined,
    check: checkTrainingSettings(known),
  });
  const chosen = Object.keys(tuning.algorithms).map((name) => known.get(name)!);
  const own = (name: string) => scenario.training[name] ?? {};
  const episodes = tuning.search.episodes ?? mostEpisodes(chosen, own);
  const validateEvery = validationInterval(episodes);
  const brackets = planBrackets(tuning.search, episodes, validateEvery);
  const trials = brackets.reduce((sum, { rungs }) => sum + rungs[0]!.trials, 0);
  const algorithms = trialsOf(tuning, chosen, own, trials);
  const workload = await loadWorkload(scenario, namedFiles(tuning));
  const trace = await fingerprintFiles(workload);
  const costs = decisionCosts(scenario, workload);
  const budget = searchDecisions(brackets, costs, episodes, validateEvery, tuning.seeds.length);
  const searchWindows = Math.max(1, Math.floor(budget / costs.searchWindow));
  const { edgeflock, gitRevision } = provenance();
  const { seed } = tuning;
  const common = { version: edgeflock, scenario, trace: trace.map((file) => file.sha256) };
  const job = (key: CellJob["key"], own: unknown, needsForecaster: boolean): CellJob => {
    // A part is known by all that its result depends on: whatever changes, it is made anew, and nothing else is.
    const inputs = sha256OfJson({ ...common, own, forecaster: needsForecaster ? seed : null });
    return {
      key,
      outDir: tuning.out,
      scenario,
      files: placesOf(trace),
      algorithmsUrl,
      window: "validate",
      salts: [],
      budget: episodes,
      tuningEpisodes: searchWindows,
      seed,
      needsForecaster,
      inputs,
      evaluationInputs: inputs,
      code: { edgeflock, gitRevision, engine, algorithmsUrl },
    };
  };
  return {
    tuning,
    scenario,
    workload,
    episodes,
    validateEvery,
    brackets,
    algorithms,
    costs,
    budget,
    searchWindows,
    forecaster: chosen.some((algorithm) => algorithm.needsForecaster)
      ? job({ kind: "forecaster" }, { kind: "forecaster", seed }, false)
      : null,
    jobOf: (key) => {
      if (key.kind === "search") {
        return job(key, { kind: "search", baseline: key.baseline, searchWindows, seed }, false);
      }
      const algorithm = known.get(key.algorithm)!;
      const config = algorithm.configure(withSettings(own(key.algorithm), key.settings));
      // Not how far it goes: a training that has gone some way is the beginning of one that goes on.
      const made = { kind: "trial", algorithm: key.algorithm, config, seed: key.seed, episodes };
      return job(key, made, algorithm.needsForecaster);
    },
  };
}

/** All get the same: those of the algorithm that takes most by itself. */
function mostEpisodes(
  algorithms: readonly LearningAlgorithm[],
  own: (name: string) => Readonly<Record<string, unknown>>,
): number {
  if (algorithms.length === 0) return usualEpisodes;
  return Math.max(...algorithms.map((algorithm) => ownEpisodes(algorithm.configure(own(algorithm.name)))));
}

function requireKnown(
  { file }: Tuning,
  field: string,
  names: readonly string[],
  known: Iterable<string>,
): void {
  const all = [...known];
  const unknown = names.find((name) => !all.includes(name));
  if (unknown === undefined) return;
  const problem: YamlProblem = {
    path: [field, unknown],
    text: `${field} names "${unknown}", which does not exist`,
  };
  const fix = didYouMean(unknown, all);
  if (file !== null) file.refuse([problem], fix);
  throw new EdgeflockError("usage", problem.text, fix);
}
