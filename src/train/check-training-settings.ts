/** Checks what a scenario says under `training`, which the file format takes as it comes: only algorithms know their settings. */
import { learningAlgorithms } from "../agents/index.ts";
import type { LearningAlgorithm } from "../agents/learner.ts";
import { nearestName } from "../core/did-you-mean.ts";
import { EdgeflockError } from "../core/errors.ts";
import type { ScenarioFile, ScenarioProblem } from "../scenario/index.ts";

/**
 * For `loadScenario` and `parseScenario`, which add file and line.
 * @param own algorithms beside the built-in ones
 */
export function checkTrainingSettings(
  own: ReadonlyMap<string, LearningAlgorithm> = new Map(),
): (scenario: Pick<ScenarioFile, "training">) => readonly ScenarioProblem[] {
  const known = new Map([...learningAlgorithms, ...own]);
  return ({ training }) =>
    Object.entries(training).flatMap(([name, settings]) => {
      const algorithm = known.get(name);
      return algorithm === undefined ? [unknownName(name, known.keys())] : problemsOf(algorithm, settings);
    });
}

function unknownName(name: string, known: Iterable<string>): ScenarioProblem {
  const names = [...known];
  const guess = nearestName(name, names);
  const hint = guess === undefined ? `algorithms are: ${names.join(", ")}` : `did you mean "${guess}"?`;
  return { path: ["training", name], text: `training.${name} is no algorithm; ${hint}` };
}

function problemsOf(algorithm: LearningAlgorithm, settings: Readonly<Record<string, unknown>>) {
  try {
    algorithm.configure(settings);
    return [];
  } catch (error) {
    if (!(error instanceof EdgeflockError)) throw error;
    return error.message.split("\n").map((text) => problemOf(algorithm.name, text));
  }
}

/** Algorithms begin each line of their message with the field, `training.cto.gamma`. */
function problemOf(name: string, text: string): ScenarioProblem {
  const start = `training.${name}`;
  const field = text.startsWith(`${start}.`)
    ? text.slice(start.length + 1).match(/^[^\s:;]+/)?.[0]
    : undefined;
  return {
    path: ["training", name, ...(field?.split(".") ?? [])],
    text: text.startsWith(start) ? text : `${start}: ${text}`,
  };
}
