/** Reads a list of sites: any CSV file with a header that names a latitude and a longitude column. Node only. */
import { stat } from "node:fs/promises";
import type { DuckDBConnection } from "@duckdb/node-api";
import { EdgeflockError } from "../core/errors.ts";
import type { Site } from "./site.ts";

/** Names of columns in lower case, the best first. */
const columnNames = {
  latitude: ["latitude", "lat"],
  longitude: ["longitude", "long", "lon", "lng"],
  id: ["site_id", "id"],
} as const;

const fix =
  "A list of sites is a CSV file with a header line that names a column `latitude` and a column `longitude` [degrees]; " +
  "a column `site_id` or `id` names the sites.";

/**
 * The sites in the order of the file. Sites without an id are called by their row, from 1.
 *
 * @throws EdgeflockError("sites") naming file and line of the first thing that cannot be read
 */
export async function readSiteList(path: string): Promise<Site[]> {
  await requireFile(path);
  const { withDuckDb } = await import("../core/duckdb.ts");
  return withDuckDb(async (connection) => {
    const header = await readRows(connection, path);
    await refuseRejectedRows(connection, path);
    return await sitesOf(connection, path, header);
  });
}

async function requireFile(path: string): Promise<void> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    const what = error.code === "ENOENT" ? "no such file" : `cannot be read (${error.message})`;
    throw new EdgeflockError("sites", `${path}: ${what}`, fix, { cause: error });
  });
  if (found.isDirectory()) {
    throw new EdgeflockError("sites", `${path}: is a folder`, `Name the file itself. ${fix}`);
  }
  if (found.size === 0) throw new EdgeflockError("sites", `${path}: the file is empty`, fix);
}

/** Reads the file into the table `list` as text. Returns the header's names. */
async function readRows(connection: DuckDBConnection, path: string): Promise<string[]> {
  const file = `'${path.replaceAll("'", "''")}'`;
  try {
    await connection.run(
      `create table list as select row_number() over () + 1 as line, * from
       read_csv(${file}, header = true, all_varchar = true, skip = 0, store_rejects = true)`,
    );
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).split("\n", 1)[0];
    throw new EdgeflockError("sites", `${path}: cannot be read as CSV (${reason})`, fix, { cause: error });
  }
  const described = await connection.runAndReadAll("select * from list limit 0");
  return described.columnNames().slice(1);
}

async function refuseRejectedRows(connection: DuckDBConnection, path: string): Promise<void> {
  const rejected = await connection.runAndReadAll(
    "select line::double as line, error_message as message from reject_errors order by line limit 1",
  );
  const [first] = rejected.getRowObjectsJS() as { line: number; message: string }[];
  if (first === undefined) return;
  const message = `${path}:${first.line}: is no row of this list (${first.message.split("\n", 1)[0]})`;
  throw new EdgeflockError("sites", message, fix);
}

async function sitesOf(
  connection: DuckDBConnection,
  path: string,
  header: readonly string[],
): Promise<Site[]> {
  const latitude = columnOf("latitude", header, path);
  const longitude = columnOf("longitude", header, path);
  const id = findColumn("id", header);
  const name = id === undefined ? "(line - 1)::varchar" : `coalesce(${quoted(id)}, '')`;
  const rows = await connection.runAndReadAll(
    `select line::double as line, ${name} as name, try_cast(${latitude} as double) as latitude,
       try_cast(${longitude} as double) as longitude, ${latitude} as "latitudeText", ${longitude} as "longitudeText"
     from list order by line`,
  );
  const listed = rows.getRowObjectsJS() as unknown as ListedSite[];
  if (listed.length === 0) throw new EdgeflockError("sites", `${path}: there is no site in the list`, fix);
  const lineOf = new Map<string, number>();
  return listed.map((row) => {
    const place = `${path}:${row.line}`;
    if (row.name === "") throw new EdgeflockError("sites", `${place}: ${id} is empty`, fix);
    const before = lineOf.get(row.name);
    if (before !== undefined) {
      throw new EdgeflockError(
        "sites",
        `${place}: ${id} is ${row.name}, as on line ${before}`,
        "Every site needs an id of its own: leave one of the two lines out.",
      );
    }
    lineOf.set(row.name, row.line);
    return {
      name: row.name,
      latitude: degrees(row.latitude, row.latitudeText, 90, `${place}: latitude`),
      longitude: degrees(row.longitude, row.longitudeText, 180, `${place}: longitude`),
    };
  });
}

interface ListedSite {
  readonly line: number;
  readonly name: string;
  readonly latitude: number | null;
  readonly longitude: number | null;
  readonly latitudeText: string | null;
  readonly longitudeText: string | null;
}

function degrees(value: number | null, text: string | null, most: number, place: string): number {
  if (value !== null && Math.abs(value) <= most) return value;
  throw new EdgeflockError(
    "sites",
    `${place} is "${text ?? ""}"; it must be −${most} to ${most} degrees`,
    fix,
  );
}

function findColumn(what: keyof typeof columnNames, header: readonly string[]): string | undefined {
  for (const name of columnNames[what]) {
    const found = header.find((column) => column.trim().toLowerCase() === name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The quoted name of a column that has to be there. */
function columnOf(what: "latitude" | "longitude", header: readonly string[], path: string): string {
  const found = findColumn(what, header);
  if (found !== undefined) return quoted(found);
  throw new EdgeflockError("sites", `${path}:1: no column ${what}; the header has ${header.join(", ")}`, fix);
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
