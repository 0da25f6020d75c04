/** Objective on the validation window against training, for every learned policy. */
import { mean, studentInterval } from "../../../stats/index.ts";
import type { Figure } from "../figure.ts";
import { formatNumber, joinWords } from "../format.ts";
import { colourScale, type ReportContext } from "../report-context.ts";
import type { LearningPoint } from "../report-data.ts";
import { plotWidth } from "../theme.ts";

/** Mean and 95 % band at each episode that every seed has reached. */
function bandOf(policy: string, points: readonly LearningPoint[]) {
  const seeds = new Set(points.map((point) => point.seed)).size;
  const byEpisode = new Map<number, LearningPoint[]>();
  for (const point of points) byEpisode.set(point.episode, [...(byEpisode.get(point.episode) ?? []), point]);
  return [...byEpisode]
    .sort(([p], [q]) => p - q)
    .filter(([, group]) => group.length === seeds)
    .map(([episode, group]) => {
      const values = group.map((point) => point.objective);
      const band = studentInterval(values);
      return {
        series: "mean over seeds",
        policy,
        seed: null,
        episode,
        decisions: mean(group.map((point) => point.decisions)),
        objective: mean(values),
        low: band?.low ?? null,
        high: band?.high ?? null,
      };
    });
}

/** `null` when nothing was trained. */
export function learningCurves(context: ReportContext): Figure | null {
  const learning = context.data.learning;
  const curves =
    learning?.curves.filter((curve) => curve.points.length > 0 && context.styles.has(curve.policy)) ?? [];
  if (learning === null || curves.length === 0) return null;
  const bands = curves.flatMap(({ policy, points }) => bandOf(policy, points));
  const seeds = curves.flatMap(({ policy, points }) =>
    [...points]
      .sort((p, q) => p.seed - q.seed || p.episode - q.episode)
      .map(({ seed, episode, decisions, objective }) => ({
        series: "one seed",
        policy,
        seed,
        episode,
        decisions,
        objective,
        low: null,
        high: null,
      })),
  );
  const last = Math.max(...seeds.map((row) => row.episode));
  const known = learning.baselines.filter(({ policy }) => context.styles.has(policy));
  const rules = known.map(({ policy, objective }) => ({
    series: "baseline",
    policy,
    seed: null,
    episode: last,
    decisions: null,
    objective,
    low: null,
    high: null,
  }));
  // A baseline far above the curves would press them flat; it is named in the caption instead.
  const reach = Math.max(...seeds.map((row) => row.objective));
  const span = reach - Math.min(...seeds.map((row) => row.objective)) || Math.abs(reach);
  const near = rules.filter((row) => row.objective <= reach + 0.5 * span);
  const far = rules.filter((row) => !near.includes(row));
  const drawn = [...new Set([...curves.map((curve) => curve.policy), ...near.map((row) => row.policy)])];
  const dash = drawn.map((name) => [...context.styles.get(name)!.dash]);
  const x = {
    field: "episode",
    type: "quantitative",
    title: "Training episodes",
    scale: { nice: false },
  } as const;
  const y = {
    field: "objective",
    type: "quantitative",
    title: `Objective on ${learning.window} (lower is better)`,
    scale: { zero: false, nice: true },
  } as const;
  const color = {
    field: "policy",
    type: "nominal",
    scale: colourScale(context, drawn),
    legend: { title: null, symbolType: "stroke", orient: "bottom", columns: 6, symbolSize: 350 },
  } as const;
  const strokeDash = {
    field: "policy",
    type: "nominal",
    scale: { domain: drawn, range: dash },
    legend: { title: null, orient: "bottom", columns: 6, symbolSize: 350 },
  } as const;
  const ends = curves.map(({ policy }) => {
    const final = bands.filter((row) => row.policy === policy).at(-1);
    return `${policy} ${final === undefined ? "has no common last episode" : `ends at ${formatNumber(final.objective)}`}`;
  });
  return {
    name: "learning-curves",
    title: "Learning curves",
    caption:
      `Objective on the ${learning.window} window during training. Thin lines: single seeds. Thick line: their mean over the episodes that ` +
      "all of them reached, with a 95 % band (Student’s t) where there is more than one. Dashed rules: policies that do not learn, on the same window." +
      (far.length > 0
        ? ` Above the frame: ${joinWords(far.map((row) => `${row.policy} (${formatNumber(row.objective)})`))}.`
        : ""),
    alt: `Line chart of the objective against training episodes: ${joinWords(ends)}.`,
    columns: ["series", "policy", "seed", "episode", "decisions", "objective", "low", "high"],
    rows: [...bands, ...seeds, ...rules],
    spec: {
      width: plotWidth,
      height: 280,
      layer: [
        {
          data: { values: bands.filter((row) => row.low !== null) },
          mark: { type: "area", opacity: 0.18, clip: true },
          encoding: {
            x,
            y: { ...y, field: "low" },
            y2: { field: "high" },
            color,
          },
        },
        {
          data: { values: near },
          mark: { type: "rule", strokeWidth: 1.4 },
          encoding: { y, color, strokeDash },
        },
        {
          data: { values: seeds },
          mark: { type: "line", strokeWidth: 0.8, opacity: 0.4 },
          encoding: { x, y, color, detail: { field: "seed" } },
        },
        {
          data: { values: bands },
          mark: { type: "line", strokeWidth: 2.4, point: bands.length <= 3 },
          encoding: { x, y, color },
        },
      ],
    },
  };
}
