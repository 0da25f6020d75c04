/** Running sums over the tasks of a stream: what its summary is made from. */
import type { CompletionSink } from "./completion-sink.ts";
import { taskReferences } from "./cost.ts";
import type { Decision } from "./decision.ts";
import { LatencyHistogram } from "./latency-histogram.ts";
import type { Network } from "./network.ts";
import type { PartPool } from "./part-pool.ts";
import type { TaskPool } from "./task-pool.ts";
import type { RecordSink } from "./task-records.ts";
import type { TaskTable } from "./task-table.ts";

/** Sums over completed tasks; of the references, over all that arrived. */
export interface StreamSums {
  readonly tasks: number;
  readonly dropped: number;
  readonly deadlineMisses: number;
  readonly latencySeconds: number;
  /** Of the tasks that were not dropped. */
  readonly servedLatencySeconds: number;
  readonly energyJoules: number;
  readonly uplinkSeconds: number;
  readonly transferSeconds: number;
  readonly linkWaitSeconds: number;
  readonly computeWaitSeconds: number;
  readonly computeSeconds: number;
  readonly recoverySeconds: number;
  readonly referenceLatencySeconds: number;
  readonly referenceEnergyJoules: number;
  /** Latencies; quantiles are off by at most 0.4 %. */
  readonly latencies: LatencyHistogram;
}

export class StreamSink implements CompletionSink, StreamSums {
  tasks = 0;
  dropped = 0;
  deadlineMisses = 0;
  latencySeconds = 0;
  servedLatencySeconds = 0;
  energyJoules = 0;
  uplinkSeconds = 0;
  transferSeconds = 0;
  linkWaitSeconds = 0;
  computeWaitSeconds = 0;
  computeSeconds = 0;
  recoverySeconds = 0;
  referenceLatencySeconds = 0;
  referenceEnergyJoules = 0;
  readonly latencies = new LatencyHistogram();

  /** @param records is given every task too */
  constructor(
    readonly network: Network,
    readonly records: RecordSink | null,
  ) {}

  accept(task: number, tasks: TaskTable, row: number, decision: Decision): void {
    const reference = taskReferences(this.network, tasks, row);
    this.referenceLatencySeconds += reference.latencySeconds;
    this.referenceEnergyJoules += reference.energyJoules;
    this.records?.accept(task, tasks, row, decision);
  }

  complete(tasks: TaskPool, task: number, parts: PartPool, part: number): void {
    const latency = tasks.latencySeconds(task);
    const isDropped = tasks.rejected[task] === 1;
    this.tasks++;
    this.latencySeconds += latency;
    if (isDropped) this.dropped++;
    else this.servedLatencySeconds += latency;
    if (isDropped || latency > tasks.deadlineSeconds[task]!) this.deadlineMisses++;
    this.energyJoules += tasks.energyJoules[task]!;
    this.uplinkSeconds += tasks.uploadSeconds[task]!;
    this.transferSeconds += parts.transferSeconds[part]!;
    this.linkWaitSeconds += parts.linkWaitSeconds[part]!;
    this.computeWaitSeconds += parts.computeWaitSeconds[part]!;
    this.computeSeconds += parts.computeSeconds[part]!;
    this.recoverySeconds += parts.recoverySeconds[part]!;
    this.latencies.add(latency);
    this.records?.complete(tasks, task, parts, part);
  }
}
