/**
 * Google's cluster-usage traces of 2019 (v3): one task for the first SUBMIT of each (collection, instance index) in the
 * trace window. Two layouts: the instance_events table, as published or exported, and the set "google-2019-cluster-sample"
 * on Kaggle, which joins instance and collection events with usage.
 *
 * Event types are numbered differently from the trace of 2011: 0 SUBMIT, 1 QUEUE, 2 ENABLE, 3 SCHEDULE, 4 EVICT, 5 FAIL,
 * 6 FINISH, 7 KILL, 8 LOST, 9 UPDATE_PENDING, 10 UPDATE_RUNNING. Only SUBMIT counts, by number or by name.
 */
import type { LeaveOut, TraceColumn, TraceFormat, TraceLayout } from "../trace-format.ts";

/** The trace window begins at 600 s; time 2^63-1 stands for "after the trace" (both in µs). */
const windowStart = 600_000_000;
const afterTrace = "9223372036854775807";

const typeNames = [
  ...["SUBMIT", "QUEUE", "ENABLE", "SCHEDULE", "EVICT", "FAIL", "FINISH", "KILL", "LOST"],
  ...["UPDATE_PENDING", "UPDATE_RUNNING"],
];
const known = typeNames.flatMap((name, type) => [`'${type}'`, `'${name}'`]).join(", ");
const refuseType = (column: string) => `upper(${column}) not in (${known})`;

/** The same tests for both layouts. */
function leaveOut(repeatOf: readonly string[]): readonly LeaveOut[] {
  return [
    {
      reason: "before the trace window (time below 600 s: the initial snapshot)",
      where: `time < ${windowStart}`,
    },
    { reason: "after the trace window (time 2^63-1)", where: `time >= ${afterTrace}` },
    { reason: "not a SUBMIT event", where: "upper(type) not in ('0', 'SUBMIT')" },
    {
      reason: "an instance of an alloc set: reserved resources, no task",
      where: "upper(collection_type) in ('1', 'ALLOC_SET')",
    },
    { reason: "an instance submitted again", repeatOf },
    {
      reason: "no or zero CPU request, or no memory request",
      where: "cpus is null or cpus = 0 or memory is null",
    },
  ];
}

const collectionType: TraceColumn = { name: "collection_type", type: "VARCHAR", optional: true };
const schedulingClass: TraceColumn = {
  name: "scheduling_class",
  type: "UTINYINT",
  optional: true,
  refuse: "scheduling_class > 3",
};
const refuseRequest = (name: string) => `${name} < 0 or not isfinite(${name})`;

const instanceEvents: TraceLayout = {
  folder: "instance_events",
  files: /^instance[-_](events|sample)/,
  header: true,
  quote: '"',
  columns: [
    { name: "time", type: "UBIGINT", required: true },
    { name: "type", type: "VARCHAR", required: true, refuse: refuseType("type") },
    { name: "collection_id", type: "UBIGINT", required: true },
    { name: "instance_index", type: "BIGINT", required: true },
    schedulingClass,
    collectionType,
    {
      name: "cpus",
      type: "DOUBLE",
      label: "resource_request.cpus",
      refuse: refuseRequest("cpus"),
    },
    {
      name: "memory",
      type: "DOUBLE",
      label: "resource_request.memory",
      refuse: refuseRequest("memory"),
    },
  ],
  expected:
    "A file of instance_events (cluster-usage traces v3) names time, type, collection_id, instance_index, " +
    "resource_request.cpus and resource_request.memory, in CSV with a header line, in JSON, or in Parquet.",
  leaveOut: leaveOut(["collection_id", "instance_index"]),
  task: {
    time: "time",
    timePerSecond: 1e6,
    timeOrigin: windowStart,
    job: "collection_id",
    user: null,
    class: "scheduling_class",
    work: "cpus",
    input: "memory",
  },
  side: {
    folder: "collection_events",
    files: /^collection[-_](events|sample)/,
    header: true,
    columns: [
      { name: "collection_id", type: "UBIGINT", required: true },
      { name: "user", type: "VARCHAR", optional: true },
      schedulingClass,
      { name: "collection_logical_name", type: "VARCHAR", optional: true },
    ],
    expected:
      "A file of collection_events (cluster-usage traces v3) names collection_id, and, where known, user, scheduling_class " +
      "and collection_logical_name.",
    key: "collection_id",
    matches: "collection_id",
    gives: { user: '"user"', class: "scheduling_class", jobName: "collection_logical_name" },
  },
};

/** `resource_request` is a Python dictionary as text: "{'cpus': 0.02, 'memory': 0.01}", or None for a value. */
const requested = (key: string) =>
  `try_cast(regexp_extract(resource_request, '''${key}'': *([^,}]+)', 1) as double)`;

/**
 * Times and IDs may have been rounded by a spreadsheet ("2.51731E+12"): times are then right to 6 digits, and the IDs of
 * different collections become one. The user and the name still tell most of these apart.
 */
const kaggle: TraceLayout = {
  files: /^borg_traces_data/,
  header: true,
  quote: '"',
  columns: [
    { name: "time", type: "DOUBLE", required: true, refuse: "time < 0 or not isfinite(time)" },
    {
      name: "type",
      type: "VARCHAR",
      label: "instance_events_type",
      required: true,
      refuse: refuseType("type"),
    },
    { name: "collection_id", type: "VARCHAR", required: true },
    { name: "instance_index", type: "VARCHAR", required: true },
    schedulingClass,
    collectionType,
    { name: "resource_request", type: "VARCHAR" },
    {
      name: "user",
      type: "VARCHAR",
      optional: true,
    },
    { name: "collection_name", type: "VARCHAR", optional: true },
    { name: "collection_logical_name", type: "VARCHAR", optional: true },
  ],
  computed: [
    { name: "cpus", label: "resource_request", sql: requested("cpus"), refuse: refuseRequest("cpus") },
    { name: "memory", label: "resource_request", sql: requested("memory"), refuse: refuseRequest("memory") },
  ],
  expected:
    'The set "google-2019-cluster-sample" (borg_traces_data.csv) is CSV with a header that names time, instance_events_type, ' +
    "collection_id, instance_index and resource_request; quoted fields may hold line breaks.",
  leaveOut: leaveOut(["collection_id", "instance_index", '"user"', "collection_name"]),
  task: {
    time: "time",
    timePerSecond: 1e6,
    timeOrigin: windowStart,
    job: "collection_id",
    user: '"user"',
    class: "scheduling_class",
    jobName: "collection_logical_name",
    work: "cpus",
    input: "memory",
  },
};

export const google2019 = {
  name: "google-2019",
  title: "Google cluster-usage traces of 2019 (v3)",
  citation:
    'Wilkes, "Google cluster-usage traces v3", 2020; Tirmazi et al., "Borg: the next generation", EuroSys 2020',
  fetch:
    "Export instance_events (and collection_events) of a cell from BigQuery (github.com/google/cluster-data, " +
    "ClusterData2019.md) as CSV, JSON or Parquet, or fetch borg_traces_data.csv of the set google-2019-cluster-sample on " +
    "Kaggle, and name the folder or file with --trace.",
  layouts: [instanceEvents, kaggle],
  units: { work: "a CPU request of 1, the largest machine", input: "a memory request of 1" },
  defaults: { cyclesPerUnit: 4e10, bitsPerUnit: 2e8, timeScale: 0.1, perJobLimit: 8 },
  whenEmpty: "Use a file with SUBMIT events (type 0) after the first 600 s of the trace.",
} as const satisfies TraceFormat;
