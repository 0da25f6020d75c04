/** The one trace that a command works on, with its format and variant. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { EdgeflockError } from "../../core/errors.ts";
import { google2011Resubmits } from "../../workload/traces/formats/google-2011.ts";
import type { TraceFormat } from "../../workload/traces/trace-format.ts";
import { findFormat } from "./find-format.ts";

export interface TraceChoice {
  readonly format?: string | undefined;
  readonly resubmits: "drop" | "keep";
}

/** @throws EdgeflockError("trace") when there is no trace or several, ("usage") when the options do not fit it */
export async function findOneTrace(
  connection: DuckDBConnection,
  path: string,
  { format, resubmits }: TraceChoice,
): Promise<{ readonly location: string | readonly string[]; readonly format: TraceFormat }> {
  const found = await findFormat(connection, path, format);
  if (found.kind !== "trace") {
    throw new EdgeflockError(
      "trace",
      `${path}: holds ${found.kind === "none" ? "no tasks" : "several traces"}`,
      "See what lies there with: edgeflock trace inspect, and name the files of one trace.",
    );
  }
  const { name } = found.format;
  if (resubmits === "keep" && name !== "google-2011") {
    throw new EdgeflockError(
      "usage",
      `--resubmits keep: ${name} knows no resubmits`,
      "Leave --resubmits out; it is for google-2011.",
    );
  }
  // A normalised file is what it was made as.
  const variant = name === "google-2011" && resubmits === "keep" ? google2011Resubmits : found.format;
  return { location: found.location, format: variant };
}
