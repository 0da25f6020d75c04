/** The page of a tuning: what came out, how it was searched, and what the settings do. */
import { studentInterval } from "../../../stats/index.ts";
import type { DrawnFigure } from "../../report/draw-figures.ts";
import { formatNumber } from "../../report/format.ts";
import { type Html, html } from "../../report/page/html.ts";
import { FigureNumbers, pageShell, readableTime } from "../../report/page/page-shell.ts";
import { importanceOf } from "../importance.ts";
import type { OpenTuning } from "../open-tuning.ts";
import { type AlgorithmOutcome, lastRung, type TuningOutcome } from "../tuning-outcome.ts";

export interface TuningPageFacts {
  /** Time of writing (ISO 8601). */
  readonly generatedAt: string;
  readonly facts: Readonly<Record<string, string | number>>;
  /** Command lines that go on from here. */
  readonly commands: readonly string[];
}

export function tuningPage(
  context: OpenTuning,
  outcome: TuningOutcome,
  { generatedAt, facts, commands }: TuningPageFacts,
  drawn: readonly DrawnFigure[],
  fontFaces: string,
): string {
  const figures = new FigureNumbers(drawn);
  const { tuning, scenario } = context;
  return pageShell({
    title: `${tuning.name}: tuning of ${outcome.algorithms.map(({ algorithm }) => algorithm).join(", ") || "baselines"}`,
    meta: [`scenario ${scenario.name}`, "validation and training window", readableTime(generatedAt)],
    lead: null,
    sections: [
      {
        id: "result",
        title: "What came out",
        content: html`${resultTable(outcome)}
<p class="note">The criterion is the mean of the objectives on the validation and the training window, on draws of homes that no result is reported on. The best of many trials looks better than it is: judge its settings anew,
with other seeds, on the test window. Which of the policies is best is not for this table to say.</p>${figures.show("best-so-far")}`,
        parts: [],
      },
      ...outcome.algorithms.map((one) => ({
        id: `of-${one.algorithm}`,
        title: one.algorithm,
        content: html`${bestTable(one)}${importanceTable(one)}${figures.show(`rungs-${one.algorithm}`)}${figures.show(`settings-${one.algorithm}`)}`,
        parts: [],
      })),
      {
        id: "setup",
        title: "What was run",
        content: html`<dl>${Object.entries(facts).map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`,
        parts: [],
      },
      {
        id: "go-on",
        title: "How to go on",
        content: html`<pre><code>${commands.join("\n")}</code></pre>`,
        parts: [],
      },
    ],
    fontFaces,
  });
}

function resultTable({ algorithms, baselines }: TuningOutcome): Html {
  const learned = algorithms.map(({ algorithm, best, trials }) => {
    const rung = best === null ? null : lastRung(best);
    const own = trials[0]!;
    return [
      algorithm,
      best === null ? "none came to an end" : `trial ${best.trial}`,
      rung?.judgement == null ? "–" : formatNumber(rung.judgement.selection),
      rung === null ? "–" : spread(rung.bySeed),
      own.status === "complete" ? formatNumber(lastRung(own).judgement!.selection) : "stopped early",
    ];
  });
  const rest = baselines.map(({ baseline, isSearched, judgement }) => [
    baseline,
    isSearched ? "its own search" : "nothing to search",
    formatNumber(judgement.selection),
    "–",
    "–",
  ]);
  return html`<div class="table" role="region" aria-label="Best of each policy" tabindex="0"><table>
<caption><b>Best of each policy</b> within the same budget, by the criterion; less is better. Over seeds: 95 % interval by Student’s t.</caption>
<thead><tr><th scope="col">Policy</th><th scope="col">Chosen</th><th scope="col" class="number">Criterion</th><th scope="col" class="number">Over seeds</th><th scope="col" class="number">Its own settings</th></tr></thead>
<tbody>${[...learned, ...rest].map(
    ([name, ...cells]) =>
      html`<tr><th scope="row">${name!}</th>${cells.map((cell, k) => html`<td class="${k === 0 ? "" : "number"}">${cell}</td>`)}</tr>
`,
  )}</tbody></table></div>`;
}

function spread(bySeed: readonly number[]): string {
  const interval = studentInterval(bySeed);
  return interval === null ? "–" : `${formatNumber(interval.low)} to ${formatNumber(interval.high)}`;
}

function bestTable({ algorithm, best, trials }: AlgorithmOutcome): Html | null {
  if (best === null) return null;
  const own = trials[0]!.values;
  return html`<div class="table" role="region" aria-label="Best settings of ${algorithm}" tabindex="0"><table>
<caption><b>Best settings</b> of ${algorithm}, trial ${best.trial}, beside those it had.</caption>
<thead><tr><th scope="col">Setting</th><th scope="col" class="number">Best</th><th scope="col" class="number">Before</th></tr></thead>
<tbody>${Object.entries(best.values).map(
    ([path, value]) =>
      html`<tr><th scope="row">${path}</th><td class="number">${JSON.stringify(value)}</td><td class="number">${JSON.stringify(own[path])}</td></tr>
`,
  )}</tbody></table></div>`;
}

function importanceTable(outcome: AlgorithmOutcome): Html | null {
  const known = importanceOf(outcome).filter(({ correlation }) => correlation !== null);
  if (known.length === 0) return null;
  return html`<div class="table" role="region" aria-label="Importance of settings" tabindex="0"><table>
<caption><b>Importance of settings</b> of ${outcome.algorithm}: Spearman’s rank correlation of value and criterion over ${known[0]!.trials} trials at the first rung, with 95 % intervals. Above 0: larger values do worse.</caption>
<thead><tr><th scope="col">Setting</th><th scope="col" class="number">ρ</th><th scope="col" class="number">Interval</th></tr></thead>
<tbody>${known.map(({ path, correlation }) => {
    const { rho, interval } = correlation!;
    const bounds = interval === null ? "–" : `${interval.low.toFixed(2)} to ${interval.high.toFixed(2)}`;
    return html`<tr><th scope="row">${path}</th><td class="number">${rho.toFixed(2)}</td><td class="number">${bounds}</td></tr>
`;
  })}</tbody></table></div>`;
}
