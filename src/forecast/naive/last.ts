/** The last value: of the next task or burst what the server saw last, of a window as much as in the one before. */
import { forecastTargets } from "../targets.ts";
import type { NaiveModel } from "./naive-model.ts";
import { observedNext, observedWindows } from "./observed.ts";
import { onScale, scaleNames, type TrainingSet, width } from "./training-set.ts";

/** Before the server's first value, and in windows that begin before its first task: the server's training mean. */
export function lastValue({ means, scales }: TrainingSet): NaiveModel {
  return {
    name: "last",
    settings: "",
    fill(tasks, { server, rows }, points) {
      for (const [target, { quantity, horizonSeconds }] of forecastTargets.entries()) {
        const values =
          horizonSeconds === null
            ? observedNext(tasks, rows, target)
            : observedWindows(tasks, rows, quantity, horizonSeconds, 1);
        for (const scale of scaleNames) {
          let level = means.of(server, target, scale);
          for (let at = 0; at < rows.length; at++) {
            const value = values[at]!;
            if (!Number.isNaN(value)) level = onScale(scales, scale, target, value);
            points[scale][rows[at]! * width + target] = level;
          }
        }
      }
    },
  };
}
