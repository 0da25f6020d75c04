/** The headline: findings in words, the result table, and the paired comparisons. */
import type { Interval } from "../../../stats/index.ts";
import type { Comparison } from "../comparison.ts";
import { findings } from "../findings.ts";
import { decimalsFor, formatChange, formatFixed, formatNumber, formatP } from "../format.ts";
import { powerOf, powerSentence } from "../power.ts";
import type { ReportContext } from "../report-context.ts";
import { fewSeeds, type MetricKey, type PolicySummary } from "../summary.ts";
import { type Html, html } from "./html.ts";

const none = "\u2013";

export function findingsBox(context: ReportContext): Html {
  return html`<div class="findings">${findings(context).map((text) => html`<p>${text}</p>`)}</div>`;
}

/** The policy's name with the dot of its colour. */
function policyCell(context: ReportContext, { policy }: PolicySummary): Html {
  const { light, dark } = context.styles.get(policy.name)!.colour;
  return html`<th scope="row"><span class="swatch" style="--light:${light};--dark:${dark}"></span>${policy.name}</th>`;
}

const plainColumns: readonly { readonly key: MetricKey; readonly head: Html }[] = [
  { key: "meanLatencySeconds", head: html`Latency<br>[s]` },
  { key: "p95LatencySeconds", head: html`p95<br>[s]` },
  { key: "meanEnergyJoules", head: html`Energy<br>[J]` },
  { key: "droppedPercent", head: html`Dropped<br>[%]` },
];

export function resultTableSection(context: ReportContext): Html {
  const { ranked, best, local } = context;
  const decimals = (key: MetricKey) =>
    Math.min(3, decimalsFor(ranked.map(({ metrics }) => metrics[key].mean)));
  const range = (interval: Interval | null) =>
    interval === null
      ? none
      : `${formatFixed(interval.low, decimals("objective"))} – ${formatFixed(interval.high, decimals("objective"))}`;
  const change = (summary: PolicySummary, base: PolicySummary) =>
    summary === base ? none : formatChange(summary.metrics.objective.mean / base.metrics.objective.mean - 1);
  const missed = ranked.some(({ metrics }) => metrics.deadlineMissPercent.mean > 0);
  const columns = missed
    ? [...plainColumns, { key: "deadlineMissPercent" as const, head: html`Missed<br>[%]` }]
    : plainColumns;
  const rows = ranked.map(
    (
      summary,
    ) => html`<tr${summary.policy.kind === "learned" ? html` class="learned"` : null}>${policyCell(context, summary)}
<td>${summary.policy.kind}${marks[summary.policy.information]}</td>
<td class="number${summary === best ? " best" : ""}">${formatFixed(summary.metrics.objective.mean, decimals("objective"))}</td>
<td class="number">${range(summary.metrics.objective.overSeeds)}</td>
<td class="number">${range(summary.metrics.objective.overSeedsAndDraws)}</td>
${columns.map(({ key }) => html`<td class="number">${formatFixed(summary.metrics[key].mean, decimals(key))}</td>`)}
<td class="number">${change(summary, best)}</td>${local === null ? null : html`<td class="number">${change(summary, local)}</td>`}</tr>
`,
  );
  return html`<div class="table" role="region" aria-label="Results by policy" tabindex="0"><table>
<caption><b>Table 1. Results by policy</b>, lowest objective first.</caption>
<thead><tr><th scope="col">Policy</th><th scope="col">Kind</th><th scope="col" class="number">Objective</th>
<th scope="col" class="number">95 % over<br>seeds</th><th scope="col" class="number">95 % over seeds<br>and draws</th>
${columns.map(({ head }) => html`<th scope="col" class="number">${head}</th>`)}
<th scope="col" class="number">vs.<br>best</th>${local === null ? null : html`<th scope="col" class="number">vs.<br>local</th>`}</tr></thead>
<tbody>${rows}</tbody></table></div>
<p class="note">${sightNote(context)}All numbers are means over ${ranked[0]!.salts.length === 1 ? "one draw" : `${ranked[0]!.salts.length} draws`} of the homes${seedText(context)}; the p95 is the mean of the draws’ 95th percentiles (the value at rank ⌊0.95·n⌋).
Over seeds: ${intervalMethod(context)}, the draws held fixed. Over seeds and draws: percentile bootstrap that resamples both. A dash: no interval, because there is a single seed.</p>`;
}

/** Beside the kind of policies that see more than their own server. */
const marks = {
  local: "",
  peers: "\u00a0‡",
  releases: "\u00a0‖",
  global: "\u00a0†",
  twin: "\u00a0¶",
  "late-twin": "\u00a0#",
  future: "\u00a0§",
} as const;

function sightNote({ ranked }: ReportContext): string {
  const sees = (information: keyof typeof marks) =>
    ranked.some(({ policy }) => policy.information === information);
  const notes = [
    ...(sees("global") ? ["† Sees every server’s state at each decision."] : []),
    ...(sees("twin") ? ["¶ Asks a digital twin, which knows every task in flight."] : []),
    ...(sees("late-twin")
      ? ["# Asks a digital twin that hears of others’ decisions once a notice can have arrived."]
      : []),
    ...(sees("future") ? ["§ Knows what will arrive: a reference, not a policy for use."] : []),
    ...(sees("releases")
      ? ["‖ Sees its own server, hears neighbours, and knows of both when what is held will be free."]
      : []),
    ...(sees("peers")
      ? ["‡ Sees its own server, and hears what its neighbours last reported of their load."]
      : []),
  ];
  if (notes.length > 0 && sees("local")) notes.push("The others see their own server.");
  return notes.map((note) => `${note} `).join("");
}

function seedText(context: ReportContext): string {
  const counts = [...new Set(context.learned.map(({ summary }) => summary.seeds.length))].sort(
    (p, q) => p - q,
  );
  if (counts.length === 0) return "";
  return counts.length === 1 && counts[0] === 1
    ? "; one training seed"
    : ` and ${counts.join(" or ")} training seeds`;
}

function intervalMethod(context: ReportContext): string {
  const counts = context.ranked.map(({ seeds }) => seeds.length).filter((count) => count > 1);
  const some = [
    ...(counts.some((count) => count < fewSeeds) || counts.length === 0
      ? ["Student’s t on the seeds’ means"]
      : []),
    ...(counts.some((count) => count >= fewSeeds)
      ? [`percentile bootstrap (${fewSeeds} seeds or more)`]
      : []),
  ];
  return some.join("; ");
}

/** What a difference has to be like to be seen, where seeds are few. */
function powerNote({ learned }: ReportContext): Html | null {
  const sentences = learned.flatMap(({ summary }) => {
    const power = powerOf(summary);
    return power === null ? [] : [powerSentence(summary.policy.name, power)];
  });
  return sentences.length === 0 ? null : html`<p class="note">${sentences.join(" ")}</p>`;
}

const certaintyText = {
  apart: ["lower, intervals apart", "higher, intervals apart"],
  paired: ["lower in pairs, intervals overlap", "higher in pairs, intervals overlap"],
  unclear: ["no clear difference", "no clear difference"],
  single: ["lower (one seed)", "not lower (one seed)"],
} as const satisfies Record<Comparison["certainty"], readonly [string, string]>;

export function comparisonSection(context: ReportContext): Html | null {
  if (context.learned.every(({ comparisons }) => comparisons.length === 0)) return null;
  const all = context.learned.flatMap(({ comparisons }) => comparisons);
  const decimals = Math.min(3, decimalsFor(context.ranked.map(({ metrics }) => metrics.objective.mean)));
  const signed = (value: number) => `${value > 0 ? "+" : ""}${formatFixed(value, decimals)}`;
  const row = (c: Comparison) => html`<tr>${policyCell(context, c.other)}
<td class="number">${signed(c.difference)}</td>
<td class="number">${c.interval === null ? none : `${signed(c.interval.low)} to ${signed(c.interval.high)}`}</td>
<td class="number">${formatChange(c.relative)}</td>
<td class="number">${formatFixed(c.probabilityOfImprovement, 2)}${
    c.improvementInterval === null
      ? null
      : html`<br>${formatFixed(c.improvementInterval.low, 2)} – ${formatFixed(c.improvementInterval.high, 2)}`
  }</td>
<td class="number">${c.p === null ? none : formatP(c.p)}</td><td class="number">${c.pHolm === null ? none : formatP(c.pHolm)}</td>
<td class="number">${c.pSeedsHolm === null ? none : formatP(c.pSeedsHolm)}</td>
<td>${certaintyText[c.certainty][c.difference < 0 ? 0 : 1]}</td></tr>
`;
  const smallest = 2 ** (1 - context.ranked[0]!.salts.length);
  return html`<h3 id="comparisons">Paired comparisons</h3>
<div class="table" role="region" aria-label="Paired comparisons" tabindex="0"><table>
<caption><b>Table 2. Difference of the objective</b>, learned policy minus the other, on the same draws; negative is better.</caption>
<thead><tr><th scope="col">Against</th><th scope="col" class="number">Difference</th><th scope="col" class="number">95 % interval</th>
<th scope="col" class="number">Relative</th><th scope="col" class="number">P(lower)</th><th scope="col" class="number">p</th><th scope="col" class="number">p (Holm)</th><th scope="col" class="number">p over seeds<br>(Holm)</th><th scope="col">Reading</th></tr></thead>
${context.learned.map(
  ({ summary, comparisons }) =>
    html`<tbody><tr class="group"><th colspan="9" scope="rowgroup">${summary.policy.name}</th></tr>${comparisons.map(row)}</tbody>`,
)}</table></div>
<p class="note">${
    all.some(({ certainty }) => certainty === "single")
      ? "Where a learned policy has one training seed there is neither interval nor test. "
      : null
  }Interval: percentile bootstrap of the paired differences over seeds and draws. P(lower): share of pairs of seeds in which the learned policy’s mean is lower, with its 95 % bootstrap interval over seeds.
p: two-sided Wilcoxon signed-rank test over the draws, each difference averaged over seeds; it speaks about other draws of the homes, not about other training seeds${
    all.some(({ p }) => p !== null)
      ? `, and with so many draws cannot be below ${formatNumber(smallest)}`
      : ""
  }. p over seeds: the same test over the seeds, each averaged over the draws; it speaks about other trainings. Holm’s correction is over the comparisons of one learned policy.
“Intervals apart”: the paired interval excludes zero and the two policies’ intervals over seeds (a point where there is one seed) do not meet.</p>
${powerNote(context)}`;
}
