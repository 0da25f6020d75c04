/** The forecaster's scores beside the simple forecasters it has to beat. */
import { formatFixed } from "../format.ts";
import type { ReportContext } from "../report-context.ts";
import type { ForecastScore } from "../report-data.ts";
import { type Html, html } from "./html.ts";

/** R² with two decimals; far below zero it only matters that it is useless. */
function score(value: number | null): string {
  if (value === null) return "\u2013";
  return value < -99 ? "< \u221299" : formatFixed(value, 2);
}

/** "best on 4 of 6 scores" for the trained forecaster; scores of equal target and rank (task or burst) compete. */
function standing(scores: readonly ForecastScore[], forecaster: string): string {
  let judged = 0;
  let won = 0;
  for (const own of scores.filter((s) => s.forecaster === forecaster)) {
    const rivals = scores.filter(
      (s) => s.forecaster !== forecaster && s.target === own.target && s.per === own.per,
    );
    for (const key of ["r2Raw", "r2Log"] as const) {
      const value = own[key];
      if (value === null || rivals.length === 0) continue;
      judged++;
      if (rivals.every((rival) => (rival[key] ?? Number.NEGATIVE_INFINITY) < value)) won++;
    }
  }
  return `${forecaster} has the highest R² in ${won} of ${judged} scores`;
}

/** `null` without a trained forecaster. */
export function forecastTable(context: ReportContext): Html | null {
  const report = context.data.forecasts;
  if (report === null || report.scores.length === 0) return null;
  const forecasters = [...new Set(report.scores.map((s) => s.forecaster))].sort(
    (p, q) => Number(q === report.forecaster) - Number(p === report.forecaster),
  );
  const targets = [...new Set(report.scores.map((s) => s.target))];
  const levels = (["task", "burst"] as const).filter((per) => report.scores.some((s) => s.per === per));
  const find = (forecaster: string, target: string, per: string) =>
    report.scores.find((s) => s.forecaster === forecaster && s.target === target && s.per === per);
  return html`<div class="table" role="region" aria-label="Forecaster scores" tabindex="0"><table>
<caption><b>Table 3. R² of the forecasts</b> on the ${report.window} window; 1 is exact, 0 as good as the constant mean of that window.</caption>
<thead><tr><th scope="col" rowspan="2">Forecaster</th><th scope="col" rowspan="2">Judged</th>${targets.map((target) => html`<th scope="colgroup" colspan="2" class="number">${target}</th>`)}</tr>
<tr>${targets.map(() => html`<th scope="col" class="number">raw</th><th scope="col" class="number">log</th>`)}</tr></thead>
<tbody>${levels.map((per) =>
    forecasters.map(
      (
        forecaster,
      ) => html`<tr${forecaster === report.forecaster ? html` class="learned"` : null}><th scope="row">${forecaster}</th><td>per ${per}</td>${targets.map(
        (target) => {
          const found = find(forecaster, target, per);
          return html`<td class="number">${score(found?.r2Raw ?? null)}</td><td class="number">${score(found?.r2Log ?? null)}</td>`;
        },
      )}</tr>
`,
    ),
  )}</tbody></table></div>
<p class="note">${standing(report.scores, report.forecaster)}. Raw: R² of the values, which the few largest decide. Log: R² of their logarithms.</p>`;
}
