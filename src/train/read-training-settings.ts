/** Reads settings of algorithms from a file of their own. */
import { readFile } from "node:fs/promises";
import type { LearningAlgorithm } from "../agents/learner.ts";
import { EdgeflockError } from "../core/errors.ts";
import { isRecord } from "../core/is-record.ts";
import { YamlFile } from "../core/parse-yaml.ts";
import type { Scenario } from "../scenario/index.ts";
import { checkTrainingSettings } from "./check-training-settings.ts";

const fix = "It has to be like the section `training` of a scenario, as `best.yaml` of `edgeflock tune` is.";

/**
 * @param path of a YAML file with one field, `training`: settings by algorithm, such as `best.yaml` of `edgeflock tune`
 * @param own algorithms beside the built-in ones
 * @throws EdgeflockError("usage") when there is no such file, ("scenario") naming file, line and field
 */
export async function readTrainingSettings(
  path: string,
  own?: ReadonlyMap<string, LearningAlgorithm>,
): Promise<Scenario["training"]> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new EdgeflockError("usage", `${path}: the settings cannot be read (${code})`, fix, {
      cause: error,
    });
  }
  const file = YamlFile.parse(text, path);
  if (!isRecord(file.value) || !isRecord(file.value["training"])) {
    return file.refuse([{ path: [], text: "training is missing: settings by algorithm" }], fix);
  }
  const other = Object.keys(file.value).filter((key) => key !== "training");
  if (other.length > 0) {
    const problems = other.map((key) => ({ path: [key], text: `${key} is unknown; known is: training` }));
    return file.refuse(problems, fix);
  }
  const { training } = file.value;
  for (const [name, settings] of Object.entries(training)) {
    if (isRecord(settings)) continue;
    const text = `training.${name} is ${JSON.stringify(settings)}; it must be a group of settings`;
    return file.refuse([{ path: ["training", name], text }], fix);
  }
  const checked = training as Scenario["training"];
  const problems = checkTrainingSettings(own)({ training: checked });
  if (problems.length > 0) return file.refuse(problems, "docs/algorithms/ names every field of `training`.");
  return checked;
}
