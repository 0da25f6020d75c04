import { record } from "../record.test-helper.ts";
import type { DriftNote } from "../run-record.ts";
import { forecastRules } from "./forecasts.ts";
import { testRules } from "./test-rules.test-helper.ts";

const drift = (event: DriftNote["event"], episode: number): DriftNote => ({
  event,
  episode,
  server: "a",
  target: "task.work",
  forecasterError: 0.5,
  naiveError: 0.3,
  naive: "ewma",
  masked: false,
});

testRules(forecastRules, [
  {
    rule: "forecast-drift",
    what: "not recovered",
    run: record({}, {}, { drift: [drift("forecast-drifted", 2)] }),
    severity: "warning",
    says: "0.5 against 0.3 of ewma",
    setting: "training.cto.forecastDrift",
  },
  {
    rule: "forecast-drift",
    what: "recovered",
    run: record({}, {}, { drift: [drift("forecast-drifted", 2), drift("forecast-recovered", 3)] }),
    severity: "note",
  },
  { rule: "forecast-drift", what: "none", run: record({}, {}, { drift: [] }), severity: null },
]);
