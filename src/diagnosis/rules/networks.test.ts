import { record } from "../record.test-helper.ts";
import { networkRules } from "./networks.ts";
import { testRules } from "./test-rules.test-helper.ts";

testRules(networkRules, [
  {
    rule: "dead-units",
    what: "60 %",
    run: record({ train: { "deadUnits.actor": [0.1, 0.6] } }),
    severity: "warning",
    says: "deadUnits.actor is 60 %",
  },
  {
    rule: "dead-units",
    what: "95 %",
    run: record({ train: { "deadUnits.q": [0.1, 0.95] } }),
    severity: "severe",
  },
  { rule: "dead-units", what: "40 %", run: record({ train: { "deadUnits.q": [0.1, 0.4] } }), severity: null },
]);
