/**
 * Batch tasks of the Alibaba cluster trace of 2017 (cluster-trace-v2017): one task for each row with a request that was
 * created within the trace. A row stands for `instances` equal instances; the task is one of them, as an instance is what
 * is scheduled, and what the request is of.
 */
import type { LeaveOut, TaskColumns, TraceColumn, TraceFormat } from "../trace-format.ts";

/** CPUs of a machine, in the units of the request: 64 of them, 100 for each. */
const machineCpus = "6400.0";

const states = "('Ready', 'Waiting', 'Running', 'Terminated', 'Failed', 'Cancelled')";

/** In the order of the files as Alibaba publishes them; the labels are those of the copies that have a header. */
const columns: readonly TraceColumn[] = [
  {
    name: "created",
    type: "DOUBLE",
    label: "task_create_time",
    aliases: ["create_timestamp"],
    required: true,
    refuse: "not isfinite(created)",
  },
  { name: "ended", type: "DOUBLE", label: "task_end_time", aliases: ["modify_timestamp"], optional: true },
  { name: "job", type: "VARCHAR", label: "job_id", required: true },
  { name: "task", type: "VARCHAR", label: "task_id", required: true },
  {
    name: "instances",
    type: "DOUBLE",
    label: "number_of_instances",
    aliases: ["instance_num"],
    optional: true,
  },
  { name: "status", type: "VARCHAR", refuse: `status not in ${states}` },
  {
    name: "cpus",
    type: "DOUBLE",
    label: "number_of_cpus_requested_per_instance_in_the_task",
    aliases: ["plan_cpu"],
    refuse: "cpus < 0 or not isfinite(cpus)",
  },
  {
    name: "memory",
    type: "DOUBLE",
    label: "normalized_memory_requested_per_instance_in_the_task",
    aliases: ["plan_mem"],
    refuse: "memory < 0 or not isfinite(memory)",
  },
];

const leaveOut: readonly LeaveOut[] = [
  { reason: "before the trace (created at a time of 0 or below)", where: "created <= 0" },
  { reason: "a task listed again", repeatOf: ["job", "task"] },
  {
    reason: "no request (not initialised yet: status Waiting, mostly)",
    where: "cpus is null or cpus = 0 or memory is null",
  },
];

const task: TaskColumns = {
  time: "created",
  timePerSecond: 1,
  timeOrigin: 0,
  job: "job",
  user: null,
  class: null,
  work: `cpus / ${machineCpus}`,
  input: "memory",
};

const expected =
  "batch_task.csv of cluster-trace-v2017 has 8 comma-separated columns (create time, end time, job ID, task ID, number of " +
  "instances, status, CPUs per instance with 100 for one core, memory per instance from 0 to 1), with or without a header line.";

export const alibaba2017 = {
  name: "alibaba-2017",
  title: "Alibaba cluster trace of 2017 (cluster-trace-v2017, batch tasks)",
  citation: "Alibaba Cluster Trace Program, cluster-trace-v2017, github.com/alibaba/clusterdata",
  fetch:
    "Fetch cluster-trace-v2017 (github.com/alibaba/clusterdata tells how), and name its batch_task.csv with --trace.",
  layouts: [
    { files: /batch_task/i, header: true, columns, expected, leaveOut, task },
    { files: /batch_task/i, header: false, columns, expected, leaveOut, task },
  ],
  units: {
    work: "a request of all 64 CPUs of a machine",
    input: "a memory request of 1, the largest machine",
  },
  defaults: { cyclesPerUnit: 4e10, bitsPerUnit: 2e8, timeScale: 0.03, perJobLimit: 8 },
  whenEmpty: "Use a batch_task.csv whose tasks have a create time above 0 and a request of CPUs and memory.",
} as const satisfies TraceFormat;
