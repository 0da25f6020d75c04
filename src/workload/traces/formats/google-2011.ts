/**
 * Task events of the Google cluster trace of 2011 (clusterdata-2011-2, trace v2.1): one task for the first SUBMIT of
 * each (job, task index) in the trace window.
 */
import type { LeaveOut, TraceFormat, TraceLayout } from "../trace-format.ts";

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
};

export const google2011 = {
  name: "google-2011",
  title: "Google cluster trace of 2011 (clusterdata-2011-2)",
  citation: 'Reiss, Wilkes, Hellerstein, "Google cluster-usage traces: format + schema", 2011',
  fetch:
    "Fetch task_events/part-00000-of-00500.csv.gz and part-00001-of-00500.csv.gz from the public Google Cloud Storage " +
    "bucket clusterdata-2011-2 (format: ClusterData2011_2.md in github.com/google/cluster-data), and name their folder " +
    "with --trace.",
  layouts: [taskEvents],
  units: { work: "a CPU request of 1, the largest machine", input: "a memory request of 1" },
  defaults: { cyclesPerUnit: 4e10, bitsPerUnit: 2e8, timeScale: 0.1, perJobLimit: 8 },
  whenEmpty: "Use parts of task_events that reach beyond the first 600 s of the trace.",
} as const satisfies TraceFormat;
