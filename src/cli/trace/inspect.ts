/** `trace inspect`: what a trace is and what it is like. */
import { basename } from "node:path";
import { withDuckDb } from "../../core/duckdb.ts";
import { inspectTrace, type TraceInspection } from "../../workload/traces/inspect-trace.ts";
import type { RecognisedFiles } from "../../workload/traces/recognise.ts";
import type { CommonOptions } from "../command.ts";
import { checkPictureName, writePicture } from "../picture-file.ts";
import type { Progress } from "../progress.ts";
import { countOf, textTable } from "../text-table.ts";
import { describeInspection } from "./describe-inspection.ts";
import { findFormat } from "./find-format.ts";

export interface InspectOptions extends CommonOptions {
  readonly format?: string;
  readonly figure?: string;
}

interface Printed {
  readonly json: unknown;
  readonly text: string;
}

export async function inspect(path: string, options: InspectOptions, progress: Progress): Promise<Printed> {
  const { figure } = options;
  if (figure !== undefined) checkPictureName("--figure", figure);
  return withDuckDb(async (connection) => {
    progress.update(0, `recognising ${path}`);
    const found = await findFormat(connection, path, options.format);
    if (found.kind === "none") return noTasks(found.files);
    if (found.kind === "several")
      return listOf(found.files, "Several traces: name the files of one of them.");
    progress.update(0, `reading ${found.format.name}`);
    const inspection = await inspectTrace(connection, found.location, found.format, {
      curves: figure !== undefined,
    });
    if (figure !== undefined) await draw(inspection, figure);
    const beside = found.others.map((one) => `beside it: ${nameOf(one)}: ${whatIs(one)}\n`).join("");
    const written = figure === undefined ? "" : `written: ${figure}\n`;
    return {
      json: { ...jsonOf(inspection), others: found.others.map(jsonOfFiles), figure: figure ?? null },
      text: `${describeInspection(inspection)}${beside === "" ? "" : `\n${beside}`}${written}`,
    };
  });
}

async function draw({ format, curves }: TraceInspection, path: string): Promise<void> {
  if (curves === null) throw new Error("the curves of a figure are missing");
  const { traceFigure } = await import("../../experiments/trace-figure.ts");
  const { renderFigure } = await import("../../experiments/report/render-figure.ts");
  await writePicture(path, await renderFigure(traceFigure(curves, `The ${format.title}`)));
}

function jsonOf({ format, files, rows, skipped, statistics }: TraceInspection) {
  const { name, title, citation, units, defaults } = format;
  return { format: name, title, citation, units, defaults, files, rows, skipped, ...statistics };
}

/** One table, or a folder of them, that is no trace. */
function noTasks(files: readonly RecognisedFiles[]): Printed {
  const [one] = files;
  if (files.length > 1 || one === undefined || one.other === null)
    return listOf(files, "None of them holds tasks.");
  return {
    json: { format: null, files: [jsonOfFiles(one)] },
    text: `${nameOf(one)}: this is ${whatIs(one)}.\n${one.other.advice}\n`,
  };
}

function listOf(files: readonly RecognisedFiles[], conclusion: string): Printed {
  const table = textTable(
    ["files", "what they are"],
    files.map((one) => [nameOf(one), whatIs(one)]),
    ["left", "left"],
  );
  return { json: { format: null, files: files.map(jsonOfFiles) }, text: `${table}\n${conclusion}\n` };
}

function jsonOfFiles(one: RecognisedFiles) {
  return { paths: one.paths, format: one.fits[0]?.format.name ?? null, is: whatIs(one) };
}

function nameOf({ paths: [first = "", ...rest] }: RecognisedFiles): string {
  return rest.length === 0 ? basename(first) : `${basename(first)} and ${countOf(rest.length)} more`;
}

function whatIs({ fits: [fit], other }: RecognisedFiles): string {
  if (fit !== undefined) return `${fit.format.name}: the ${fit.format.title}`;
  return other === null ? "unknown" : `${other.title}; it holds no tasks`;
}
