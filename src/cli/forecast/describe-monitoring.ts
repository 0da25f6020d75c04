/** What `forecast monitor` prints. */
import type { DriftEvent } from "../../forecast/drift/index.ts";
import { countOf, readable } from "../text-table.ts";
import { sparkline } from "../trace/sparkline.ts";
import type { Monitoring } from "./monitor-forecaster.ts";

export function monitoringJson(monitoring: Monitoring): unknown {
  const { targets, events, timeline, servers, tasksNamed: _, ...about } = monitoring;
  return {
    ...about,
    targets: targets.map(({ errors, ...target }) => ({
      ...target,
      forecasterError: errors?.forecaster ?? null,
      naiveError: errors?.naive ?? null,
    })),
    events: events.map(({ errors, server, to, ...event }) => ({
      event: `forecast-${to}`,
      ...event,
      server: server === null ? null : servers[server],
      forecasterError: errors.forecaster,
      naiveError: errors.naive,
    })),
    timeline: timeline.map(({ seconds, errors }) => ({
      seconds,
      errors: Object.fromEntries(targets.map(({ target }, k) => [target, errors[k] ?? null])),
    })),
  };
}

export function describeMonitoring(monitoring: Monitoring): string {
  const { forecaster, naive, scenario, window, tasks, fromSeconds, toSeconds, events } = monitoring;
  return (
    `${forecaster} beside ${naive} on ${scenario}, window ${window}: ${countOf(tasks)} tasks, ` +
    `${readable(fromSeconds)} s to ${readable(toSeconds)} s\n` +
    `mean errors on the logarithmic scale, and how they went (over ${monitoring.rollingTasks} tasks)\n\n` +
    timelineTable(monitoring) +
    (events.length === 0
      ? `\nno drift: the forecaster is nowhere worse than ${naive} for long\n`
      : `\n${events.map((event) => eventLine(event, monitoring)).join("\n")}\n${advice(monitoring)}`)
  );
}

/** Two rows a target: the forecaster's errors, and under them the naive one's, on the same scale. */
function timelineTable({ forecaster, naive, targets, timeline }: Monitoring): string {
  const names = [forecaster, naive];
  const width = Math.max(...targets.map(({ target }) => target.length));
  const nameWidth = Math.max(...names.map((name) => name.length));
  const lines = targets.flatMap(({ target, errors }, k) => {
    const series = (["forecaster", "naive"] as const).map((who) =>
      timeline.map((point) => point.errors[k]?.[who] ?? 0),
    );
    const both = sparkline(series.flat());
    return (["forecaster", "naive"] as const).map((who, row) => {
      const mean = errors === null ? "-" : readable(errors[who]);
      const line = both.slice(row * timeline.length, (row + 1) * timeline.length);
      const label = (row === 0 ? target : "").padEnd(width);
      return `${label}  ${names[row]!.padEnd(nameWidth)}  ${mean.padStart(9)}  ${line}`.trimEnd();
    });
  });
  return `${lines.join("\n")}\n`;
}

function eventLine(event: DriftEvent, { servers, naive }: Monitoring): string {
  const { seconds, server, target, to, errors, forTasks, forSeconds } = event;
  const where = server === null ? "all servers together" : servers[server];
  return (
    `${seconds.toFixed(1).padStart(10)} s  ${to} on ${target} at ${where}: error ${readable(errors.forecaster)}, ` +
    `${naive} ${readable(errors.naive)}, over ${countOf(forTasks)} forecasts and ${readable(forSeconds)} s`
  );
}

function advice({ folder, tasksNamed, events }: Monitoring): string {
  if (!events.some(({ to }) => to === "drifted")) return "";
  const named = [folder, ...tasksNamed].join(" ");
  return `to train it anew on these tasks: edgeflock forecast retrain ${named} --out DIR\n`;
}
