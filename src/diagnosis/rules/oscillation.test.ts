import { record } from "../record.test-helper.ts";
import { oscillationRules } from "./oscillation.ts";
import { testRules } from "./test-rules.test-helper.ts";

const swing = [0.3, 0.5, 0.5, 0.5, 0.5, 0.4, 0.6, 0.4, 0.6, 0.4];

testRules(oscillationRules, [
  {
    rule: "oscillating-shares",
    what: "back and forth",
    run: record({ validate: { "decisions.computeShare.mean": swing } }),
    severity: "warning",
    says: "moves by 0.2",
  },
  {
    rule: "oscillating-shares",
    what: "straight on",
    run: record({
      validate: { "decisions.computeShare.mean": [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1] },
    }),
    severity: null,
  },
  {
    rule: "oscillating-shares",
    what: "by a little",
    run: record({ validate: { "decisions.computeShare.mean": swing.map((x) => 0.5 + (x - 0.5) / 4) } }),
    severity: null,
  },
  {
    rule: "oscillating-objective",
    what: "a third up and down",
    run: record({ validate: { objective: [3, 2, 2, 2, 2, 1.5, 2, 1.5, 2, 1.5, 2] } }),
    severity: "warning",
  },
  {
    rule: "oscillating-objective",
    what: "5 % up and down",
    run: record({ validate: { objective: [3, 2, 2, 2, 2, 1.9, 2, 1.9, 2, 1.9, 2] } }),
    severity: null,
  },
]);
