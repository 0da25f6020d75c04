/** One pass over a server's tasks: the features and the candidates of each, from it and those before it. */
import type { WindowTasks } from "../../workload/workload.ts";
import type { ServerHistory } from "../server-history.ts";
import { toLog } from "../target-scales.ts";
import { forecastTargets } from "../targets.ts";
import { allCandidates, candidateCount, candidateLists } from "./candidates/index.ts";
import type { EncodingBasis } from "./encode.ts";
import type { Moment } from "./features/feature-group.ts";
import { chosenGroups, featureNames } from "./features/index.ts";
import { JobRecords } from "./job-records.ts";
import { RecentWork } from "./recent-work.ts";
import { statisticsBy } from "./statistics.ts";

/** Candidates on the logarithmic scale are clipped to this many standard deviations, ratios to e to its power. */
export const logLimit = 12;
const ratioLimit = Math.exp(logLimit);

export interface MeasuredHistory {
  /** `[length, features]`, in their own units; NaN where there is none. */
  readonly features: Float32Array;
  /** `[length, targets, candidates]`: standardised logarithms, less the server's mean. */
  readonly candidateLogs: Float32Array;
  /** Values divided by the server's mean. */
  readonly candidateRatios: Float32Array;
}

export function measureHistory(
  tasks: WindowTasks,
  { server, rows }: ServerHistory,
  basis: EncodingBasis,
): MeasuredHistory {
  const { periodsSeconds, scales } = basis;
  const statistics = statisticsBy(basis.statistics)(server);
  const { logDeviation } = basis.statistics;
  const toLogGap = (gapSeconds: number) => toLog(scales, 0, gapSeconds);
  const windowStartSeconds = tasks.arrivalSeconds[0] ?? 0;
  const context = { statistics, windowStartSeconds, periodsSeconds, toLogGap };
  const width = featureNames(basis).length;
  let start = 0;
  const groups = chosenGroups(basis).map((group) => {
    const at = start;
    start += group.names(periodsSeconds).length;
    return { at, write: group.begin(context) };
  });
  const lists = candidateLists.map((list, target) =>
    list.begin({ ...context, toLog: (value) => toLog(scales, target, value) }),
  );
  const jobs = new JobRecords();
  const recent = new RecentWork(windowStartSeconds);
  const features = new Float32Array(rows.length * width);
  const candidateLogs = new Float32Array(rows.length * allCandidates);
  const candidateRatios = new Float32Array(rows.length * allCandidates);
  const found = { values: new Float64Array(allCandidates), logs: new Float64Array(allCandidates) };
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const before = i > 0 ? rows[i - 1]! : -1;
    const seconds = tasks.arrivalSeconds[row]!;
    const job = jobs.add(tasks, row);
    recent.add(seconds, tasks.cycles[row]!);
    const gapSeconds = before < 0 ? Number.NaN : seconds - tasks.arrivalSeconds[before]!;
    const moment: Moment = {
      tasks,
      row,
      before,
      jobs,
      job,
      recent,
      beginsBurst: job.runLength === 1,
      position: job.runLength,
      seconds,
      gapSeconds,
      logGap: toLogGap(gapSeconds),
      logWork: Math.log(tasks.cycles[row]!),
      logInput: Math.log(tasks.inputBits[row]!),
    };
    for (const { at, write } of groups) write(moment, features, i * width + at);
    for (let target = 0; target < forecastTargets.length; target++) {
      const at = target * candidateCount;
      lists[target]!(moment, found, at);
      for (let k = at; k < at + candidateCount; k++) {
        const log = (found.logs[k]! - statistics.logMean[target]!) / logDeviation[target]!;
        const ratio = found.values[k]! / statistics.valueMean[target]!;
        const none = Number.isNaN(ratio);
        candidateLogs[i * allCandidates + k] = none ? 0 : Math.max(-logLimit, Math.min(logLimit, log));
        candidateRatios[i * allCandidates + k] = none ? 1 : Math.min(ratioLimit, ratio);
      }
    }
  }
  return { features, candidateLogs, candidateRatios };
}
