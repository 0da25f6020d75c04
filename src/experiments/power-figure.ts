/** Power over time as a figure: what each server's computations, transfers and idling draw, stacked. */
import type { Simulation } from "../sim/simulator.ts";
import type { Figure } from "./report/figure.ts";
import { formatNumber } from "./report/format.ts";
import { partColours } from "./report/palette.ts";
import { plotWidth } from "./report/theme.ts";

/** More servers are shown as one, their sum. */
const mostServers = 12;
/** Longer series are averaged over neighbouring bins. */
const mostBins = 240;
const parts = ["idle", "links", "compute"] as const;

/** @param simulation run to its end with `powerBinSeconds` */
export function powerFigure(simulation: Simulation, title: string): Figure {
  const power = simulation.powerSeries();
  if (power === null) throw new Error("the simulation was run without a power series");
  const { serverCount, spec } = simulation.network;
  const joules = { idle: power.idleJoules, links: power.linkJoules, compute: power.computeJoules };
  const firstBin = Math.floor(simulation.startSeconds / power.binSeconds);
  const group = Math.max(1, Math.ceil((power.bins - firstBin) / mostBins));
  const panels =
    serverCount <= mostServers
      ? spec.servers.map(({ name }, m) => ({ name, servers: [m] }))
      : [{ name: `all ${serverCount} servers`, servers: spec.servers.map((_, m) => m) }];
  const rows = panels.flatMap(({ name, servers }) =>
    Array.from({ length: Math.ceil((power.bins - firstBin) / group) }, (_, k) => {
      const from = firstBin + k * group;
      const to = Math.min(power.bins, from + group);
      return parts.map((part, order) => {
        let sum = 0;
        for (let bin = from; bin < to; bin++)
          for (const m of servers) sum += joules[part][bin * serverCount + m]!;
        // The first and the last bin reach beyond the simulation.
        const begin = Math.max(from * power.binSeconds, simulation.startSeconds);
        const seconds = Math.min(to * power.binSeconds, simulation.nowSeconds) - begin;
        return { server: name, start: from * power.binSeconds, part, order, watts: sum / seconds };
      });
    }).flat(),
  );
  const highest = Math.max(...rows.filter(({ part }) => part === "compute").map(({ watts }) => watts));
  return {
    name: "power",
    title,
    caption:
      "Mean power by server: idle power while it is up, transfers that it sends, computations. A gap in the idle power is a fault.",
    alt: `Stacked areas over time, one panel a server. Computations draw up to ${formatNumber(highest)} W.`,
    columns: ["server", "start", "part", "watts"],
    rows,
    spec: {
      title,
      data: { values: rows },
      facet: { row: { field: "server", type: "nominal", sort: panels.map(({ name }) => name), title: null } },
      spec: {
        width: plotWidth - 60,
        height: serverCount <= mostServers ? 70 : 220,
        mark: { type: "area", interpolate: "step-after" },
        encoding: {
          x: { field: "start", type: "quantitative", title: "Time [s]", scale: { zero: false, nice: false } },
          y: { field: "watts", type: "quantitative", title: "W", stack: "zero", axis: { tickCount: 3 } },
          color: {
            field: "part",
            type: "nominal",
            scale: { domain: [...parts], range: [0, 1, 4].map((k) => partColours[k]!.light) },
            legend: { title: null, orient: "bottom" },
          },
          order: { field: "order", type: "quantitative" },
        },
      },
      spacing: 10,
    },
  };
}
