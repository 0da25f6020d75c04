/** Rolling errors of a forecaster and the naive one over time, a panel a target, with the events. */
import type { Figure } from "../../experiments/report/figure.ts";
import { inks, partColours } from "../../experiments/report/palette.ts";
import { plotWidth } from "../../experiments/report/theme.ts";
import type { Monitoring } from "./monitor-forecaster.ts";

export function driftFigure(monitoring: Monitoring): Figure {
  const { forecaster, naive, scenario, window, targets, timeline, events, servers } = monitoring;
  const rows = targets.flatMap(({ target }, k) =>
    timeline.flatMap(({ seconds, errors }) =>
      (["forecaster", "naive"] as const).flatMap((who) => {
        const error = errors[k]?.[who];
        return error === undefined
          ? []
          : [
              {
                target,
                seconds,
                series: who === "naive" ? naive : forecaster,
                error,
                change: null,
                where: null,
              },
            ];
      }),
    ),
  );
  const marks = events.map(({ target, seconds, to, server }) => ({
    target,
    seconds,
    series: null,
    error: null,
    change: to,
    where: server === null ? "all servers" : (servers[server] ?? ""),
  }));
  const title = `${forecaster} beside ${naive} on ${scenario}, window ${window}`;
  return {
    name: "drift",
    title,
    caption:
      `Rolling errors on the logarithmic scale over ${monitoring.rollingTasks} tasks, all servers together. ` +
      "A dashed line is where the forecaster has become worse than the naive one, at one server or over all; a dotted one where it is better again.",
    alt: `Lines over time, one panel a target; ${events.length} changes are marked.`,
    columns: ["target", "seconds", "series", "error", "change", "where"],
    rows: [...rows, ...marks],
    spec: {
      title,
      data: { values: [...rows, ...marks] },
      facet: {
        row: {
          field: "target",
          type: "nominal",
          sort: targets.map(({ target }) => target),
          title: null,
          header: { labelAngle: 0, labelOrient: "top", labelAnchor: "start", labelPadding: 2 },
        },
      },
      spec: {
        width: plotWidth - 60,
        height: 60,
        layer: [
          {
            transform: [{ filter: "datum.error != null" }],
            mark: { type: "line", interpolate: "step-before" },
            encoding: {
              x: {
                field: "seconds",
                type: "quantitative",
                title: "Time [s]",
                scale: { zero: false, nice: false },
              },
              y: { field: "error", type: "quantitative", title: null, axis: { tickCount: 3 } },
              color: {
                field: "series",
                type: "nominal",
                scale: { domain: [forecaster, naive], range: [partColours[4]!.light, partColours[1]!.light] },
                legend: { title: null, orient: "bottom" },
              },
            },
          },
          {
            transform: [{ filter: "datum.change != null" }],
            mark: { type: "rule", color: inks.quiet.light },
            encoding: {
              x: { field: "seconds", type: "quantitative" },
              strokeDash: {
                field: "change",
                type: "nominal",
                scale: {
                  domain: ["drifted", "recovered"],
                  range: [
                    [6, 3],
                    [2, 2],
                  ],
                },
                legend: events.length === 0 ? null : { title: null, orient: "bottom" },
              },
            },
          },
        ],
      },
      resolve: { scale: { y: "independent" } },
      spacing: 8,
    },
  };
}
