/** What every generator of tasks is: one task after the other, for as long as wanted, in memory that does not grow. */

/** A task as a generator makes it. */
export interface GeneratedTask {
  /** Arrival [s]. */
  arrivalSeconds: number;
  /** Jobs are numbered from 0 by their first task. */
  job: number;
  /** The server that the job is bound to; −1 where the salt draws it by the job's id. */
  home: number;
  user: number;
  /** −1 when unknown. */
  schedulingClass: number;
  /** Work [cycles]. */
  cycles: number;
  inputBits: number;
  /** From arrival [s]; Infinity for none. */
  deadlineSeconds: number;
}

export interface Generator {
  /** Overwrites `task` with the next one, in order of arrival; false, again and again, when there is none. */
  next(task: GeneratedTask): boolean;
  /** Tasks that were made so far and left out, because their jobs had enough. */
  readonly beyondJobLimit: number;
}

/** For `Generator.next` to write to. */
export function blankTask(): GeneratedTask {
  return {
    arrivalSeconds: 0,
    job: 0,
    home: -1,
    user: 0,
    schedulingClass: -1,
    cycles: 0,
    inputBits: 0,
    deadlineSeconds: 0,
  };
}

/** What stands for the id of a trace's job. */
export function generatedJobId(job: number): string {
  return String(job + 1);
}
