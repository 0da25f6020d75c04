import { record } from "../record.test-helper.ts";
import { divergenceRules } from "./divergence.ts";
import { testRules } from "./test-rules.test-helper.ts";

const returns = { rewardScope: "own", rewardScale: 0.1, gamma: 0.9, reward: "cost" };

testRules(divergenceRules, [
  {
    rule: "diverging-losses",
    what: "beyond what values in range could give",
    run: record({ train: { criticLoss: [0.1, 5, 20] } }),
    severity: "severe",
    says: "criticLoss is 20",
    setting: "training.cto.madqn.learningRate",
  },
  {
    rule: "diverging-losses",
    what: "large but possible",
    run: record({ train: { criticLoss: [0.1, 5, 9] } }),
    severity: null,
  },
  {
    rule: "diverging-losses",
    what: "20 times the quietest quarter",
    run: record({ train: { qLoss: [0.01, 0.01, 0.005, 0.005, 0.02, 0.03, 0.09, 0.1] } }, returns),
    severity: "severe",
    says: "0.005 to 0.1",
  },
  {
    rule: "diverging-losses",
    what: "grown, and steady since",
    run: record({ train: { qLoss: [0.005, 0.005, 0.05, 0.08, 0.1, 0.1, 0.1, 0.1] } }, returns),
    severity: null,
  },
  {
    rule: "exploding-gradients",
    what: "50 times what they are cut to",
    run: record({ train: { "gradientNorm.critic": [1, 10, 500] } }),
    severity: "warning",
    says: "50 times",
  },
  {
    rule: "exploding-gradients",
    what: "2000 times",
    run: record({ train: { "gradientNorm.actor": [1, 2e4] } }),
    severity: "severe",
  },
  {
    rule: "exploding-gradients",
    what: "5 times",
    run: record({ train: { "gradientNorm.q": [1, 50] } }),
    severity: null,
  },
]);
