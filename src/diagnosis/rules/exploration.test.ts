import { record } from "../record.test-helper.ts";
import { explorationRules } from "./exploration.ts";
import { testRules } from "./test-rules.test-helper.ts";

/** A training that goes well: 2 → 1.5 → 1.2. */
const good = [2, 1.5, 1.2];

testRules(explorationRules, [
  {
    rule: "exploration-died",
    what: "by the settings",
    run: record({ validate: { objective: good } }, { madqn: { epsilonStart: 0, epsilonEnd: 0 } }),
    severity: "warning",
    says: "From episode 1 of 2",
    setting: "training.cto.madqn.epsilonStart",
  },
  {
    rule: "exploration-died",
    what: "as logged, early",
    run: record({ train: { noise: [0.2, 0.005, 0, 0, 0, 0] } }),
    severity: "warning",
    says: "the noise on shares is 0.005",
    setting: "training.cto.maddpg.noiseStart",
  },
  {
    rule: "exploration-died",
    what: "late",
    run: record({ train: { noise: [0.2, 0.1, 0.1, 0.1, 0.005, 0] } }),
    severity: null,
  },
  {
    rule: "exploration-died",
    what: "an entropy of nearly nothing",
    run: record({ train: { "entropy.set": [0.5, 0.01, 0.01, 0.01] } }),
    severity: "warning",
  },
  {
    rule: "exploration-endless",
    what: "as many random as not",
    run: record({ train: { epsilon: [1, 0.8, 0.6] } }),
    severity: "warning",
    says: "still 0.6",
    setting: "training.cto.madqn.epsilonEnd",
  },
  {
    rule: "exploration-endless",
    what: "three in ten",
    run: record({ train: { epsilon: [1, 0.6, 0.3] } }),
    severity: null,
  },
  {
    rule: "exploration-endless",
    what: "a uniform policy",
    run: record({ train: { "entropy.computeShare": [1, 0.98] } }),
    severity: "warning",
  },
  {
    rule: "exploration-endless",
    what: "in mid-training",
    run: record({ train: { epsilon: [1, 0.8, 0.6] } }, {}, { episodes: 10 }),
    severity: null,
  },
]);
