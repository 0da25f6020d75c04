/** `trace convert`: writes the normalised form of a trace. */
import { existsSync } from "node:fs";
import { withDuckDb } from "../../core/duckdb.ts";
import { EdgeflockError } from "../../core/errors.ts";
import { describeImport } from "../../workload/import-report.ts";
import { convertTrace } from "../../workload/traces/convert-trace.ts";
import type { CommonOptions } from "../command.ts";
import type { Progress } from "../progress.ts";
import { findOneTrace, type TraceChoice } from "./find-one-trace.ts";

export interface ConvertOptions extends CommonOptions, TraceChoice {
  readonly out: string;
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
  const found = await withDuckDb((connection) => findOneTrace(connection, path, { format, resubmits }));
  const report = await convertTrace(found.location, found.format, out, {
    signal,
    onProgress: (fraction, what) => progress.update(fraction, what),
  });
  return { json: { out, ...report }, text: `${describeImport(report).join("\n")}\nwritten: ${out}\n` };
}
