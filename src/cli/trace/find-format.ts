/** The format of the trace that a user named: by its content, or as --format says. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { didYouMean } from "../../core/did-you-mean.ts";
import { EdgeflockError } from "../../core/errors.ts";
import { traceFormats } from "../../workload/traces/formats/index.ts";
import { nearestFormat, type RecognisedFiles, recognise } from "../../workload/traces/recognise.ts";
import type { TraceFormat } from "../../workload/traces/trace-format.ts";

export type FoundFormat =
  | {
      readonly kind: "trace";
      readonly format: TraceFormat;
      /** The files of it, where they were recognised; else what the user named. */
      readonly location: string | readonly string[];
      /** Files beside them that are something else. */
      readonly others: readonly RecognisedFiles[];
    }
  | { readonly kind: "several"; readonly files: readonly RecognisedFiles[] }
  /** No trace, but at least one table that is known. */
  | { readonly kind: "none"; readonly files: readonly RecognisedFiles[] };

/**
 * @param name what --format says
 * @throws EdgeflockError("usage") when there is no such format, ("trace") when it cannot be told what the files are
 */
export async function findFormat(
  connection: DuckDBConnection,
  path: string,
  name: string | undefined,
): Promise<FoundFormat> {
  if (name !== undefined) return { kind: "trace", format: formatNamed(name), location: path, others: [] };
  const files = await recognise(connection, path);
  const fitting = files.filter(({ fits }) => fits.length > 0);
  const found = new Set(fitting.flatMap(({ fits }) => fits.map(({ format }) => format.name)));
  const traces = fitting.filter(({ fits }) => !fits.some(({ format }) => found.has(format.partOf ?? "")));
  const unclear = traces.find(({ fits }) => fits.length > 1);
  if (unclear !== undefined) throw ambiguous(unclear);
  const formats = new Map(traces.map(({ fits }) => [fits[0]?.format, fits[0]?.layout]));
  const [format] = formats.keys();
  if (format === undefined) return notATrace(files);
  if (formats.size > 1) return { kind: "several", files };
  // Of a format's layouts the first in its list that is there counts, as where --trace names a folder.
  const layout =
    format.layouts.find((one) => traces.some(({ fits }) => fits[0]?.layout === one)) ??
    traces[0]?.fits[0]?.layout; // that of a normalised file
  const chosen = traces.filter(({ fits }) => fits[0]?.layout === layout);
  return {
    kind: "trace",
    format,
    location: chosen.flatMap(({ paths }) => paths),
    others: files.filter((one) => !chosen.includes(one)),
  };
}

function formatNamed(name: string): TraceFormat {
  const format = traceFormats.find((known) => known.name === name);
  if (format !== undefined) return format;
  const names = traceFormats.map((known) => known.name);
  throw new EdgeflockError(
    "usage",
    `there is no trace format "${name}"`,
    didYouMean(name, names, "Formats are"),
  );
}

function ambiguous({ paths, fits }: RecognisedFiles): EdgeflockError {
  const names = fits.map(({ format }) => format.name);
  return new EdgeflockError(
    "trace",
    `${paths[0]}: its columns fit ${names.join(" and ")}`,
    `Say which it is, as in --format ${names[0]}.`,
  );
}

/** No file is of any format: other tables, or unknown. */
function notATrace(files: readonly RecognisedFiles[]): FoundFormat {
  if (files.some(({ other }) => other !== null)) return { kind: "none", files };
  const [{ paths = [], names = [] } = {}] = files;
  const nearest = nearestFormat(names);
  const listed = names.slice(0, 12).map((name) => (name.length > 40 ? `${name.slice(0, 37)}...` : name));
  const more = names.length > listed.length ? ` and ${names.length - listed.length} more` : "";
  const has = `its first line has ${names.length} ${names.length === 1 ? "field" : "fields"}: ${listed.join(", ")}${more}`;
  throw new EdgeflockError(
    "trace",
    nearest === null
      ? `${paths[0]}: is of no known trace format; ${has}`
      : `${paths[0]}: is of no known trace format; the nearest is ${nearest.format.name}, but it has no column ` +
          `${nearest.missing.map((column) => `"${column}"`).join(", ")}`,
    `Formats are ${traceFormats.map(({ name }) => name).join(", ")}. A table of your own is read as workload.kind custom, which ` +
      "maps its columns (docs/traces.md).",
  );
}
