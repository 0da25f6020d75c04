/** Whether the windows that choose the best policy judge alike. */
import { fine, found, lacks, type Rule, unchecked } from "../finding.ts";
import { number } from "../format.ts";
import { validationsOf } from "../objective.ts";
import type { RunRecord } from "../run-record.ts";
import { slowerLearning } from "../settings.ts";

/** Objective on the validation window over that on the training window: a quieter one says little. */
const quiet = 0.6;
/** How much more the ratio may be than that of the untrained policy. */
const overfitted = 1.5;

/** The ratio for the untrained and for the best policy; null where the metrics lack it. */
function ratios(run: RunRecord) {
  const validations = validationsOf(run);
  if (validations === null) return null;
  const at = (episode: number) => {
    const row = run.rows.find((one) => one.kind === "validate" && one.episode === episode);
    const [validation, training] = [row?.values["objective"], row?.values["trainingObjective"]];
    return validation === undefined || training === undefined
      ? null
      : { validation, training, ratio: validation / training };
  };
  const [untrained, best] = [at(0), at(validations.best.episode)];
  return untrained === null || best === null ? null : { untrained, best, episode: validations.best.episode };
}

const missing = lacks("trainingObjective beside objective in validations");

const quietValidation: Rule = {
  name: "quiet-validation",
  check(run) {
    const known = ratios(run);
    if (known === null) return missing;
    const { best, episode } = known;
    if (best.ratio >= quiet) return fine;
    return found({
      severity: "warning",
      evidence: `The best policy (episode ${episode}) has an objective of ${number(best.validation)} on the validation window and ${number(best.training)} on the training window, a ratio of ${number(best.ratio)} (threshold ${quiet}).`,
      numbers: { validation: best.validation, training: best.training, ratio: best.ratio, threshold: quiet },
      episodes: [episode, episode],
      cause: "The validation window is a quiet one: what is best there need not be when it is busy.",
      changes: [],
      advice: "Move or lengthen `windows.validate` in the scenario, so that it has busy stretches too.",
    });
  },
};

const overfitting: Rule = {
  name: "overfitted-training-window",
  check(run) {
    const known = ratios(run);
    if (known === null) return missing;
    const { untrained, best, episode } = known;
    if (episode === 0) return unchecked("no policy that has learned is the best");
    const factor = best.ratio / untrained.ratio;
    if (factor <= overfitted) return fine;
    return found({
      severity: "warning",
      evidence: `Validation over training objective is ${number(best.ratio)} for the best policy (episode ${episode}) and ${number(untrained.ratio)} for the untrained one, ${number(factor)} times as much (threshold ${overfitted}).`,
      numbers: { best: best.ratio, untrained: untrained.ratio, factor, threshold: overfitted },
      episodes: [0, episode],
      cause: "The policy has learned the training window by heart: it helps there more than elsewhere.",
      changes: slowerLearning(run, 3),
      advice: "Lengthen `windows.train` in the scenario; fewer episodes and smaller networks help as well.",
    });
  },
};

export const windowRules: readonly Rule[] = [quietValidation, overfitting];
