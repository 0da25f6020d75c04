/** `tasks.parquet`: every task of the evaluated draws with its decision and what became of it, one row a task and draw. */
import type { DecisionLog } from "../env/index.ts";
import { type CostModel, taskCost } from "../sim/cost.ts";
import type { Simulator } from "../sim/simulator.ts";
import type { Table } from "../tables/index.ts";

const outcomeColumns = [
  "latencySeconds",
  "uplinkSeconds",
  "transferSeconds",
  "linkWaitSeconds",
  "computeWaitSeconds",
  "computeSeconds",
  "energyJoules",
] as const;
const taskColumns = ["arrivalSeconds", "inputBits", "cycles", "deadlineSeconds"] as const;
const shareColumns = ["offloadRatio", "computeShare", "bandwidthShare"] as const;
type DoubleColumn = (typeof outcomeColumns | typeof taskColumns | typeof shareColumns)[number] | "cost";

export class TasksTable {
  readonly #salt: string[] = [];
  readonly #id: number[] = [];
  readonly #home: number[] = [];
  readonly #targets: number[][] = [];
  readonly #dropped: boolean[] = [];
  readonly #doubles = new Map<DoubleColumn, number[]>(
    [...taskColumns, ...shareColumns, ...outcomeColumns, "cost" as const].map((name) => [name, []]),
  );

  /** Appends the tasks of one draw; `id` is a task's row in the window. */
  add(salt: string, { tasks, outcomes, network }: Simulator, decisions: DecisionLog, cost: CostModel): void {
    const push = (name: DoubleColumn, value: number) => this.#doubles.get(name)!.push(value);
    for (let row = 0; row < tasks.count; row++) {
      const first = row * network.maxTargets;
      this.#salt.push(salt);
      this.#id.push(row);
      this.#home.push(tasks.home[row]!);
      this.#targets.push(
        Array.from(decisions.targets.subarray(first, first + network.maxTargets)).filter((n) => n >= 0),
      );
      this.#dropped.push(outcomes.dropped[row] === 1);
      for (const name of taskColumns) push(name, tasks[name][row]!);
      for (const name of shareColumns) push(name, decisions[name][row]!);
      for (const name of outcomeColumns) push(name, outcomes[name][row]!);
      push("cost", taskCost(cost, outcomes, row));
    }
  }

  table(): Table {
    const doubles = (names: readonly DoubleColumn[]) =>
      Object.fromEntries(
        names.map((name) => [name, { type: "double" as const, values: this.#doubles.get(name)! }]),
      );
    return {
      salt: { type: "varchar", values: this.#salt },
      id: { type: "integer", values: this.#id },
      home: { type: "integer", values: this.#home },
      ...doubles(taskColumns),
      targets: { type: "integer[]", values: this.#targets },
      ...doubles([...shareColumns, ...outcomeColumns, "cost"]),
      dropped: { type: "boolean", values: this.#dropped },
    };
  }
}
