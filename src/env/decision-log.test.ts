import { expect, test } from "vitest";
import { Rng } from "../core/rng.ts";
import { Decision } from "../sim/decision.ts";
import { createDecisionLog, readFromLog, writeToLog } from "./decision-log.ts";

test("every decision comes back as it was noted", () => {
  const rng = Rng.stream(1, "decision-log");
  const maxTargets = 3;
  const tasks = 50;
  const log = createDecisionLog(tasks, maxTargets);
  const decisions = Array.from({ length: tasks }, (_, task) => {
    const decision = new Decision(maxTargets);
    decision.targetCount = rng.integer(maxTargets + 1);
    // Server 0 is a target like any other.
    for (let k = 0; k < decision.targetCount; k++) decision.targets[k] = (task + k) % 5;
    for (let k = 0; k < decision.targetCount; k++) decision.weights[k] = rng.uniform();
    if (decision.targetCount > 0) decision.offloadRatio = rng.uniform();
    if (task % 2 === 0) decision.dataRatio = rng.uniform();
    decision.computeShare = rng.uniform();
    decision.bandwidthShare = rng.uniform();
    writeToLog(log, task, decision);
    return decision;
  });
  const back = new Decision(maxTargets);
  for (const [task, decision] of decisions.entries()) {
    // What was in the decision before does not shine through.
    back.targetCount = maxTargets;
    expect(readFromLog(log, task, back)).toBe(back);
    const { targets, targetCount, ...rest } = back;
    const { targets: noted, targetCount: count, ...others } = decision;
    expect(targets.slice(0, targetCount)).toEqual(noted.slice(0, count));
    expect(rest).toEqual(others);
  }
});

test("where nobody helps, nothing leaves home, whatever ratio was asked for", () => {
  const decision = new Decision(2);
  decision.offloadRatio = 0.7;
  const log = createDecisionLog(2, 2);
  writeToLog(log, 1, decision);
  expect(log.offloadRatio[1]).toBe(0);
  expect(log.targets).toEqual(Int32Array.of(-1, -1, -1, -1));
  expect(readFromLog(log, 1, decision)).toMatchObject({ targetCount: 0, offloadRatio: 0 });
});

test("servers that may not help at all have a log too", () => {
  const decision = new Decision(0);
  decision.computeShare = 0.5;
  const log = createDecisionLog(1, 0);
  writeToLog(log, 0, decision);
  expect(readFromLog(log, 0, new Decision(0))).toMatchObject({ targetCount: 0, computeShare: 0.5 });
});
