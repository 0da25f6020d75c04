/** Reads recorded ways of users from a CSV file with DuckDB. Node only. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { EdgeflockError } from "../../core/errors.ts";
import { checkCompression } from "../traces/check-gzip.ts";
import { kindOf } from "../traces/trace-files.ts";
import type { RecordedUsers } from "./user-traces.ts";

const expected =
  "Ways of users are a CSV file with a header that names user, time [s of the simulated time] and x, y [m], or latitude, " +
  "longitude [degrees] in place of x, y.";

/**
 * The rows of a user may stand anywhere in the file. Of several rows of one user and time the first counts.
 *
 * @throws EdgeflockError("trace") naming file, row and column of the first thing that cannot be read
 */
export async function readUserTraces(path: string): Promise<RecordedUsers> {
  const found = await kindOf(path);
  if (found !== "file") {
    const what = found === "folder" ? "is a folder" : "no such file";
    throw new EdgeflockError("trace", `${path}: ${what}`, `Name the file itself. ${expected}`);
  }
  const compression = await checkCompression(path);
  const { withDuckDb } = await import("../../core/duckdb.ts");
  return withDuckDb(async (connection) => {
    const header = await readRows(connection, path, compression);
    await refuseRejectedRows(connection, path);
    return await tracesOf(connection, path, header);
  });
}

/** Reads the file into the table `listed` as text. Returns the header's names. */
async function readRows(
  connection: DuckDBConnection,
  path: string,
  compression: "gzip" | "none",
): Promise<string[]> {
  const file = `'${path.replaceAll("'", "''")}'`;
  try {
    await connection.run(
      `create table listed as select row_number() over () as row, * from read_csv(${file}, compression = '${compression}',
         delim = ',', header = true, all_varchar = true, skip = 0, store_rejects = true)`,
    );
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).split("\n", 1)[0];
    throw new EdgeflockError("trace", `${path}: cannot be read as CSV (${reason})`, expected, {
      cause: error,
    });
  }
  const described = await connection.runAndReadAll("select * from listed limit 0");
  return described.columnNames().slice(1);
}

async function refuseRejectedRows(connection: DuckDBConnection, path: string): Promise<void> {
  const rejected = await connection.runAndReadAll(
    "select (line - 1)::double as row, error_message as message from reject_errors order by line limit 1",
  );
  const [first] = rejected.getRowObjectsJS() as { row: number; message: string }[];
  if (first === undefined) return;
  throw new EdgeflockError(
    "trace",
    `${path}, row ${first.row}: ${first.message.split("\n", 1)[0]}`,
    expected,
  );
}

async function tracesOf(
  connection: DuckDBConnection,
  path: string,
  header: readonly string[],
): Promise<RecordedUsers> {
  const columnOf = (name: string) => header.find((column) => column.trim().toLowerCase() === name);
  const geographic = columnOf("x") === undefined && columnOf("latitude") !== undefined;
  const names = ["user", "time", ...(geographic ? ["longitude", "latitude"] : ["x", "y"])];
  const columns = names.map((name) => {
    const column = columnOf(name);
    if (column !== undefined) return `"${column.replaceAll('"', '""')}"`;
    throw new EdgeflockError(
      "trace",
      `${path}: no column ${name}; the header has ${header.join(", ")}`,
      expected,
    );
  });
  const texts = columns.map((column, k) => `${column} as text${k}`);
  const numbers = columns.slice(1).map((column, k) => `try_cast(${column} as double) as value${k + 1}`);
  await connection.run(
    `create table samples as select row, ${[...texts, ...numbers].join(", ")} from listed`,
  );
  await refuseBadValues(connection, path, names, geographic);
  // Users by first appearance, each by time; of equal times the first row.
  const read = await connection.runAndReadAll(
    `select value1, value2, value3, min(row) over (partition by text0)::double as first from samples
     qualify row_number() over (partition by text0, value1 order by row) = 1 order by first, value1`,
  );
  const [time = [], x = [], y = [], firstRow = []] = read.getColumnsJS() as number[][];
  const counted = await connection.runAndReadAll("select count(*)::double from samples");
  const [rows] = counted.getRowsJS()[0] as [number];
  if (rows === 0) throw new EdgeflockError("trace", `${path}: the file has no rows`, expected);
  const starts: number[] = [];
  for (let k = 0; k < firstRow.length; k++) if (k === 0 || firstRow[k] !== firstRow[k - 1]) starts.push(k);
  return {
    traces: {
      first: Int32Array.from([...starts, time.length]),
      timeSeconds: Float64Array.from(time),
      x: Float64Array.from(x),
      y: Float64Array.from(y),
    },
    geographic,
    report: {
      what: "users",
      files: [{ path, rows }],
      rows,
      count: starts.length,
      samples: time.length,
      skipped: { "a further row of the same user and time": rows - time.length },
    },
  };
}

async function refuseBadValues(
  connection: DuckDBConnection,
  path: string,
  names: readonly string[],
  geographic: boolean,
): Promise<void> {
  const tests = ["coalesce(text0, '') = ''"];
  for (const [k, most] of [Infinity, geographic ? 180 : Infinity, geographic ? 90 : Infinity].entries()) {
    const value = `value${k + 1}`;
    const beyond = Number.isFinite(most) ? ` or abs(${value}) > ${most}` : "";
    tests.push(`${value} is null or not isfinite(${value})${beyond}`);
  }
  const bad = tests.map((test, k) => `when ${test} then ['${k}', coalesce(text${k}, '')]`).join(" ");
  const found = await connection.runAndReadAll(
    `select row::double as row, bad[1]::integer as place, bad[2] as value
     from (select row, case ${bad} end as bad from samples) where bad is not null order by row limit 1`,
  );
  const [first] = found.getRowObjectsJS() as { row: number; place: number; value: string }[];
  if (first === undefined) return;
  const what = first.value === "" ? "is empty" : `"${first.value}" is not a valid value`;
  throw new EdgeflockError("trace", `${path}, row ${first.row}: ${names[first.place]} ${what}`, expected);
}
