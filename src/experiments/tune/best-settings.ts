/** The settings that came out best, as files to go on with. */
import { stringify } from "yaml";
import type { OpenTuning } from "./open-tuning.ts";
import type { TrialSettings } from "./search-space.ts";
import { type NestedSettings, withSettings } from "./settings-paths.ts";
import { lastRung, type TuningOutcome } from "./tuning-outcome.ts";

/**
 * `best.yaml`: the section `training` of a scenario, whole: what the scenario said of each algorithm, and what was found.
 * Algorithms none of whose trials came to an end are left out.
 */
export function bestYaml(context: OpenTuning, { algorithms }: TuningOutcome): string {
  const training: Record<string, NestedSettings> = {};
  const notes: string[] = [];
  for (const { algorithm, best } of algorithms) {
    if (best === null) continue;
    training[algorithm] = bestSettings(context, algorithm, best.settings);
    const score = lastRung(best).judgement!.selection.toPrecision(5);
    notes.push(`# ${algorithm}: trial ${best.trial}, criterion ${score}`);
  }
  return [
    `# The best settings of \`edgeflock tune\` on ${context.scenario.name}, for its section \`training\` or for --settings.`,
    "# Criterion: mean of the objectives on the validation and the training window (docs/tuning.md).",
    ...notes,
    stringify({ training }),
  ].join("\n");
}

function bestSettings({ algorithms, scenario, episodes }: OpenTuning, name: string, found: TrialSettings) {
  const { algorithm } = algorithms.find((one) => one.algorithm.name === name)!;
  const settings = withSettings(scenario.training[name] ?? {}, found);
  // The settings were found for trainings of this length.
  const takesEpisodes = "episodes" in (algorithm.configure(settings) as object);
  return takesEpisodes ? { ...settings, episodes } : settings;
}
