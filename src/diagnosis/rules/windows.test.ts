import { record } from "../record.test-helper.ts";
import { testRules } from "./test-rules.test-helper.ts";
import { windowRules } from "./windows.ts";

testRules(windowRules, [
  {
    rule: "quiet-validation",
    what: "half the training objective",
    run: record({ validate: { objective: [1, 0.7], trainingObjective: [2, 1.4] } }),
    severity: "warning",
  },
  {
    rule: "quiet-validation",
    what: "three quarters",
    run: record({ validate: { objective: [1, 0.75], trainingObjective: [1.3, 1] } }),
    severity: null,
  },
  {
    rule: "overfitted-training-window",
    what: "twice as far apart",
    run: record({ validate: { objective: [2, 1.8], trainingObjective: [2, 0.9] } }),
    severity: "warning",
    says: "2 times as much",
  },
  {
    rule: "overfitted-training-window",
    what: "as far apart as untrained",
    run: record({ validate: { objective: [2, 1.6], trainingObjective: [1, 0.9] } }),
    severity: null,
  },
]);
