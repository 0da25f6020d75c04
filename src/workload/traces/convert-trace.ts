/** Writes the normalised form of a trace. No more of it is in memory than a limit; the rest is sorted on the disk. Node only. */
import { basename } from "node:path";
import { replaceFileAtomic } from "../../core/atomic-file.ts";
import { cannotWrite, quoted } from "../../core/duckdb.ts";
import { EdgeflockError } from "../../core/errors.ts";
import type { ImportReport } from "../import-report.ts";
import { collectRows } from "./collect-rows.ts";
import { findTrace } from "./find-layout.ts";
import { refuseNoTasks, tasksSql } from "./import-trace.ts";
import { metadataKey, type NormalisedMetadata, normalisedColumns } from "./normalised-trace.ts";
import type { TraceFormat } from "./trace-format.ts";

/** Groups of rows are compressed apart; they are written one by one. */
const options = "FORMAT parquet, PARQUET_VERSION v2, COMPRESSION zstd, ROW_GROUP_SIZE 122880";

export interface ConvertOptions {
  readonly signal?: AbortSignal;
  /** How much is done, and what is being done. */
  readonly onProgress?: (fraction: number, what: string) => void;
  /** What DuckDB may hold in memory, as it writes it ("200MB"); the rest goes to the disk. */
  readonly memoryLimit?: string;
}

/**
 * The same trace gives the same bytes, whatever folder it lies in.
 *
 * @param location as for `importTrace`
 * @throws EdgeflockError("trace") as `importTrace`, ("output") when the file cannot be written, ("interrupted") when aborted;
 *   what was at `outFile` then stays
 */
export async function convertTrace(
  location: string | readonly string[],
  format: TraceFormat,
  outFile: string,
  { signal, onProgress = () => {}, memoryLimit }: ConvertOptions = {},
): Promise<ImportReport> {
  const { withDuckDb } = await import("../../core/duckdb.ts");
  return withDuckDb(async (connection) => {
    const interrupt = () => connection.interrupt();
    // Between two queries there is nothing to interrupt.
    const begin = (fraction: number, what: string) => {
      onProgress(fraction, what);
      signal?.throwIfAborted();
    };
    signal?.addEventListener("abort", interrupt);
    try {
      begin(0, "looking at the files");
      const trace = await findTrace(connection, location, format);
      const collected = await collectRows(connection, trace, (files) =>
        begin((0.7 * files) / trace.files.length, "reading"),
      );
      refuseNoTasks(collected, format);
      const { files, sideFiles, rows, skipped, usable } = collected;
      const metadata: NormalisedMetadata = {
        version: 1,
        format: format.name,
        variant: format.variant ?? null,
        title: format.title,
        citation: format.citation,
        units: format.units,
        files: files.map((file) => ({ name: basename(file.path), rows: file.rows })),
        rows,
        tasks: usable,
        skipped,
      };
      begin(0.7, "sorting and writing");
      await replaceFileAtomic(outFile, async (beside) => {
        const sorted = `select ${normalisedColumns} from (${tasksSql(trace)}) order by time, file, row`;
        const told = `KV_METADATA {${metadataKey}: ${quoted(JSON.stringify(metadata), "'")}}`;
        try {
          await connection.run(`COPY (${sorted}) TO ${quoted(beside, "'")} (${options}, ${told})`);
        } catch (error) {
          signal?.throwIfAborted();
          throw cannotWrite(outFile, error);
        }
      });
      return { source: format.name, files, sideFiles, rows, tasks: usable, skipped };
    } catch (error) {
      if (signal?.aborted !== true) throw error;
      throw new EdgeflockError("interrupted", "interrupted while the trace was converted", undefined, {
        cause: error,
      });
    } finally {
      signal?.removeEventListener("abort", interrupt);
    }
  }, memoryLimit);
}
