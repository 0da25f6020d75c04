import { record } from "../record.test-helper.ts";
import { replayRules } from "./replay.ts";
import { testRules } from "./test-rules.test-helper.ts";

// 333 own decisions in an episode.
testRules(replayRules, [
  {
    rule: "replay-staleness",
    what: "30 episodes old",
    run: record({ train: { replayAgeDecisions: [100, 1e4] } }),
    severity: "warning",
    says: "30 episodes",
    setting: "training.cto.localCapacity",
  },
  {
    rule: "replay-staleness",
    what: "15 episodes old",
    run: record({ train: { replayAgeDecisions: [100, 5000] } }),
    severity: null,
  },
  {
    rule: "replay-too-small",
    what: "half an episode",
    run: record({ train: { qLoss: [0.1, 0.1] } }, { localCapacity: 600 }),
    severity: "warning",
    setting: "training.cto.localCapacity",
  },
  {
    rule: "replay-too-small",
    what: "one episode and a half",
    run: record({ train: { qLoss: [0.1, 0.1] } }, { localCapacity: 2000 }),
    severity: null,
  },
]);
