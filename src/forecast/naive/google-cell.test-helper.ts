/** All submissions of the Google trace of 2011 after 600 s, resubmissions included, as one server's tasks. */
import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { windowOf } from "../../testing/window-of.ts";
import type { WindowTasks } from "../../workload/workload.ts";

const folder = new URL("../../../../shared/data/google-2011/task_events/", import.meta.url);
const parts = ["part-00000-of-00500.csv.gz", "part-00001-of-00500.csv.gz"].map(
  (name) => new URL(name, folder),
);
export const googleCellIsAbsent = parts.some((part) => !existsSync(part));

/** The first 70 % of the tasks, 10 %, and the last fifth, as in scenarios/google-cell.yaml. */
export function googleCell(): Readonly<Record<"train" | "validate" | "test", WindowTasks>> & {
  count: number;
} {
  const rows: { arrival: number; job: number; user: number; cycles: number; bits: number }[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (text: string) => {
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    return number;
  };
  for (const part of parts) {
    for (const line of gunzipSync(readFileSync(part)).toString("latin1").split("\n")) {
      const cells = line.split(",");
      const cpu = Number(cells[9]);
      if (cells[5] !== "0" || Number(cells[0]) < 600e6 || !(cpu > 0) || cells[10] === "") continue;
      rows.push({
        arrival: Number(cells[0]) / 1e6 - 600,
        job: numberOf(`job ${cells[2]}`),
        user: numberOf(`user ${cells[6]}`),
        cycles: cpu,
        bits: Number(cells[10]),
      });
    }
  }
  const part = (from: number, to: number) =>
    windowOf(rows.slice(Math.floor(from * rows.length), Math.floor(to * rows.length)));
  return { train: part(0, 0.7), validate: part(0.7, 0.8), test: part(0.8, 1), count: rows.length };
}
