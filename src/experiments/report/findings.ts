/** The result in sentences, made from the numbers: says what may be said, and what may not. */
import type { Comparison } from "./comparison.ts";
import { formatChange, formatFixed, formatNumber, joinWords } from "./format.ts";
import type { ReportContext } from "./report-context.ts";
import type { PolicySummary } from "./summary.ts";

const names = (list: readonly Comparison[]) => joinWords(list.map(({ other }) => other.policy.name));

/** "1.83 (95 % over 5 seeds: 1.80 to 1.86)". */
function objectiveOf({ policy, seeds, metrics }: PolicySummary): string {
  const { mean, overSeeds } = metrics.objective;
  if (overSeeds !== null) {
    return `${formatNumber(mean)} (95 % over ${seeds.length} seeds: ${formatNumber(overSeeds.low)} to ${formatNumber(overSeeds.high)})`;
  }
  return `${formatNumber(mean)}${policy.kind === "learned" ? " (one seed, no interval)" : ""}`;
}

function learnedSentences(learned: PolicySummary, comparisons: readonly Comparison[]): string {
  const name = learned.policy.name;
  const start = `${name} has an objective of ${objectiveOf(learned)}.`;
  if (comparisons.length === 0) return `${start} There is no other policy to compare it with.`;
  const lower = comparisons.filter(({ difference }) => difference < 0);
  const rest = comparisons.filter(({ difference }) => difference >= 0);
  const of = (list: readonly Comparison[], certainty: Comparison["certainty"]) =>
    list.filter((comparison) => comparison.certainty === certainty);
  const unclear = of(comparisons, "unclear");
  const clauses = [
    [of(lower, "apart"), (n: string) => `It beats ${n}, with intervals apart.`],
    [
      of(lower, "paired"),
      (n: string) =>
        `It is lower than ${n} in the paired comparison, but their intervals over seeds overlap.`,
    ],
    [unclear, (n: string) => `It is not clearly different from ${n}: the paired interval holds zero.`],
    [
      of(rest, "paired"),
      (n: string) =>
        `It is higher than ${n} in the paired comparison, but their intervals over seeds overlap.`,
    ],
    [of(rest, "apart"), (n: string) => `It loses to ${n}, with intervals apart.`],
    [of(lower, "single"), (n: string) => `Its value is below that of ${n}.`],
    [of(rest, "single"), (n: string) => `Its value is not below that of ${n}.`],
  ] as const;
  const said = clauses.flatMap(([list, sentence]) => (list.length > 0 ? [sentence(names(list))] : []));
  const single =
    learned.seeds.length < 2
      ? " It was trained with one seed only, so there is no interval, and nothing here says that another training run would come out alike."
      : of(comparisons, "single").length > 0
        ? " Against a policy trained with one seed only no interval can be given."
        : "";
  return `${start} ${said.join(" ")}${single}`;
}

/** One paragraph each: the overall order, then every learned policy, best first. */
export function findings(context: ReportContext): string[] {
  const { best, local, learned, ranked } = context;
  const { scenario, evaluatedWindow } = context.data;
  const objective = best.metrics.objective.mean;
  const change = (other: PolicySummary) => formatChange(objective / other.metrics.objective.mean - 1);
  const versusLocal = local !== null && local !== best ? `, ${change(local)} against local` : "";
  const where = `on the ${evaluatedWindow} window of ${scenario.name}`;
  const lead = `The lowest mean objective of ${ranked.length} ${ranked.length === 1 ? "policy" : "policies"} ${where} is that of ${best.policy.name}: ${formatNumber(objective)}${versusLocal}.`;
  const first = learned[0];
  if (first === undefined) return [`${lead} No learned policy was evaluated.`];
  const gap = first.summary.metrics.objective.mean / objective - 1;
  const behind =
    first.summary === best
      ? ""
      : ` The best learned policy, ${first.summary.policy.name}, is ${formatFixed(100 * gap, 1)} % above it.`;
  return [
    lead + behind,
    ...learned.map(({ summary, comparisons }) => learnedSentences(summary, comparisons)),
  ];
}
