/** Every task of a simulation with its decision and what became of it, as a Parquet file: one row a task. */
import type { DecisionLog } from "../env/index.ts";
import type { Simulator } from "../sim/simulator.ts";
import type { TaskRecords } from "../sim/task-records.ts";
import { ParquetStream, type StreamColumn } from "../tables/index.ts";

/** The columns of a file, in order; the names are those of the records. */
export function taskLogColumns(maxTargets: number): readonly StreamColumn[] {
  const doubles = (...names: readonly (keyof TaskRecords)[]) =>
    names.map((name) => ({ name, type: "double" as const }));
  return [
    { name: "task", type: "bigint" },
    { name: "home", type: "integer" },
    ...doubles("arrivalSeconds", "inputBits", "cycles", "deadlineSeconds"),
    { name: "targets", type: "integer[]", mostEntries: maxTargets },
    ...doubles("offloadRatio", "computeShare", "bandwidthShare"),
    ...doubles("latencySeconds", "uplinkSeconds", "transferSeconds", "linkWaitSeconds"),
    ...doubles("computeWaitSeconds", "computeSeconds", "recoverySeconds", "energyJoules"),
    { name: "restarts", type: "integer" },
    { name: "dropped", type: "boolean" },
  ];
}

export class TaskLog {
  readonly #file: ParquetStream;

  private constructor(file: ParquetStream) {
    this.#file = file;
  }

  /** @throws EdgeflockError("output") when the file cannot be created */
  static async open(path: string, maxTargets: number): Promise<TaskLog> {
    return new TaskLog(await ParquetStream.open(path, taskLogColumns(maxTargets)));
  }

  /** Appends tasks; waits while the encoder is behind. */
  async append({ count, ...columns }: TaskRecords): Promise<void> {
    await this.#file.append(columns, count);
  }

  /** Puts the file in its place. */
  async close(): Promise<void> {
    await this.#file.close();
  }

  /** Leaves no file. */
  async abort(): Promise<void> {
    await this.#file.abort();
  }
}

/** All tasks of a simulation that has run to completion, in order of arrival. */
export function recordsOf({ tasks, outcomes }: Simulator, decisions: DecisionLog): TaskRecords {
  return {
    ...tasks,
    ...decisions,
    ...outcomes,
    task: Float64Array.from({ length: tasks.count }, (_, row) => row),
  };
}
