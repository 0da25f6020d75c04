/** Valid rows of every trace format, each of them a task, as the fuzz test damages them. A format is fuzzed by being listed here. */
import type { Rng } from "../../../core/rng.ts";
import { alibaba2017 } from "../formats/alibaba-2017.ts";
import { alibabaGpu2023 } from "../formats/alibaba-gpu-2023.ts";
import { azureFunctions2021 } from "../formats/azure-functions-2021.ts";
import { azureLlm2023 } from "../formats/azure-llm-2023.ts";
import { customFormat } from "../formats/custom.ts";
import { google2011, google2011Jobs } from "../formats/google-2011.ts";
import { google2019 } from "../formats/google-2019.ts";
import { normalisedLayout } from "../normalised-trace.ts";
import type { TraceFormat, TraceLayout } from "../trace-format.ts";

export interface FuzzedTrace {
  readonly name: string;
  readonly format: TraceFormat;
  /** That of the rows: it tells which columns hold numbers, and whether CSV has a header. */
  readonly layout: TraceLayout;
  /** The normalised form is Parquet that says of itself what it is. */
  readonly normalised?: boolean;
  /** The names in the files, in order. */
  readonly names: readonly string[];
  /** The fields of row `k`: another work and another time than those of every other `k`. */
  row(k: number, rng: Rng): (string | number)[];
  /** What tells which row a task was: its work, unless all have the same. */
  readonly knownBy?: "job";
}

/** A number with few digits, none like another's. */
function unique(k: number, rng: Rng): number {
  return (k + 1) / 1024 + rng.integer(32) / 65536;
}

const custom = customFormat({
  header: true,
  columns: {
    arrival: { column: "Start Time", unit: "ms" },
    work: { column: "work" },
    input: { column: "size", unit: "kB" },
    output: { column: "result", unit: "kB" },
    deadline: { column: "due", unit: "s" },
    job: { column: "job" },
    class: { column: "kind" },
  },
});
const taskEventNames = google2011.layouts[0].columns.map(({ name, label }) => label ?? name);
const jobEventNames = google2011Jobs.layouts[0].columns.map(({ name, label }) => label ?? name);
const normalised = normalisedLayout(google2011);

export const fuzzedTraces: readonly FuzzedTrace[] = [
  {
    name: "google-2011",
    format: google2011,
    layout: google2011.layouts[0],
    names: taskEventNames,
    row: (k, rng) => [
      601_000_000 + k * 1_000_001,
      "",
      6_000_000_000 + (k >> 1),
      k,
      "",
      0,
      `user${rng.integer(3)}`,
      rng.integer(4),
      rng.integer(12),
      unique(k, rng),
      rng.uniform(),
      "0.0001",
      "0",
    ],
  },
  {
    name: "google-2011-jobs",
    format: google2011Jobs,
    layout: google2011Jobs.layouts[0],
    names: jobEventNames,
    row: (k, rng) => [
      601_000_000 + k * 1_000_001,
      "",
      6_000_000_000 + k,
      0,
      `user${k % 2}`,
      rng.integer(4),
      `job${k}`,
      "program",
    ],
    knownBy: "job",
  },
  {
    name: "google-2019",
    format: google2019,
    layout: google2019.layouts[0],
    names: [
      "time",
      "type",
      "collection_id",
      "scheduling_class",
      "collection_type",
      "priority",
      "instance_index",
      "resource_request.cpus",
      "resource_request.memory",
    ],
    row: (k, rng) => [
      601_000_000 + k * 1_000_001,
      0,
      380_000_000_000 + (k >> 1),
      rng.integer(4),
      0,
      rng.integer(450),
      k,
      unique(k, rng),
      rng.uniform(),
    ],
  },
  {
    name: "google-2019 (Kaggle)",
    format: google2019,
    layout: google2019.layouts[1],
    names: [
      ...["", "time", "instance_events_type", "collection_id", "scheduling_class", "collection_type"],
      ...["instance_index", "resource_request", "user", "collection_name", "collection_logical_name"],
    ],
    row: (k, rng) => [
      k,
      601_000_000 + k * 1_000_001,
      0,
      380_000_000_000 + (k >> 1),
      rng.integer(4),
      0,
      k,
      `{'cpus': ${unique(k, rng)}, 'memory': ${rng.uniform()}}`,
      `user${k % 3}`,
      "name\nof two lines",
      "program",
    ],
  },
  {
    name: "alibaba-2017",
    format: alibaba2017,
    layout: alibaba2017.layouts[0],
    names: alibaba2017.layouts[0].columns.map(({ name, label }) => label ?? name),
    row: (k, rng) => [
      10 + k * 3,
      500,
      k >> 1,
      k,
      1 + rng.integer(9),
      "Terminated",
      100 * unique(k, rng),
      rng.uniform(),
    ],
  },
  {
    name: "alibaba-2017 (no header)",
    format: alibaba2017,
    layout: alibaba2017.layouts[1],
    names: alibaba2017.layouts[0].columns.map(({ name, label }) => label ?? name),
    row: (k, rng) => [10 + k * 3, 500, k >> 1, k, 2, "Waiting", 100 * unique(k, rng), rng.uniform()],
  },
  {
    name: "alibaba-gpu-2023",
    format: alibabaGpu2023,
    layout: alibabaGpu2023.layouts[0],
    names: ["name", "cpu_milli", "memory_mib", "num_gpu", "qos", "pod_phase", "creation_time"],
    row: (k, rng) => [
      `openb-pod-${k}`,
      1000 * unique(k, rng),
      1 + rng.integer(9000),
      rng.integer(3),
      "LS",
      "Running",
      10_000_001 + 7 * k,
    ],
  },
  {
    name: "azure-llm-2023",
    format: azureLlm2023,
    layout: azureLlm2023.layouts[0],
    names: ["TIMESTAMP", "ContextTokens", "GeneratedTokens"],
    row: (k, rng) => [
      `2023-11-16 18:17:${String(10 + k).padStart(2, "0")}.9799${rng.integer(9)}00`,
      40 * (k + 1),
      rng.integer(30),
    ],
  },
  {
    name: "azure-functions-2021",
    format: azureFunctions2021,
    layout: azureFunctions2021.layouts[0],
    names: ["app", "func", "end_timestamp", "duration"],
    row: (k, rng) => [`app${k % 3}`, `func${k % 4}`, 40 + 2.5 * k, unique(k, rng)],
  },
  {
    name: "custom",
    format: custom,
    layout: custom.layouts[0],
    names: ["job", "extra", "Start Time", "work", "size", "result", "due", "kind"],
    row: (k, rng) => [
      `job${k >> 1}`,
      "a, b",
      1000 + 250 * k,
      unique(k, rng),
      10 + rng.integer(100),
      rng.integer(10),
      1 + rng.integer(5),
      `kind${k % 3}`,
    ],
  },
  {
    name: "normalised",
    format: google2011,
    layout: normalised,
    normalised: true,
    names: normalised.columns.map(({ name }) => name),
    row: (k, rng) => [
      1 + k,
      String(6_000_000_000 + (k >> 1)),
      "user",
      String(k % 4),
      "",
      unique(k, rng),
      rng.uniform(),
      "",
      "",
    ],
  },
];
