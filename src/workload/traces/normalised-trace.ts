/**
 * The normalised form of a trace: one Parquet file of its tasks, in order of time, that remembers which format it was made
 * from. docs/traces.md describes its columns. It is read wherever the trace itself is. Node only.
 */
import type { DuckDBConnection } from "@duckdb/node-api";
import { z } from "zod";
import { quoted } from "../../core/duckdb.ts";
import { EdgeflockError } from "../../core/errors.ts";
import type { TraceFile } from "./trace-file.ts";
import type { TraceColumn, TraceFormat, TraceLayout } from "./trace-format.ts";

/** The key of what the file says of itself, among Parquet's key-value metadata. */
export const metadataKey = "edgeflock_trace";

const metadataSchema = z.object({
  version: z.literal(1),
  format: z.string(),
  variant: z.string().nullable(),
  title: z.string(),
  citation: z.string(),
  units: z.object({ work: z.string(), input: z.string() }),
  files: z.array(z.object({ name: z.string(), rows: z.number() })),
  rows: z.number(),
  tasks: z.number(),
  skipped: z.record(z.string(), z.number()),
});

export type NormalisedMetadata = z.output<typeof metadataSchema>;

const columns: readonly TraceColumn[] = [
  {
    name: "arrival_seconds",
    type: "DOUBLE",
    required: true,
    refuse: "not isfinite(arrival_seconds)",
  },
  { name: "job", type: "VARCHAR", required: true },
  { name: "user", type: "VARCHAR" },
  { name: "class", type: "VARCHAR" },
  { name: "job_name", type: "VARCHAR" },
  { name: "work", type: "DOUBLE", required: true, refuse: "not (work > 0 and isfinite(work))" },
  { name: "input", type: "DOUBLE", required: true, refuse: "not (input >= 0 and isfinite(input))" },
  { name: "output", type: "DOUBLE", refuse: "not (output >= 0 and isfinite(output))" },
  { name: "deadline_seconds", type: "DOUBLE", refuse: "not deadline_seconds > 0" },
];

/** SQL names of the columns, in the order of the file. */
export const normalisedColumns = columns.map(({ name }) => quoted(name, '"')).join(", ");

/** Whether a file has the columns of the normalised form. */
export function looksNormalised({ kind, names }: TraceFile): boolean {
  return kind === "parquet" && names.join() === columns.map(({ name }) => name).join();
}

/** What a normalised file says of itself; null when the file is none. */
export async function normalisedMetadata(
  connection: DuckDBConnection,
  file: TraceFile,
): Promise<NormalisedMetadata | null> {
  if (!looksNormalised(file)) return null;
  const read = await connection.runAndReadAll(
    `select decode(value) from parquet_kv_metadata(${quoted(file.path, "'")}) where decode(key) = '${metadataKey}'`,
  );
  const text = read.getRowsJS()[0]?.[0];
  if (typeof text !== "string") return null;
  const parsed = metadataSchema.safeParse(parsedJson(text));
  if (parsed.success) return parsed.data;
  throw new EdgeflockError(
    "trace",
    `${file.path}: was written by another version of Edgeflock`,
    "Convert the trace again.",
  );
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** How a normalised file of a format is read. */
export function normalisedLayout(format: TraceFormat): TraceLayout {
  const classNames = format.layouts.some(({ task }) => task.classNames);
  return {
    header: true,
    columns,
    expected: "A file that trace convert wrote is read as it is. Convert the trace again.",
    leaveOut: [],
    task: {
      time: "arrival_seconds",
      timePerSecond: 1,
      timeOrigin: 0,
      job: "job",
      user: '"user"',
      class: "class",
      ...(classNames ? { classNames } : {}),
      jobName: "job_name",
      work: "work",
      input: "input",
      output: "output",
      deadlineSeconds: "deadline_seconds",
    },
  };
}

/** @throws EdgeflockError("trace") when a normalised file was made from another format than the scenario's */
export function refuseOtherSource(file: TraceFile, made: NormalisedMetadata, format: TraceFormat): void {
  if (made.format === format.name && (made.variant ?? undefined) === format.variant) return;
  const of = (name: string, variant: string | null | undefined) => (variant ? `${name} (${variant})` : name);
  throw new EdgeflockError(
    "trace",
    `${file.path}: was made from a trace of the format ${of(made.format, made.variant)}, not ${of(format.name, format.variant)}`,
    "Name the trace that the scenario is for, or set workload.kind to the format that the file was made from.",
  );
}
