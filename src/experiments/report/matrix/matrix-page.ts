/** The page of a matrix: one HTML file that loads nothing, with links to the reports of its points. */
import type { Interval } from "../../../stats/index.ts";
import type { DrawnFigure } from "../draw-figures.ts";
import { formatChange, formatFixed } from "../format.ts";
import { type Html, html } from "../page/html.ts";
import { FigureNumbers, pageShell, readableTime } from "../page/page-shell.ts";
import type { PolicySummary } from "../summary.ts";
import type { MatrixContext, OverallScore } from "./matrix-context.ts";
import { matrixFindings } from "./matrix-findings.ts";
import { normalisingPolicy } from "./normalised-scores.ts";

const none = "\u2013";
const decimals = 3;

/** @param fontFaces `@font-face` rules with the fonts inside */
export function matrixPage(context: MatrixContext, drawn: readonly DrawnFigure[], fontFaces: string): string {
  const { data } = context;
  const figures = new FigureNumbers(drawn);
  const ofAxis = (axis: number) =>
    drawn.map(({ figure }) => figure.name).filter((name) => name.startsWith(`axis-${axis + 1}-`));
  const parts = (names: readonly string[]) => names.map((id) => ({ id, title: figures.title(id) }));
  const profiles = ["performance-profiles"].filter((name) => figures.has(name));
  return pageShell({
    title: data.title,
    meta: [
      `${data.points.length} points`,
      `${context.points[0]?.point.data.evaluatedWindow ?? ""} window`,
      ...(data.generatedAt === null ? [] : [readableTime(data.generatedAt)]),
    ],
    lead: html`<div class="findings">${matrixFindings(context).map((text) => html`<p>${text}</p>`)}</div>`,
    sections: [
      {
        id: "overall",
        title: "Over all points",
        content: html`${overallSection(context)}${profiles.map((name) => figures.show(name))}`,
        parts: parts(profiles),
      },
      ...data.axes.map(({ name }, axis) => ({
        id: `axis-${axis + 1}`,
        title: `Along ${name}`,
        content: html`${ofAxis(axis).map((figure) => figures.show(figure))}`,
        parts: parts(ofAxis(axis)),
      })),
      { id: "points", title: "Point by point", content: pointsSection(context), parts: [] },
      {
        id: "reproduce",
        title: "How to reproduce",
        content: html`<pre><code>${data.commands.join("\n")}</code></pre>`,
        parts: [],
      },
    ],
    fontFaces,
  });
}

function range(interval: Interval | null): string {
  if (interval === null) return none;
  return `${formatFixed(interval.low, decimals)} – ${formatFixed(interval.high, decimals)}`;
}

function swatch({ styles }: MatrixContext, name: string): Html {
  const { light, dark } = styles.get(name)!.colour;
  return html`<th scope="row"><span class="swatch" style="--light:${light};--dark:${dark}"></span>${name}</th>`;
}

function overallSection(context: MatrixContext): Html {
  const { overall } = context;
  if (overall.length === 0) {
    return html`<p class="note">No policy is averaged over points: scores are relative to ${normalisingPolicy}, which was not judged at each of them.</p>`;
  }
  const row = ({
    policy,
    columns,
    improvement,
    ...score
  }: OverallScore) => html`<tr${policy.kind === "learned" ? html` class="learned"` : null}>${swatch(context, policy.name)}
<td class="number">${columns.reduce((sum, { scores }) => sum + scores.length, 0)}</td>
<td class="number">${formatFixed(score.iqm, decimals)}</td><td class="number">${range(score.iqmInterval)}</td>
<td class="number">${formatFixed(score.mean, decimals)}</td><td class="number">${range(score.meanInterval)}</td>
<td class="number">${improvement === null ? none : formatFixed(improvement.probability, 2)}</td>
<td class="number">${improvement?.interval == null ? none : `${formatFixed(improvement.interval.low, 2)} – ${formatFixed(improvement.interval.high, 2)}`}</td>
<td>${improvement?.against ?? none}</td></tr>
`;
  return html`<div class="table" role="region" aria-label="Scores over all points" tabindex="0"><table>
<caption><b>Table 1. Objective relative to ${normalisingPolicy}</b> over all points, lowest interquartile mean first.</caption>
<thead><tr><th scope="col">Policy</th><th scope="col" class="number">Runs</th><th scope="col" class="number">IQM</th><th scope="col" class="number">95 %</th>
<th scope="col" class="number">Mean</th><th scope="col" class="number">95 %</th><th scope="col" class="number">P(lower)</th><th scope="col" class="number">95 %</th><th scope="col">than</th></tr></thead>
<tbody>${overall.map(row)}</tbody></table></div>
<p class="note">A score is the mean objective of a seed over the draws of the homes, divided by that of ${normalisingPolicy} at the same point; less is better, 1 is no cooperation. IQM: interquartile mean, of the middle half of all scores.
Intervals: stratified bootstrap over seeds (Agarwal et al. 2021); points that share a training draw its seeds together. P(lower): probability that a run is below one of the best other policy, averaged over the points.</p>`;
}

function pointsSection(context: MatrixContext): Html {
  const { data, points } = context;
  const row = (
    summary: PolicySummary,
    best: PolicySummary,
  ) => html`<tr${summary.policy.kind === "learned" ? html` class="learned"` : null}>${swatch(context, summary.policy.name)}
<td class="number${summary === best ? " best" : ""}">${formatFixed(summary.metrics.objective.mean, decimals)}</td>
<td class="number">${range(summary.metrics.objective.overSeeds)}</td>
<td class="number">${formatFixed(summary.metrics.meanLatencySeconds.mean, decimals)}</td>
<td class="number">${formatFixed(summary.metrics.meanEnergyJoules.mean, decimals)}</td>
<td class="number">${formatFixed(summary.metrics.sharedHelperPercent.mean, 1)}</td>
<td class="number">${formatFixed(summary.metrics.cascadingOverloadPercent.mean, 1)}</td>
<td class="number">${summary === best ? none : formatChange(summary.metrics.objective.mean / best.metrics.objective.mean - 1)}</td></tr>
`;
  return html`<div class="table" role="region" aria-label="Results point by point" tabindex="0"><table>
<caption><b>Table 2. Results point by point</b>, lowest objective first.</caption>
<thead><tr><th scope="col">Policy</th><th scope="col" class="number">Objective</th><th scope="col" class="number">95 % over<br>seeds</th>
<th scope="col" class="number">Latency<br>[s]</th><th scope="col" class="number">Energy<br>[J]</th><th scope="col" class="number">Shared<br>picks [%]</th><th scope="col" class="number">Cascading<br>[%]</th><th scope="col" class="number">vs.<br>best</th></tr></thead>
${points.map(
  ({ point, context: own }) =>
    html`<tbody><tr class="group"><th colspan="8" scope="rowgroup"><a href="${point.folder}/report.html">${point.labels.map((label, k) => `${data.axes[k]!.name} ${label}`).join(", ")}</a></th></tr>${own.ranked.map((summary) => row(summary, own.best))}</tbody>`,
)}</table></div>
<p class="note">Shared picks: of all picks of a helping server, those of one that another home picks at once. Cascading: of all picks, those of such a server that is overloaded, or gets so at once (docs/experiments.md).
Paired comparisons with tests, Holm-corrected within each point, are in comparisons.csv and in the report of each point.</p>`;
}
