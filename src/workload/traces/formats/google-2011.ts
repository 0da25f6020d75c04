/**
 * The Google cluster trace of 2011 (clusterdata-2011-2, trace v2.1), as two formats: one task for the first SUBMIT of
 * each (job, task index) in the trace window, and one task for each job.
 */
import type { LeaveOut, SideTable, TraceColumn, TraceFormat, TraceLayout } from "../trace-format.ts";

/** The trace window begins at 600 s; time 2^63-1 stands for "after the trace" (both in µs). */
const windowStart = 600_000_000;
const afterTrace = "9223372036854775807";

const outsideWindow: readonly LeaveOut[] = [
  {
    reason: "before the trace window (time below 600 s: the initial snapshot)",
    where: `time < ${windowStart}`,
  },
  { reason: "after the trace window (time 2^63-1)", where: `time >= ${afterTrace}` },
];
const notSubmit: LeaveOut = { reason: "not a SUBMIT event", where: "type <> 0" };

/** JSON leaves out what is empty: files without it are still this table, whose events are not all submits. */
const jobColumns: readonly TraceColumn[] = [
  { name: "time", type: "UBIGINT", required: true },
  { name: "missing", type: "VARCHAR", label: "missing info", optional: true },
  { name: "job", type: "UBIGINT", label: "job ID", required: true },
  { name: "type", type: "UTINYINT", label: "event type", required: true, refuse: "type > 8" },
  { name: "user", type: "VARCHAR", optional: true },
  { name: "class", type: "UTINYINT", label: "scheduling class", optional: true, refuse: "class > 3" },
  { name: "name", type: "VARCHAR", label: "job name", optional: true },
  { name: "logical", type: "VARCHAR", label: "logical job name", optional: true },
];
const expectedJobs =
  "A part of job_events of clusterdata-2011-2 has 8 comma-separated columns (time, missing info, job ID, event type, user, " +
  "scheduling class, job name, logical job name) and no header line.";

const jobEvents: SideTable = {
  folder: "job_events",
  header: false,
  columns: jobColumns,
  expected: expectedJobs,
  where: "logical is not null",
  key: "job",
  matches: "job",
  gives: { jobName: "logical" },
};

const taskEvents: TraceLayout = {
  folder: "task_events",
  header: false,
  columns: [
    { name: "time", type: "UBIGINT", required: true },
    { name: "missing", type: "VARCHAR", label: "missing info" },
    { name: "job", type: "UBIGINT", label: "job ID", required: true },
    { name: "task", type: "UINTEGER", label: "task index", required: true },
    { name: "machine", type: "VARCHAR", label: "machine ID" },
    { name: "type", type: "UTINYINT", label: "event type", required: true, refuse: "type > 8" },
    { name: "user", type: "VARCHAR" },
    { name: "class", type: "UTINYINT", label: "scheduling class", refuse: "class > 3" },
    { name: "priority", type: "VARCHAR" },
    { name: "cpu", type: "DOUBLE", label: "CPU request", refuse: "cpu < 0 or not isfinite(cpu)" },
    {
      name: "memory",
      type: "DOUBLE",
      label: "memory request",
      refuse: "memory < 0 or not isfinite(memory)",
    },
    { name: "disk", type: "VARCHAR", label: "disk request" },
    { name: "different", type: "VARCHAR", label: "different-machine restriction" },
  ],
  expected:
    "A part of task_events of clusterdata-2011-2 has 13 comma-separated columns (time, missing info, job ID, task index, " +
    "machine ID, event type, user, scheduling class, priority, CPU, memory and disk request, different-machine) and no header line.",
  leaveOut: [
    ...outsideWindow,
    notSubmit,
    { reason: "a task submitted again", repeatOf: ["job", "task"] },
    {
      reason: "no or zero CPU request, or no memory request",
      where: "cpu is null or cpu = 0 or memory is null",
    },
  ],
  task: {
    time: "time",
    timePerSecond: 1e6,
    timeOrigin: windowStart,
    job: "job",
    user: '"user"',
    class: "class",
    work: "cpu",
    input: "memory",
  },
  side: jobEvents,
};

const source = {
  citation: 'Reiss, Wilkes, Hellerstein, "Google cluster-usage traces: format + schema", 2011',
  bucket:
    "the public Google Cloud Storage bucket clusterdata-2011-2 (format: ClusterData2011_2.md in github.com/google/cluster-data)",
};

export const google2011 = {
  name: "google-2011",
  title: "Google cluster trace of 2011 (clusterdata-2011-2)",
  citation: source.citation,
  fetch: `Fetch task_events/part-00000-of-00500.csv.gz and part-00001-of-00500.csv.gz from ${source.bucket}, and name their folder with --trace.`,
  layouts: [taskEvents],
  units: { work: "a CPU request of 1, the largest machine", input: "a memory request of 1" },
  defaults: { cyclesPerUnit: 4e10, bitsPerUnit: 2e8, timeScale: 0.1, perJobLimit: 8 },
  whenEmpty: "Use parts of task_events that reach beyond the first 600 s of the trace.",
} as const satisfies TraceFormat;

/** The same with every SUBMIT: what the cell had to place again after failures and evictions is load too. */
export const google2011Resubmits: TraceFormat = {
  ...google2011,
  variant: "resubmits kept",
  layouts: [{ ...taskEvents, leaveOut: taskEvents.leaveOut.filter((test) => !("repeatOf" in test)) }],
};

/** The jobs of an arrival each. What a job asks for is not in this table: each asks for one unit. */
const jobTask = {
  time: "time",
  timePerSecond: 1e6,
  timeOrigin: windowStart,
  job: "job",
  user: '"user"',
  class: "class",
  work: "1",
  input: "1",
} as const;
const jobAgain: LeaveOut = { reason: "a job submitted again", repeatOf: ["job"] };

export const google2011Jobs = {
  name: "google-2011-jobs",
  title: "Google cluster trace of 2011 (clusterdata-2011-2), its jobs",
  partOf: "google-2011",
  citation: source.citation,
  fetch: `Fetch parts of job_events from ${source.bucket}, and name their folder with --trace.`,
  layouts: [
    {
      folder: "job_events",
      header: false,
      columns: jobColumns,
      expected: expectedJobs,
      leaveOut: [...outsideWindow, notSubmit, jobAgain],
      task: { ...jobTask, jobName: "logical" },
    },
    {
      files: /^job_submits/,
      header: true,
      columns: [
        { name: "time", type: "UBIGINT", label: "time_us", required: true },
        { name: "job", type: "UBIGINT", label: "job_id", required: true },
        { name: "class", type: "UTINYINT", label: "scheduling_class", refuse: "class > 3" },
        { name: "user", type: "VARCHAR" },
      ],
      expected:
        "A list of job submits is CSV with a header that names time_us, job_id, scheduling_class and user.",
      leaveOut: [...outsideWindow, jobAgain],
      task: jobTask,
    },
  ],
  units: { work: "a job", input: "a job" },
  defaults: { cyclesPerUnit: 1e9, bitsPerUnit: 6e6, timeScale: 0.1, perJobLimit: 8 },
  whenEmpty: "Use parts of job_events that reach beyond the first 600 s of the trace.",
} as const satisfies TraceFormat;
