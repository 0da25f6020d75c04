/** The tasks of a stream with their decisions and outcomes, as columns, batch by batch. */
import type { CompletionSink } from "./completion-sink.ts";
import type { Decision } from "./decision.ts";
import { grown } from "./grown.ts";
import type { PartPool } from "./part-pool.ts";
import type { TaskPool } from "./task-pool.ts";
import type { TaskTable } from "./task-table.ts";

const doubles = [
  "task",
  "arrivalSeconds",
  "inputBits",
  "cycles",
  "deadlineSeconds",
  "offloadRatio",
  "computeShare",
  "bandwidthShare",
  "latencySeconds",
  "uplinkSeconds",
  "transferSeconds",
  "linkWaitSeconds",
  "computeWaitSeconds",
  "computeSeconds",
  "recoverySeconds",
  "energyJoules",
] as const;

type Doubles = { [name in (typeof doubles)[number]]: Float64Array };

/** The first `count` entries of each column are tasks in order of completion; see `TaskOutcomes` and `DecisionLog`. */
export interface TaskRecords extends Readonly<Doubles> {
  readonly count: number;
  readonly home: Int32Array;
  /** The helpers, `maxTargets` a task, −1 where fewer. */
  readonly targets: Int32Array;
  readonly restarts: Int32Array;
  readonly dropped: Uint8Array;
}

class Batch implements TaskRecords {
  count = 0;
  task!: Float64Array;
  arrivalSeconds!: Float64Array;
  inputBits!: Float64Array;
  cycles!: Float64Array;
  deadlineSeconds!: Float64Array;
  offloadRatio!: Float64Array;
  computeShare!: Float64Array;
  bandwidthShare!: Float64Array;
  latencySeconds!: Float64Array;
  uplinkSeconds!: Float64Array;
  transferSeconds!: Float64Array;
  linkWaitSeconds!: Float64Array;
  computeWaitSeconds!: Float64Array;
  computeSeconds!: Float64Array;
  recoverySeconds!: Float64Array;
  energyJoules!: Float64Array;
  home: Int32Array;
  targets: Int32Array;
  restarts: Int32Array;
  dropped: Uint8Array;

  constructor(rows: number, maxTargets: number) {
    for (const name of doubles) this[name] = new Float64Array(rows);
    this.home = new Int32Array(rows);
    this.targets = new Int32Array(Math.max(1, rows * maxTargets));
    this.restarts = new Int32Array(rows);
    this.dropped = new Uint8Array(rows);
  }

  grow(): void {
    for (const name of doubles) this[name] = grown(this[name]);
    this.home = grown(this.home);
    this.targets = grown(this.targets);
    this.restarts = grown(this.restarts);
    this.dropped = grown(this.dropped);
  }
}

export class RecordSink implements CompletionSink {
  /** What is known at the decision, by slot of the task in flight. */
  readonly #inFlight: Batch;
  #filling: Batch;
  #taken: Batch;
  readonly #maxTargets: number;

  constructor(maxTargets: number) {
    this.#maxTargets = maxTargets;
    this.#inFlight = new Batch(64, maxTargets);
    this.#filling = new Batch(1024, maxTargets);
    this.#taken = new Batch(1024, maxTargets);
  }

  accept(task: number, tasks: TaskTable, row: number, decision: Decision): void {
    const known = this.#inFlight;
    while (task >= known.home.length) known.grow();
    known.inputBits[task] = tasks.inputBits[row]!;
    known.cycles[task] = tasks.cycles[row]!;
    const helped = decision.targetCount > 0;
    known.offloadRatio[task] = helped ? decision.offloadRatio : 0;
    known.computeShare[task] = decision.computeShare;
    known.bandwidthShare[task] = decision.bandwidthShare;
    const most = this.#maxTargets;
    for (let k = 0; k < most; k++) {
      known.targets[task * most + k] = k < decision.targetCount ? decision.targets[k]! : -1;
    }
  }

  complete(tasks: TaskPool, task: number, parts: PartPool, part: number): void {
    const known = this.#inFlight;
    const batch = this.#filling;
    if (batch.count === batch.home.length) batch.grow();
    const row = batch.count++;
    batch.task[row] = tasks.number[task]!;
    batch.home[row] = tasks.home[task]!;
    batch.arrivalSeconds[row] = tasks.arrivalSeconds[task]!;
    batch.inputBits[row] = known.inputBits[task]!;
    batch.cycles[row] = known.cycles[task]!;
    batch.deadlineSeconds[row] = tasks.deadlineSeconds[task]!;
    const most = this.#maxTargets;
    for (let k = 0; k < most; k++) batch.targets[row * most + k] = known.targets[task * most + k]!;
    batch.offloadRatio[row] = known.offloadRatio[task]!;
    batch.computeShare[row] = known.computeShare[task]!;
    batch.bandwidthShare[row] = known.bandwidthShare[task]!;
    batch.latencySeconds[row] = tasks.latencySeconds(task);
    batch.uplinkSeconds[row] = tasks.uploadSeconds[task]!;
    batch.transferSeconds[row] = parts.transferSeconds[part]!;
    batch.linkWaitSeconds[row] = parts.linkWaitSeconds[part]!;
    batch.computeWaitSeconds[row] = parts.computeWaitSeconds[part]!;
    batch.computeSeconds[row] = parts.computeSeconds[part]!;
    batch.recoverySeconds[row] = parts.recoverySeconds[part]!;
    batch.energyJoules[row] = tasks.energyJoules[task]!;
    batch.restarts[row] = tasks.restarts[task]!;
    batch.dropped[row] = tasks.rejected[task]!;
  }

  /** Tasks completed since the last call; valid until the next one. */
  take(): TaskRecords {
    const batch = this.#filling;
    this.#filling = this.#taken;
    this.#filling.count = 0;
    this.#taken = batch;
    return batch;
  }

  /** Tasks that wait to be taken. */
  get waiting(): number {
    return this.#filling.count;
  }
}
