/** `trace convert`: writes the normalised form of a trace. */
import { existsSync } from "node:fs";
import { withDuckDb } from "../../core/duckdb.ts";
import { EdgeflockError } from "../../core/errors.ts";
import { describeImport } from "../../workload/import-report.ts";
import { convertTrace } from "../../workload/traces/convert-trace.ts";
import { google2011Resubmits } from "../../workload/traces/formats/google-2011.ts";
import type { CommonOptions } from "../command.ts";
import type { Progress } from "../progress.ts";
import { findFormat } from "./find-format.ts";

export interface ConvertOptions extends CommonOptions {
  readonly out: string;
  readonly format?: string;
  readonly resubmits: "drop" | "keep";
  readonly force?: boolean;
}

export async function convert(
  path: string,
  { out, format, resubmits, force }: ConvertOptions,
  progress: Progress,
  signal: AbortSignal,
): Promise<{ readonly json: unknown; readonly text: string }> {
  if (!/\.parquet$/i.test(out)) {
    throw new EdgeflockError(
      "usage",
      `--out "${out}" is no name of a Parquet file`,
      "End it in .parquet, as in --out trace.parquet.",
    );
  }
  if (force !== true && existsSync(out)) {
    throw new EdgeflockError("output", `${out} exists already`, "Name another file, or add --force.");
  }
  progress.update(0, `recognising ${path}`);
  const found = await withDuckDb((connection) => findFormat(connection, path, format));
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
  const report = await convertTrace(found.location, variant, out, {
    signal,
    onProgress: (fraction, what) => progress.update(fraction, what),
  });
  return { json: { out, ...report }, text: `${describeImport(report).join("\n")}\nwritten: ${out}\n` };
}
