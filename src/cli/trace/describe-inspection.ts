/** What `trace inspect` prints of a trace, for people: at most 100 columns wide. */
import { basename } from "node:path";
import type { Distribution } from "../../workload/trace-statistics/distribution.ts";
import type { TraceStatistics } from "../../workload/trace-statistics/trace-statistics.ts";
import type { TraceInspection } from "../../workload/traces/inspect-trace.ts";
import { duration } from "../progress.ts";
import { countOf, percentage, readable, textTable } from "../text-table.ts";
import { sparkline } from "./sparkline.ts";

export function describeInspection({ format, files, rows, skipped, statistics }: TraceInspection): string {
  const { units, defaults } = format;
  return [
    `${format.name}: ${format.title}\n`,
    `${wrapped(`cite: ${format.citation}`)}\n`,
    sourceText(files, rows, statistics.tasks, skipped),
    "\n",
    rateText(statistics),
    "\n",
    arrivalsText(statistics),
    "\n",
    requestsText(statistics),
    `  work: 1 is ${units.work}; ${defaults.cyclesPerUnit.toExponential()} cycles unless a scenario says otherwise\n`,
    `  input: 1 is ${units.input}; ${figure(defaults.bitsPerUnit)} bit unless a scenario says otherwise\n\n`,
    whoText(statistics),
  ].join("");
}

/** Rows read and left out; every row is accounted for. */
function sourceText(
  files: TraceInspection["files"],
  rows: number,
  tasks: number,
  skipped: Readonly<Record<string, number>>,
): string {
  const [first] = files;
  const which =
    files.length === 1 && first !== undefined ? basename(first.path) : `${countOf(files.length)} files`;
  const leftOut = Object.entries(skipped).filter(([, count]) => count > 0);
  const lines = [`${countOf(tasks)} tasks of ${countOf(rows)} rows in ${which}`];
  if (leftOut.length === 0) return `${lines[0]}; nothing is left out\n`;
  const width = Math.max(...leftOut.map(([, count]) => countOf(count).length));
  for (const [reason, count] of leftOut)
    lines.push(`  left out ${countOf(count).padStart(width)}: ${reason}`);
  return `${lines.join("\n")}\n`;
}

function rateText({ tasks, range, rate }: TraceStatistics): string {
  const { fromSeconds, toSeconds } = range;
  const seconds = toSeconds - fromSeconds;
  const from = `arrivals from ${figure(fromSeconds)} to ${figure(toSeconds)} s`;
  if (seconds === 0) return `${from}: all at one instant\n`;
  const highest = Math.max(...rate.counts) / rate.binSeconds;
  return (
    `${from}: ${duration(seconds)}, ${readable(tasks / seconds)} tasks/s\n` +
    `  ${sparkline(rate.counts)}\n` +
    `  each column is ${readable(rate.binSeconds)} s; the highest has ${readable(highest)} tasks/s\n`
  );
}

function arrivalsText({ burstiness }: TraceStatistics): string {
  if (burstiness === null) return "burstiness: too few arrivals at different times to say\n";
  const { gapAutocorrelation, dispersion } = burstiness;
  const rows = [
    ["  mean gap [s]", readable(burstiness.meanGapSeconds), ""],
    ["  gaps of 0", percentage(burstiness.zeroGapFraction), "0.0 %"],
    ["  coefficient of variation of the gaps", readable(burstiness.coefficientOfVariation), "1"],
    ["  burstiness parameter of the gaps, -1 to 1", readable(burstiness.burstinessParameter), "0"],
    ["  correlation of a gap with the one before", optional(gapAutocorrelation), "0"],
    ...dispersion.map(({ seconds, index }) => [
      `  index of dispersion of counts in ${seconds} s`,
      optional(index),
      "1",
    ]),
  ];
  return textTable(["burstiness", "this trace", "Poisson"], rows);
}

function requestsText({ work, input, tasksPerJob }: TraceStatistics): string {
  const names = ["min", "p10", "p50", "p90", "p99", "max"] as const;
  const row = (name: string, { mean, quantiles, tailRatio }: Distribution) => [
    `  ${name}`,
    optional(mean),
    ...names.map((q) => optional(quantiles[q])),
    optional(tailRatio),
  ];
  const table = textTable(
    ["requests", "mean", ...names, "p99/p50"],
    [row("work", work), row("input", input), row("tasks a job", tasksPerJob)],
  );
  return `${table}${frequentText("work", work)}${frequentText("input", input)}`;
}

/** The four most frequent values fit into a line. */
function frequentText(name: string, { distinct, frequent }: Distribution): string {
  if (distinct === 1) return `  every ${name} is ${figure(frequent[0]?.value ?? Number.NaN)}\n`;
  const values = frequent.slice(0, 4).map(({ value, share }) => `${figure(value)} (${percentage(share)})`);
  return `  ${name}: ${countOf(distinct)} values; most often ${values.join(", ")}\n`;
}

function whoText({ jobs, users, topUserShare, classes, topClasses }: TraceStatistics): string {
  const parts = [`${countOf(jobs)} ${jobs === 1 ? "job" : "jobs"}`];
  parts.push(
    users === 1
      ? "one user"
      : `${countOf(users)} users, the first with ${percentage(topUserShare)} of the tasks`,
  );
  if (topClasses.every(({ class: name }) => name === null)) return `${parts.join("; ")}; no classes\n`;
  const shares = topClasses.map(
    ({ class: name, share }) => `${shortened(name ?? "none")} (${percentage(share)})`,
  );
  const more = classes > topClasses.length ? `, and ${countOf(classes - topClasses.length)} more` : "";
  return `${parts.join("; ")}\n  classes: ${shares.join(", ")}${more}\n`;
}

/** Long names are hashes: their beginning tells them apart. */
function shortened(name: string): string {
  return name.length > 12 ? `${name.slice(0, 10)}..` : name;
}

function optional(value: number | null): string {
  return value === null ? "-" : figure(value);
}

/** Integers as they are, other numbers with four digits or without a fraction. */
function figure(value: number): string {
  const whole = Number.isInteger(value) || Math.abs(value) >= 1e3;
  return whole && Math.abs(value) < 1e9 ? countOf(Math.round(value)) : readable(value);
}

/** Lines of at most 100 characters, set in by two. */
function wrapped(text: string): string {
  return text.replace(/(.{1,98})(?: +|$)/g, "  $1\n");
}
