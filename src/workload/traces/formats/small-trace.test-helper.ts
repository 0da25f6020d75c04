/** Small made-up traces for tests of the formats: files of a few lines, read with one unit a cycle and a bit. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, expect } from "vitest";
import { EdgeflockError } from "../../../core/errors.ts";
import type { TaskShaping } from "../../shape-tasks.ts";
import type { Workload } from "../../workload.ts";
import { importTrace } from "../import-trace.ts";
import type { TraceFormat } from "../trace-format.ts";

/** Large units, so that no input is as small as the least that a task has. */
export const unitShaping: TaskShaping = {
  perJobLimit: 1_000_000,
  timeScale: 1,
  cyclesPerUnit: 1e6,
  bitsPerUnit: 1e6,
  deadlineSeconds: Number.POSITIVE_INFINITY,
  outputRatio: 0,
};

export interface SmallTraces {
  /** Writes lines, packed when the name ends in .gz. */
  write(name: string, lines: readonly string[]): string;
  read(location: string | readonly string[]): Promise<Workload>;
  errorOf(location: string | readonly string[]): Promise<EdgeflockError>;
}

export function smallTraces(format: TraceFormat): SmallTraces {
  const folder = mkdtempSync(join(tmpdir(), `edgeflock-${format.name}-`));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const read = (location: string | readonly string[]) => importTrace(location, format, unitShaping);
  return {
    write(name, lines) {
      const path = join(folder, name);
      const text = lines.map((line) => `${line}\n`).join("");
      writeFileSync(path, name.endsWith(".gz") ? gzipSync(text) : text);
      return path;
    },
    read,
    async errorOf(location) {
      const error: unknown = await read(location).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(EdgeflockError);
      const found = error as EdgeflockError;
      expect(found.kind).toBe("trace");
      expect(found.fix).toBeTruthy();
      return found;
    },
  };
}

/** Reasons with their counts, those of 0 left out. */
export function leftOut({ report }: Workload): Record<string, number> {
  return Object.fromEntries(Object.entries(report.skipped).filter(([, count]) => count > 0));
}

/** Where a real trace lies, and whether it does; says so when not. */
export function realTrace(path: string): { readonly location: string; readonly absent: boolean } {
  const location = `../shared/data/${path}`;
  const absent = !existsSync(location);
  if (absent) console.warn(`skipped: tests on the real trace need ${location}`);
  return { location, absent };
}
