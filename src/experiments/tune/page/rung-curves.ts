/** Every trial of an algorithm from rung to rung: who went on, and what it came to. */
import type { Figure } from "../../report/figure.ts";
import { formatNumber } from "../../report/format.ts";
import { inks } from "../../report/palette.ts";
import { plotWidth } from "../../report/theme.ts";
import { type AlgorithmOutcome, lastRung, type TuningOutcome } from "../tuning-outcome.ts";
import { criterionTitle, tuningStyles } from "./tuning-styles.ts";

/** null when no trial of the algorithm has a score. */
export function rungCurves(
  outcome: TuningOutcome,
  { algorithm, trials, best }: AlgorithmOutcome,
): Figure | null {
  const rows = trials.flatMap((trial) =>
    trial.rungs.flatMap(({ episodes, judgement }) =>
      judgement === null
        ? []
        : [
            {
              trial: trial.trial,
              shown: trial === best ? "best" : trial.trial === 0 ? "own settings" : "others",
              episodes,
              selection: judgement.selection,
            },
          ],
    ),
  );
  if (rows.length === 0) return null;
  const own = tuningStyles(outcome).get(algorithm)!.colour.light;
  const colours = { best: own, "own settings": inks.text.light, others: inks.quiet.light };
  const shown = (["best", "own settings", "others"] as const).filter((kind) =>
    rows.some((row) => row.shown === kind),
  );
  const range = shown.map((kind) => colours[kind]);
  const ends: number[] = [...new Set(rows.map(({ episodes }) => episodes))];
  const x = {
    field: "episodes",
    type: "quantitative",
    title: "Training episodes",
    axis: { values: ends, format: "d" },
    scale: { zero: false, nice: false, padding: 12 },
  } as const;
  const y = {
    field: "selection",
    type: "quantitative",
    title: criterionTitle,
    scale: { zero: false, nice: true },
  } as const;
  const legend = { title: null, orient: "bottom" } as const;
  const color = { field: "shown", type: "nominal", scale: { domain: shown, range }, legend } as const;
  const text =
    best === null
      ? "no trial came to an end"
      : `trial ${best.trial} is best with ${formatNumber(lastRung(best).judgement!.selection)}`;
  return {
    name: `rungs-${algorithm}`,
    title: `${algorithm}: trials from rung to rung`,
    caption:
      "A dot is a trial at a rung, the mean over its seeds; a line joins those of one trial. Lines end where others went on. Trial 0 has the algorithm’s own settings.",
    alt: `Lines of the criterion against training episodes, one a trial: ${text}.`,
    columns: ["trial", "shown", "episodes", "selection"],
    rows,
    spec: {
      width: plotWidth,
      height: 260,
      data: { values: rows },
      layer: [
        {
          mark: { type: "line", strokeWidth: 1.2, opacity: 0.7 },
          encoding: { x, y, color, detail: { field: "trial" } },
        },
        { mark: { type: "point", filled: true, size: 36, opacity: 0.9 }, encoding: { x, y, color } },
      ],
    },
  };
}
