import { record } from "../record.test-helper.ts";
import { testRules } from "./test-rules.test-helper.ts";
import { valueRules } from "./values.ts";

const returns = { rewardScope: "own", rewardScale: 0.1, gamma: 0.9, reward: "cost" };

testRules(valueRules, [
  {
    rule: "critic-over-estimation",
    what: "above what can be saved",
    run: record({ train: { meanCritic: [0, 1, 2] } }),
    severity: "warning",
    says: "1.6 is the most",
  },
  {
    rule: "critic-over-estimation",
    what: "at what can be saved",
    run: record({ train: { meanCritic: [0, 1, 1.6] } }),
    severity: null,
  },
  {
    rule: "critic-over-estimation",
    what: "costs below 0",
    run: record({ train: { meanQ: [-1, 1.5] } }, returns),
    severity: "warning",
    says: "a cost is never below 0",
  },
  {
    rule: "critic-over-estimation",
    what: "above its own targets",
    run: record({ train: { meanCritic: [-1, -0.4], meanTarget: [-1, -1] } }, returns),
    severity: "warning",
    says: "above its own targets",
  },
  {
    rule: "critic-over-estimation",
    what: "a little above its targets",
    run: record({ train: { meanCritic: [-1, -0.7], meanTarget: [-1, -1] } }, returns),
    severity: null,
  },
  {
    rule: "critic-over-estimation",
    what: "above what was earned",
    run: record({ train: { meanCritic: [-1, -0.5], trainObjective: [2, 2], updates: [2e4, 2e4] } }, returns),
    severity: "warning",
    says: "earns -2",
  },
  {
    rule: "critic-over-estimation",
    what: "the same before it has settled",
    run: record({ train: { meanCritic: [-1, -0.5], trainObjective: [2, 2], updates: [100, 100] } }, returns),
    severity: null,
  },
  {
    rule: "value-out-of-range",
    what: "below the least there is",
    run: record({ train: { meanQ: [0, -3] } }),
    severity: "warning",
    says: "-1.6 is the least",
  },
  {
    rule: "value-out-of-range",
    what: "low, but possible",
    run: record({ train: { meanQ: [0, -1.6] } }),
    severity: null,
  },
]);
