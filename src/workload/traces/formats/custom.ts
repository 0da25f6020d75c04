/** A trace of anybody's own: any table, with its columns named in the scenario. */
import type { LeaveOut, TraceColumn, TraceFormat, TraceLayout } from "../trace-format.ts";

/** Seconds in a unit of time; "timestamp" is a date and time, UTC where it names no zone. */
const perSecond = { s: 1, ms: 1e3, us: 1e6, ns: 1e9 } as const;
export type TimeUnit = keyof typeof perSecond;
export const timeUnits = Object.keys(perSecond) as [TimeUnit, ...TimeUnit[]];

const bitsPer = {
  bit: 1,
  byte: 8,
  kB: 8e3,
  MB: 8e6,
  GB: 8e9,
  KiB: 8 * 2 ** 10,
  MiB: 8 * 2 ** 20,
  GiB: 8 * 2 ** 30,
} as const;
export type SizeUnit = keyof typeof bitsPer;
export const sizeUnits = Object.keys(bitsPer) as [SizeUnit, ...SizeUnit[]];

/** A column by its name, or by its place from 1 in CSV files without a header. */
interface Column {
  readonly column: string | number;
}
/** A column, or the same number for every task. */
interface ColumnOrValue {
  readonly column?: string | number | undefined;
  readonly value?: number | undefined;
}
type Sized = ColumnOrValue & { readonly unit: SizeUnit };

export interface CustomColumns {
  readonly arrival: Column & { readonly unit: TimeUnit | "timestamp" };
  /** In units of `cyclesPerUnit`. Either this, or both `cpu` and `duration`. */
  readonly work?: ColumnOrValue | undefined;
  readonly cpu?: ColumnOrValue | undefined;
  readonly duration?: (Column & { readonly unit: TimeUnit }) | undefined;
  readonly input: Sized;
  readonly output?: Sized | undefined;
  readonly deadline?: (Column & { readonly unit: TimeUnit }) | undefined;
  readonly job?: Column | undefined;
  readonly user?: Column | undefined;
  readonly class?: Column | undefined;
}

export interface CustomTrace {
  readonly columns: CustomColumns;
  readonly header: boolean;
  readonly delimiter?: string | undefined;
}

export function customFormat({ columns, header, delimiter }: CustomTrace): TraceFormat {
  return {
    name: "custom",
    title: "trace that workload.columns describes",
    citation: "none",
    fetch: "Name your table with --trace: CSV, JSON or Parquet, a file, a folder, or a pattern.",
    layouts: [layoutOf(columns, header, delimiter)],
    units: { work: "one in the column of the work", input: "one bit" },
    defaults: customDefaults,
    whenEmpty: "Check workload.columns: rows need an arrival time, work above 0, and an input size.",
  };
}

export const customDefaults = { cyclesPerUnit: 1, bitsPerUnit: 1, timeScale: 1, perJobLimit: 1e9 };

function layoutOf(columns: CustomColumns, header: boolean, delimiter: string | undefined): TraceLayout {
  const { arrival, input, output, deadline } = columns;
  return {
    header,
    quote: '"',
    ...(delimiter === undefined ? {} : { delimiter }),
    columns: listedOf(columns),
    expected: `The columns of the file are those that workload.columns of the scenario names; ${
      header
        ? "CSV files begin with a line of names."
        : "CSV files have no header line: columns are numbered from 1."
    }`,
    leaveOut: testsOf(columns),
    task: {
      time: arrival.unit === "timestamp" ? "epoch_ns(arrival)" : "arrival",
      timePerSecond: arrival.unit === "timestamp" ? 1e9 : perSecond[arrival.unit],
      timeOrigin: "first task",
      job: columns.job === undefined ? null : "job",
      user: columns.user === undefined ? null : '"user"',
      class: columns.class === undefined ? null : '"class"',
      classNames: true,
      work: workSql(columns),
      input: sizeSql("input", input),
      ...(output === undefined ? {} : { output: sizeSql("output", output) }),
      ...(deadline === undefined ? {} : { deadlineSeconds: `deadline / ${perSecond[deadline.unit]}` }),
    },
  };
}

function listedOf(columns: CustomColumns): TraceColumn[] {
  const { arrival } = columns;
  const negative = (name: string) => `${name} < 0 or not isfinite(${name})`;
  const number = (name: "work" | "cpu" | "duration" | "input" | "output"): TraceColumn[] =>
    columnOf(name, columns[name], "DOUBLE", negative(name));
  return [
    // Nanoseconds since 1970 have more digits than a double.
    ...columnOf(
      "arrival",
      arrival,
      arrival.unit === "timestamp" ? "TIMESTAMP_NS" : arrival.unit === "ns" ? "BIGINT" : "DOUBLE",
      arrival.unit === "ns" ? undefined : "not isfinite(arrival)",
    ),
    ...number("work"),
    ...number("cpu"),
    ...number("duration"),
    ...number("input"),
    ...number("output"),
    ...columnOf("deadline", columns.deadline, "DOUBLE", "deadline <= 0 or not isfinite(deadline)"),
    ...columnOf("job", columns.job, "VARCHAR"),
    ...columnOf("user", columns.user, "VARCHAR"),
    ...columnOf("class", columns.class, "VARCHAR"),
  ];
}

function columnOf(
  name: string,
  told: ColumnOrValue | undefined,
  type: string,
  refuse?: string,
): TraceColumn[] {
  const column = told?.column;
  if (column === undefined) return [];
  const found = typeof column === "string" ? { label: column, chosen: true } : { place: column - 1 };
  return [{ name, type, ...found, ...(refuse === undefined ? {} : { refuse }) }];
}

function testsOf({ work, cpu, duration, job }: CustomColumns): LeaveOut[] {
  const workless =
    work === undefined
      ? `coalesce(${valueSql("cpu", cpu)} * ${valueSql("duration", duration)}, 0) = 0`
      : `coalesce(${valueSql("work", work)}, 0) = 0`;
  return [
    { reason: "no arrival time", where: "arrival is null" },
    { reason: work === undefined ? "no CPU or no duration" : "no work", where: workless },
    ...(job === undefined ? [] : [{ reason: "no job", where: "job is null" }]),
  ];
}

function workSql({ work, cpu, duration }: CustomColumns): string {
  if (work !== undefined) return valueSql("work", work);
  const unit = perSecond[duration?.unit ?? "s"];
  return `${valueSql("cpu", cpu)} * ${valueSql("duration", duration)} / ${unit}`;
}

function sizeSql(name: string, told: Sized): string {
  return `${valueSql(name, told)} * ${bitsPer[told.unit]}`;
}

function valueSql(name: string, told: ColumnOrValue | undefined): string {
  return told?.value === undefined ? name : `${told.value}::double`;
}
