import { record } from "../record.test-helper.ts";
import { learningRules } from "./learning.ts";
import { testRules } from "./test-rules.test-helper.ts";

testRules(learningRules, [
  {
    rule: "no-learning",
    what: "no better than untrained",
    run: record({ validate: { objective: [1.5, 1.6, 1.5, 1.7] } }),
    severity: "severe",
    says: "no better",
    setting: "training.cto.madqn.learningRate",
  },
  {
    rule: "no-learning",
    what: "half a percent better",
    run: record({ validate: { objective: [1.5, 1.6, 1.493, 1.5] } }),
    severity: "warning",
  },
  {
    rule: "no-learning",
    what: "2 % better",
    run: record({ validate: { objective: [1.5, 1.6, 1.47, 1.5] } }),
    severity: null,
  },
  {
    rule: "no-learning",
    what: "early in the training",
    run: record({ validate: { objective: [1.5, 1.6] } }, {}, { episodes: 20 }),
    severity: null,
  },
  {
    rule: "forgetting",
    what: "a fifth above the best at the end",
    run: record({ validate: { objective: [2, 1, 1.2, 1.2] } }),
    severity: "warning",
    says: "20 %",
  },
  {
    rule: "forgetting",
    what: "twice the best",
    run: record({ validate: { objective: [2, 1, 1.9, 2] } }),
    severity: "severe",
  },
  {
    rule: "forgetting",
    what: "a collapse in the last episode",
    run: record({ validate: { objective: [2, 1, 1.02, 1.9] } }),
    severity: "severe",
    says: "collapsed between the last two",
  },
  {
    rule: "forgetting",
    what: "8 % above the best",
    run: record({ validate: { objective: [2, 1, 1.05, 1.08] } }),
    severity: null,
  },
  {
    rule: "forgetting",
    what: "one bad validation in mid-training",
    run: record({ validate: { objective: [2, 1, 1.02, 1.9] } }, {}, { episodes: 10 }),
    severity: null,
  },
  {
    rule: "forgetting",
    what: "judged by what policies are chosen by",
    run: record({ validate: { objective: [2, 1, 2], selection: [2, 1.5, 1.4] } }),
    severity: null,
  },
  {
    rule: "too-few-updates",
    what: "a hundred each",
    run: record({ train: { updates: [150, 150] } }, { episodes: 2 }),
    severity: "warning",
    says: "100 times",
    setting: "training.cto.episodes",
  },
  {
    rule: "too-few-updates",
    what: "a hundred each, of a training with --budget",
    run: record({ train: { updates: [150, 150] } }, { episodes: 20 }),
    severity: "warning",
    advises: "without --budget: the settings ask for 20 episodes",
  },
  {
    rule: "too-few-updates",
    what: "none",
    run: record({ train: { updates: [0, 0] } }),
    severity: "severe",
    setting: "training.cto.warmup",
  },
  {
    rule: "too-few-updates",
    what: "of one network for all agents",
    run: record({ train: { updates: [250, 250] } }, {}, { config: { shareParameters: true } }),
    severity: null,
  },
  {
    rule: "too-few-updates",
    what: "500 each",
    run: record({ train: { updates: [750, 750] } }),
    severity: null,
  },
  {
    rule: "still-improving",
    what: "8 % in the last quarter",
    run: record({ validate: { objective: [2, 1.8, 1.6, 1.5, 1.45, 1.4, 1.34, 1.28] } }, { episodes: 7 }),
    severity: "note",
    setting: "training.cto.episodes",
  },
  {
    rule: "still-improving",
    what: "8 % in the last quarter, of a training with --budget",
    run: record({ validate: { objective: [2, 1.8, 1.6, 1.5, 1.45, 1.4, 1.34, 1.28] } }, { episodes: 20 }),
    severity: "note",
    advises: "without --budget",
  },
  {
    rule: "still-improving",
    what: "1 % in the last quarter",
    run: record({ validate: { objective: [2, 1.8, 1.6, 1.5, 1.45, 1.42, 1.41, 1.405] } }),
    severity: null,
  },
]);
