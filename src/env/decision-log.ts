/** The decision taken on each task of an episode; row i is task i. */
import type { Decision } from "../sim/decision.ts";

export interface DecisionLog {
  /** The chosen targets, `maxTargets` a task, −1 where fewer. */
  readonly targets: Int32Array;
  /** With `split: "weighted"`: their weights, in the same places. */
  readonly weights: Float64Array;
  /** 0 where nobody helped. */
  readonly offloadRatio: Float64Array;
  /** NaN: as much of the data as of the work. */
  readonly dataRatio: Float64Array;
  readonly computeShare: Float64Array;
  readonly bandwidthShare: Float64Array;
}

export function createDecisionLog(tasks: number, maxTargets: number): DecisionLog {
  return {
    targets: new Int32Array(tasks * maxTargets).fill(-1),
    weights: new Float64Array(tasks * maxTargets).fill(1),
    offloadRatio: new Float64Array(tasks),
    dataRatio: new Float64Array(tasks).fill(Number.NaN),
    computeShare: new Float64Array(tasks),
    bandwidthShare: new Float64Array(tasks),
  };
}

export function copyLog(log: DecisionLog): DecisionLog {
  const { targets, weights, offloadRatio, dataRatio, computeShare, bandwidthShare } = log;
  return {
    targets: targets.slice(),
    weights: weights.slice(),
    offloadRatio: offloadRatio.slice(),
    dataRatio: dataRatio.slice(),
    computeShare: computeShare.slice(),
    bandwidthShare: bandwidthShare.slice(),
  };
}

/** Notes the decision on task `task`. */
export function writeToLog(log: DecisionLog, task: number, decision: Decision): void {
  const most = decision.targets.length;
  for (let k = 0; k < most; k++) {
    log.targets[task * most + k] = k < decision.targetCount ? decision.targets[k]! : -1;
    log.weights[task * most + k] = decision.weights[k]!;
  }
  log.offloadRatio[task] = decision.targetCount > 0 ? decision.offloadRatio : 0;
  log.dataRatio[task] = decision.dataRatio;
  log.computeShare[task] = decision.computeShare;
  log.bandwidthShare[task] = decision.bandwidthShare;
}

/** Writes the decision noted for task `task` back into `decision`. */
export function readFromLog(log: DecisionLog, task: number, decision: Decision): Decision {
  decision.reset();
  const most = decision.targets.length;
  for (let k = 0; k < most && log.targets[task * most + k]! >= 0; k++) {
    decision.targets[k] = log.targets[task * most + k]!;
    decision.weights[k] = log.weights[task * most + k]!;
    decision.targetCount++;
  }
  decision.offloadRatio = log.offloadRatio[task]!;
  decision.dataRatio = log.dataRatio[task]!;
  decision.computeShare = log.computeShare[task]!;
  decision.bandwidthShare = log.bandwidthShare[task]!;
  return decision;
}
