/** Use of every server's compute over time: one strip a server, one panel a policy. */
import { mean } from "../../../stats/index.ts";
import type { Figure } from "../figure.ts";
import { formatNumber } from "../format.ts";
import { inks } from "../palette.ts";
import type { ReportContext } from "../report-context.ts";
import type { UtilisationSeries } from "../report-data.ts";
import { plotWidth } from "../theme.ts";

/** Cells of the whole figure at most; longer series are averaged over neighbouring bins. */
const cellLimit = 6000;
const mostBins = 120;

function coarsen(series: UtilisationSeries, servers: number, bins: number) {
  const available = series.series.length / servers;
  const group = Math.max(1, Math.ceil(available / bins));
  return Array.from({ length: Math.ceil(available / group) }, (_, coarse) => {
    const first = coarse * group;
    const last = Math.min(available, first + group);
    return {
      fromSeconds: first * series.binSeconds,
      toSeconds: last * series.binSeconds,
      use: Array.from({ length: servers }, (_, server) =>
        mean(Array.from({ length: last - first }, (_, i) => series.series[(first + i) * servers + server]!)),
      ),
    };
  });
}

/** `null` when no policy brought a series. */
export function utilisation(context: ReportContext): Figure | null {
  const servers = context.data.scenario.servers;
  const shown = context.ranked.flatMap(({ policy }) =>
    policy.utilisation !== null && policy.utilisation.series.length > 0
      ? [{ name: policy.name, series: policy.utilisation }]
      : [],
  );
  const first = shown[0];
  if (first === undefined) return null;
  const bins = Math.max(20, Math.min(mostBins, Math.floor(cellLimit / (servers.length * shown.length))));
  const rows = shown.flatMap(({ name, series }) =>
    coarsen(series, servers.length, bins).flatMap(({ fromSeconds, toSeconds, use }) =>
      servers.map((server, m) => ({
        policy: name,
        server: server.name,
        fromSeconds,
        toSeconds,
        utilisation: use[m]!,
      })),
    ),
  );
  const means = shown.map(({ name, series }) => {
    const use = servers.map((server, m) => {
      const own = series.series.filter((_, i) => i % servers.length === m);
      return `${server.name} ${formatNumber(100 * mean(own))} %`;
    });
    return `${name}: ${use.join(", ")}`;
  });
  const described = shown.length * servers.length <= 60 ? ` Mean use: ${means.join("; ")}.` : "";
  return {
    name: "utilisation",
    title: "Utilisation of the servers over time",
    caption:
      `Share of each server's compute in use, in bins of ${formatNumber(rows[0]!.toSeconds - rows[0]!.fromSeconds)} s, from the start of the window until the last task is done; ` +
      `salt "${first.series.salt}"${
        context.learned.length > 0
          ? `, learned policies with seed ${context.learned[0]!.summary.policy.utilisation?.seed ?? first.series.seed}`
          : ""
      }.`,
    alt: `Heat strips of compute use by server over time, one panel for each policy.${described}`,
    columns: ["policy", "server", "fromSeconds", "toSeconds", "utilisation"],
    rows,
    spec: {
      data: { values: rows },
      facet: {
        row: {
          field: "policy",
          type: "nominal",
          sort: shown.map(({ name }) => name),
          title: null,
          header: { labelAngle: 0, labelAlign: "left" },
        },
      },
      spacing: 8,
      spec: {
        width: plotWidth - 80,
        height: { step: servers.length > 8 ? 5 : 13 },
        mark: { type: "rect", stroke: null },
        encoding: {
          x: {
            field: "fromSeconds",
            type: "quantitative",
            title: "Time since the start of the window [s]",
            scale: { nice: false },
            axis: { grid: false, domain: false },
          },
          x2: { field: "toSeconds" },
          y: {
            field: "server",
            type: "nominal",
            sort: servers.map((server) => server.name),
            title: null,
            axis: { labels: servers.length <= 8, ticks: false, domain: false, labelFontSize: 10.5 },
          },
          color: {
            field: "utilisation",
            type: "quantitative",
            scale: { domain: [0, 1], range: ["#eaf1f8", "#7fb3d8", "#1f6aa5", "#062a4a"] },
            legend: {
              title: "In use",
              format: ".0%",
              orient: "top",
              gradientLength: 180,
              gradientStrokeColor: inks.grid.light,
              tickCount: 3,
            },
          },
        },
      },
      resolve: { scale: { x: "shared" } },
    },
  };
}
