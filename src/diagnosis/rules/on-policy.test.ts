import { record } from "../record.test-helper.ts";
import { onPolicyRules } from "./on-policy.ts";
import { testRules } from "./test-rules.test-helper.ts";

testRules(onPolicyRules, [
  {
    rule: "policy-steps-too-large",
    what: "a divergence of 0.1",
    run: record({ train: { klDivergence: [0.01, 0.1] } }),
    severity: "warning",
  },
  {
    rule: "policy-steps-too-large",
    what: "a divergence of 0.03, a third clipped",
    run: record({ train: { klDivergence: [0.01, 0.03], clipFraction: [0.1, 0.33] } }),
    severity: null,
  },
  {
    rule: "critic-explains-nothing",
    what: "less than nothing",
    run: record({ train: { explainedVariance: [0, -0.2] } }),
    severity: "warning",
  },
  {
    rule: "critic-explains-nothing",
    what: "a third",
    run: record({ train: { explainedVariance: [0, 0.3] } }),
    severity: null,
  },
]);
