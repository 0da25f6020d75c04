/**
 * Reads throughput logs. The format of each file is known by its first line:
 *
 * - the 5G (and 4G) logs of Raca et al. (MMSys 2020): CSV with a header that names `Timestamp` (Y.M.D_h.m.s) and
 *   `DL_bitrate` [kbit/s]. The downlink's throughput stands for the link's: the uplink was not loaded. `-` is no value;
 * - the HSDPA logs of Riiser et al. (MMSys 2013) as adaptive streaming uses them, and all others in that form: two
 *   columns without header, time [s] and throughput [Mbit/s], separated by blanks or tabs;
 * - CSV with a header that names `time` [s] and `bitsPerSecond` [bit/s].
 *
 * A sample is the mean since the sample before it, which is how the loggers write. Node only.
 */
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { EdgeflockError } from "../../core/errors.ts";
import { type ThroughputLog, throughputLog } from "../../sim/throughput-log.ts";
import type { SideReport } from "../side-report.ts";
import { checkCompression } from "../traces/check-gzip.ts";
import { findLogFiles } from "./log-files.ts";
import type { RadioLogs } from "./radio-logs.ts";

const expected =
  "A throughput log is a 5G log of Raca et al. (a header with Timestamp and DL_bitrate), a CSV file with a header " +
  "time,bitsPerSecond, or two columns without header: time [s] and throughput [Mbit/s].";

const skipReasons = {
  noValue: "no throughput in the row (-)",
  sameTime: "a further row of the same second, averaged into the first",
} as const;

/** How the rows of a format are read. */
interface Format {
  readonly columns: number;
  readonly separator: RegExp | string;
  /** Places of the two columns, their names, and what they hold: NaN for what cannot be read, null for no value. */
  readonly time: number;
  readonly throughput: number;
  readonly names: readonly [time: string, throughput: string];
  readonly seconds: (text: string) => number;
  readonly bitsPerSecond: (text: string) => number | null;
  /** Lines before the first row. */
  readonly headerLines: 0 | 1;
}

/** @throws EdgeflockError("trace") naming file, row and column of the first thing that cannot be read */
export async function readRadioLogs(location: string | readonly string[]): Promise<RadioLogs> {
  const logs: ThroughputLog[] = [];
  const files: { path: string; rows: number }[] = [];
  const skipped = { noValue: 0, sameTime: 0 };
  let samples = 0;
  for (const path of await findLogFiles(location)) {
    const read = readSamples(await linesOf(path), path);
    skipped.noValue += read.noValue;
    skipped.sameTime += read.sameTime;
    samples += read.seconds.length;
    files.push({ path, rows: read.rows });
    logs.push(logOf(path, read.seconds, read.bitsPerSecond));
  }
  const report: SideReport = {
    what: "radio logs",
    files,
    rows: files.reduce((sum, file) => sum + file.rows, 0),
    count: logs.length,
    samples,
    skipped: { [skipReasons.noValue]: skipped.noValue, [skipReasons.sameTime]: skipped.sameTime },
  };
  return { logs, report };
}

async function linesOf(path: string): Promise<string[]> {
  const compression = await checkCompression(path);
  const bytes = await readFile(path);
  const text = (compression === "gzip" ? await promisify(gunzip)(bytes) : bytes).toString("utf8");
  const lines = text.replace(/^\ufeff/, "").split(/\r?\n/);
  while (lines.at(-1)?.trim() === "") lines.pop();
  return lines;
}

function formatOf(first: string, path: string): Format {
  const header = first.split(",").map((name) => name.trim());
  const csv = { columns: header.length, separator: ",", headerLines: 1 } as const;
  const place = (name: string) => header.findIndex((column) => column.toLowerCase() === name.toLowerCase());
  const raca = [place("Timestamp"), place("DL_bitrate")] as const;
  if (raca[0] >= 0 && raca[1] >= 0) {
    return {
      ...csv,
      time: raca[0],
      throughput: raca[1],
      names: ["Timestamp", "DL_bitrate"],
      seconds: secondsOfTimestamp,
      bitsPerSecond: (text) => (text === "-" ? null : 1e3 * numberOf(text)),
    };
  }
  const plain = [place("time"), place("bitsPerSecond")] as const;
  if (plain[0] >= 0 && plain[1] >= 0) {
    return {
      ...csv,
      time: plain[0],
      throughput: plain[1],
      names: ["time", "bitsPerSecond"],
      seconds: numberOf,
      bitsPerSecond: numberOf,
    };
  }
  const fields = first.trim().split(/\s+/);
  if (fields.length === 2 && fields.every((field) => Number.isFinite(numberOf(field)))) {
    return {
      columns: 2,
      separator: /\s+/,
      time: 0,
      throughput: 1,
      names: ["time", "throughput"],
      seconds: numberOf,
      bitsPerSecond: (text) => 1e6 * numberOf(text),
      headerLines: 0,
    };
  }
  const shown = first.length > 60 ? `${first.slice(0, 57)}...` : first;
  throw new EdgeflockError("trace", `${path}: is no throughput log; it begins with "${shown}"`, expected);
}

/** The samples of one file: times in seconds, ascending, each with the mean of the rows of that time. */
function readSamples(lines: readonly string[], path: string) {
  const format = formatOf(lines[0] ?? "", path);
  const refuse = (line: number, what: string): never => {
    throw new EdgeflockError("trace", `${path}, line ${line + 1}: ${what}`, expected);
  };
  const seconds: number[] = [];
  const bitsPerSecond: number[] = [];
  let noValue = 0;
  let sameTime = 0;
  let rowsOfTime = 0;
  for (let line = format.headerLines; line < lines.length; line++) {
    const fields = lines[line]!.trim().split(format.separator);
    if (fields.length !== format.columns) {
      refuse(line, `has ${fields.length} columns instead of ${format.columns}`);
    }
    const [timeText, rateText] = [fields[format.time]!.trim(), fields[format.throughput]!.trim()];
    const time = format.seconds(timeText);
    if (!Number.isFinite(time)) refuse(line, `${format.names[0]} "${timeText}" is not a valid value`);
    const rate = format.bitsPerSecond(rateText);
    if (rate === null) {
      noValue++;
      continue;
    }
    if (!(rate >= 0 && rate < Infinity))
      refuse(line, `${format.names[1]} "${rateText}" is not a valid value`);
    const before = seconds.at(-1) ?? -Infinity;
    if (time < before) refuse(line, `${format.names[0]} "${timeText}" is before that of the row above it`);
    if (time > before) {
      seconds.push(time);
      bitsPerSecond.push(rate);
      rowsOfTime = 1;
    } else {
      sameTime++;
      rowsOfTime++;
      bitsPerSecond[bitsPerSecond.length - 1]! += (rate - bitsPerSecond.at(-1)!) / rowsOfTime;
    }
  }
  return { seconds, bitsPerSecond, noValue, sameTime, rows: lines.length - format.headerLines };
}

/** The first sample lasts as long as the others do in the mean. */
function logOf(path: string, seconds: readonly number[], bitsPerSecond: readonly number[]): ThroughputLog {
  const gaps = seconds.length - 1;
  const meanGap = gaps > 0 ? (seconds.at(-1)! - seconds[0]!) / gaps : 1;
  const lengths = seconds.map((time, k) => (k === 0 ? meanGap : time - seconds[k - 1]!));
  return throughputLog(path, lengths, bitsPerSecond);
}

function numberOf(text: string): number {
  return text === "" ? Number.NaN : Number(text);
}

/** Y.M.D_h.m.s as seconds; only differences mean anything. NaN for anything else. */
function secondsOfTimestamp(text: string): number {
  const found = /^(\d{4})\.(\d\d)\.(\d\d)_(\d\d)\.(\d\d)\.(\d\d)$/.exec(text);
  if (found === null) return Number.NaN;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second) / 1000;
}
