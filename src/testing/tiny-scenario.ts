/** A scenario of three servers and few tasks, for tests that train. */
import { parseScenario, type Scenario } from "../scenario/index.ts";

export const tinyScenarioYaml = `
name: tiny
description: three servers, a few dozen tasks
servers:
  - capacity: 10e9
  - capacity: 8e9
  - capacity: 6e9
workload:
  kind: synthetic-google
  durationSeconds: 400
  homeWeights: [0.6, 0.3, 0.1]
windows:
  train: { from: 0, to: 20 }
  validate: { from: 20, to: 30 }
  test: { from: 30 }
`;

export function tinyScenario(): Scenario {
  return parseScenario(tinyScenarioYaml, "tiny.yaml");
}
