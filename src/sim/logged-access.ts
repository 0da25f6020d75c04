/** Uploads over recorded throughput: the other kind of access network. Runs in a browser. */
import type { Rng } from "../core/rng.ts";
import type { TaskTable } from "./task-table.ts";
import { secondsToSend, type ThroughputLog } from "./throughput-log.ts";

export interface LoggedAccessSpec {
  /** At least one. */
  readonly logs: readonly ThroughputLog[];
  /** Factor on the logs' throughput, above 0. */
  readonly scale: number;
  /** The user's transmit power `p` [W]. */
  readonly transmitPowerWatts: number;
}

/**
 * Writes `uploadSeconds` and `uploadJoules` of every task. Each user follows one of the logs from a time in it, both
 * drawn uniformly, in the order of the users; an upload begins at its task's arrival. Uploads do not share a log's
 * throughput: each has all of it, as each has a channel of its own in the channel model.
 *
 * @param userOfTask the user of each row, from 0
 */
export function followLogs(
  { logs, scale, transmitPowerWatts }: LoggedAccessSpec,
  tasks: TaskTable,
  userOfTask: Int32Array,
  userCount: number,
  rng: Rng,
): void {
  const logOfUser = new Int32Array(userCount);
  const offsetOfUser = new Float64Array(userCount);
  for (let user = 0; user < userCount; user++) {
    logOfUser[user] = rng.integer(logs.length);
    offsetOfUser[user] = rng.uniform() * logs[logOfUser[user]!]!.endSeconds.at(-1)!;
  }
  for (let row = 0; row < tasks.count; row++) {
    const user = userOfTask[row]!;
    const start = offsetOfUser[user]! + tasks.arrivalSeconds[row]!;
    const seconds = secondsToSend(logs[logOfUser[user]!]!, start, tasks.inputBits[row]!, scale);
    tasks.uploadSeconds[row] = seconds;
    tasks.uploadJoules[row] = transmitPowerWatts * seconds;
  }
}
