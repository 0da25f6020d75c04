/** The best that each search has found, against the budget used. */
import type { Figure } from "../../report/figure.ts";
import { formatNumber, joinWords } from "../../report/format.ts";
import { plotWidth } from "../../report/theme.ts";
import { trainingDecisions } from "../budget.ts";
import type { OpenTuning } from "../open-tuning.ts";
import { type AlgorithmOutcome, scoreOf, type TuningOutcome } from "../tuning-outcome.ts";
import { criterionTitle, tuningStyles } from "./tuning-styles.ts";

/** null when nothing has come to a score. */
export function bestSoFar(context: OpenTuning, outcome: TuningOutcome): Figure | null {
  const searches = outcome.algorithms.flatMap((one) => searchOf(context, one));
  if (searches.length === 0) return null;
  const worst = Math.max(...searches.map(({ selection }) => selection));
  const rules = outcome.baselines.map(({ baseline, decisions, judgement }) => ({
    policy: baseline,
    decisions,
    selection: judgement.selection,
  }));
  // A baseline far above the curves would press them flat; it is named in the caption instead.
  const least = Math.min(...searches.map(({ selection }) => selection));
  const bound = worst + 0.5 * (worst - least || worst);
  const near = rules.filter(({ selection }) => selection <= bound);
  const far = rules.filter((rule) => !near.includes(rule));
  const styles = tuningStyles(outcome);
  const names = [...new Set([...searches, ...near].map(({ policy }) => policy))];
  const x = { field: "decisions", type: "quantitative", title: "Decisions used" } as const;
  const y = {
    field: "selection",
    type: "quantitative",
    title: criterionTitle,
    scale: { zero: false, nice: true },
  } as const;
  const color = {
    field: "policy",
    type: "nominal",
    scale: { domain: names, range: names.map((name) => styles.get(name)!.colour.light) },
    legend: { title: null, symbolType: "stroke", orient: "bottom", columns: 6, symbolSize: 350 },
  } as const;
  const strokeDash = {
    field: "policy",
    type: "nominal",
    scale: { domain: names, range: names.map((name) => [...styles.get(name)!.dash]) },
    legend: { title: null, orient: "bottom", columns: 6, symbolSize: 350 },
  } as const;
  const ends = outcome.algorithms.map(({ algorithm }) => {
    const last = searches.filter(({ policy }) => policy === algorithm).at(-1);
    return `${algorithm} ${last === undefined ? "has no score" : `ends at ${formatNumber(last.selection)}`}`;
  });
  return {
    name: "best-so-far",
    title: "Best so far",
    caption:
      "The lowest criterion of any trial so far, as if trials were trained one after the other, rung by rung. Decisions are those on simulated tasks, in training and in " +
      "validation. Dashed rules: baselines, searched with at most the same number of decisions, as their search ended." +
      (far.length > 0
        ? ` Above the frame: ${joinWords(far.map((rule) => `${rule.policy} (${formatNumber(rule.selection)})`))}.`
        : ""),
    alt: `Step lines of the best criterion against decisions used: ${joinWords(ends)}.`,
    columns: ["policy", "decisions", "selection"],
    rows: [...searches, ...rules],
    spec: {
      width: plotWidth,
      height: 280,
      layer: [
        {
          data: { values: near },
          mark: { type: "rule", strokeWidth: 1.4 },
          encoding: { y, color, strokeDash },
        },
        {
          data: { values: searches },
          mark: { type: "line", interpolate: "step-after", strokeWidth: 2.4, point: searches.length <= 3 },
          encoding: { x, y, color },
        },
      ],
    },
  };
}

function searchOf(context: OpenTuning, { algorithm, trials }: AlgorithmOutcome) {
  const { costs, episodes, validateEvery, tuning } = context;
  const decisionsUntil = (until: number) =>
    tuning.seeds.length * trainingDecisions(costs, until, episodes, validateEvery);
  const rounds = Math.max(0, ...trials.map(({ rungs }) => rungs.length));
  const rows: { policy: string; decisions: number; selection: number }[] = [];
  let decisions = 0;
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    for (const { rungs } of trials) {
      const rung = rungs[round];
      if (rung === undefined) continue;
      decisions += decisionsUntil(rung.episodes) - decisionsUntil(rungs[round - 1]?.episodes ?? 0);
      best = Math.min(best, scoreOf(rung));
      if (Number.isFinite(best)) rows.push({ policy: algorithm, decisions, selection: best });
    }
  }
  return rows;
}
