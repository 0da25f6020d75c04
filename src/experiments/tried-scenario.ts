/** The scenario of a run with other settings, as a file to train on. */
import { stringify } from "yaml";
import type { SettingChange } from "../diagnosis/index.ts";
import { parseScenarioFile } from "../scenario/index.ts";
import { checkTrainingSettings, type RunManifest } from "../train/index.ts";

type Group = Record<string, unknown>;

/**
 * @param changes of two to the same setting the first counts
 * @returns YAML with every field of the run's scenario, and under `training` the run's settings with the changes
 * @throws EdgeflockError("scenario") where the algorithm refuses a changed setting
 */
export function triedScenario(
  { scenario, algorithm, episodes }: RunManifest,
  changes: readonly SettingChange[],
): string {
  const config = structuredClone({ ...(algorithm.config as Group), episodes }) as Group;
  const done = new Set<string>();
  for (const { setting, value } of changes) {
    if (done.has(setting)) continue;
    done.add(setting);
    const path = setting.slice(`training.${algorithm.name}.`.length).split(".");
    const last = path.pop()!;
    const group = path.reduce((outer, key) => outer[key] as Group, config);
    group[last] = value;
  }
  const text = stringify({ ...(scenario as Group), training: { [algorithm.name]: config } });
  parseScenarioFile(text, "the changed scenario", checkTrainingSettings());
  return text;
}
