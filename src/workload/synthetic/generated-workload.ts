/** All tasks of a generator as a table, as those of a trace would be. */
import { EdgeflockError } from "../../core/errors.ts";
import { beyondJobLimit } from "../import-report.ts";
import type { Workload } from "../workload.ts";
import { blankTask, type Generator, generatedJobId } from "./generator.ts";

/** More take gigabytes, and are better made as they are needed. */
const mostTasksOfTable = 10_000_000;

/**
 * @param source what the report calls it: the kind of generator
 * @throws EdgeflockError("scenario") when there are too many tasks for a table
 */
export function generatedWorkload(
  source: string,
  generator: Generator,
  outputRatio: number,
  mostTasks = mostTasksOfTable,
): Workload {
  const columns = new GrowingColumns();
  const jobIds: string[] = [];
  const fixedHomes: number[] = [];
  const task = blankTask();
  let bound = false;
  let count = 0;
  for (; generator.next(task); count++) {
    if (count === mostTasks) {
      throw new EdgeflockError(
        "scenario",
        `the workload (${source}) has more than ${mostTasks.toLocaleString("en-US")} tasks, too many to hold at once`,
        "Lower durationSeconds or the rate; or simulate it as a stream, with --stream.",
      );
    }
    for (let job = jobIds.length; job <= task.job; job++) {
      jobIds.push(generatedJobId(job));
      fixedHomes.push(-1);
    }
    if (task.home >= 0) {
      fixedHomes[task.job] = task.home;
      bound = true;
    }
    if (count === columns.capacity) columns.grow();
    columns.arrivalSeconds[count] = task.arrivalSeconds;
    columns.inputBits[count] = task.inputBits;
    columns.cycles[count] = task.cycles;
    columns.deadlineSeconds[count] = task.deadlineSeconds;
    columns.job[count] = task.job;
    columns.user[count] = task.user;
    columns.schedulingClass[count] = task.schedulingClass;
  }
  const left = generator.beyondJobLimit;
  return {
    count,
    arrivalSeconds: columns.arrivalSeconds.slice(0, count),
    inputBits: columns.inputBits.slice(0, count),
    cycles: columns.cycles.slice(0, count),
    deadlineSeconds: columns.deadlineSeconds.slice(0, count),
    outputRatio: new Float64Array(count).fill(outputRatio),
    job: columns.job.slice(0, count),
    jobIds,
    user: columns.user.slice(0, count),
    schedulingClass: columns.schedulingClass.slice(0, count),
    ...(bound ? { fixedHomes: Int32Array.from(fixedHomes) } : {}),
    report: {
      source,
      files: [],
      rows: count + left,
      tasks: count,
      skipped: { [beyondJobLimit]: left },
    },
  };
}

/** Twice as long each time: how many tasks there will be is not known before. */
class GrowingColumns {
  capacity = 1024;
  arrivalSeconds = new Float64Array(this.capacity);
  inputBits = new Float64Array(this.capacity);
  cycles = new Float64Array(this.capacity);
  deadlineSeconds = new Float64Array(this.capacity);
  job = new Int32Array(this.capacity);
  user = new Int32Array(this.capacity);
  schedulingClass = new Int32Array(this.capacity);

  grow(): void {
    const capacity = 2 * this.capacity;
    const floats = (from: Float64Array) => {
      const to = new Float64Array(capacity);
      to.set(from);
      return to;
    };
    const integers = (from: Int32Array) => {
      const to = new Int32Array(capacity);
      to.set(from);
      return to;
    };
    this.arrivalSeconds = floats(this.arrivalSeconds);
    this.inputBits = floats(this.inputBits);
    this.cycles = floats(this.cycles);
    this.deadlineSeconds = floats(this.deadlineSeconds);
    this.job = integers(this.job);
    this.user = integers(this.user);
    this.schedulingClass = integers(this.schedulingClass);
    this.capacity = capacity;
  }
}
