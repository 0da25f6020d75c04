/** How each policy's normalised scores are distributed over all points and seeds. */
import { Rng } from "../../../../core/rng.ts";
import { performanceProfile } from "../../../../stats/index.ts";
import type { Figure } from "../../figure.ts";
import { formatNumber } from "../../format.ts";
import { plotWidth } from "../../theme.ts";
import type { MatrixContext } from "../matrix-context.ts";
import { normalisingPolicy } from "../normalised-scores.ts";
import { policyEncoding } from "./policy-encoding.ts";

const steps = 120;
/** Scores above this are off the figure: worse than no cooperation by half. */
const mostShown = 1.5;

/** Null where no scores can be compared. */
export function performanceProfiles(context: MatrixContext): Figure | null {
  const { overall } = context;
  const scores = overall.flatMap(({ columns }) => columns.flatMap((column) => column.scores));
  if (scores.length === 0) return null;
  const low = Math.min(...scores);
  const high = Math.min(mostShown, Math.max(...scores));
  if (!(high > low)) return null;
  const margin = (high - low) / 20;
  const width = high - low + 2 * margin;
  const thresholds = Array.from({ length: steps + 1 }, (_, k) => low - margin + (k * width) / steps);
  const rows = overall.flatMap(({ policy, columns }) =>
    performanceProfile(columns, thresholds, Rng.stream(0, `matrix/${policy.name}/profile`)).map(
      ({ threshold, fraction, band }) => ({
        policy: policy.name,
        threshold,
        fraction,
        low: band?.low ?? null,
        high: band?.high ?? null,
      }),
    ),
  );
  const { color, strokeDash } = policyEncoding(
    context,
    overall.map(({ policy }) => policy.name),
  );
  const x = {
    field: "threshold",
    type: "quantitative",
    title: `Score: objective relative to ${normalisingPolicy}`,
    scale: { zero: false, nice: false },
  } as const;
  const y = {
    field: "fraction",
    type: "quantitative",
    title: "Fraction of runs with at most this score",
    scale: { domainMin: 0, domainMax: 1 },
  } as const;
  const best = overall[0]!;
  return {
    name: "performance-profiles",
    title: "Performance profiles",
    caption:
      `The share of all runs (seeds × points) whose objective, relative to that of ${normalisingPolicy} at the same point, is at most the score: the further left and up, the better. ` +
      "Bands: pointwise 95 % stratified bootstrap over seeds. Policies without several seeds have one run a point.",
    alt: `Step lines of the distribution of relative objectives; the lowest interquartile mean is that of ${best.policy.name}, ${formatNumber(best.iqm)}.`,
    columns: ["policy", "threshold", "fraction", "low", "high"],
    rows,
    spec: {
      data: { values: rows },
      width: plotWidth,
      height: 280,
      layer: [
        {
          transform: [{ filter: "isValid(datum.low)" }],
          mark: { type: "area", opacity: 0.18, interpolate: "step-after" },
          encoding: { x, y: { ...y, field: "low" }, y2: { field: "high" }, color },
        },
        { mark: { type: "line", interpolate: "step-after" }, encoding: { x, y, color, strokeDash } },
      ],
    },
  };
}
