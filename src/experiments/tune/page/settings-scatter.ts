/** How trials of an algorithm did by the value of each setting, at the first rung. */
import { fontStack } from "../../../drawing/fonts.ts";
import type { Figure } from "../../report/figure.ts";
import { formatFixed } from "../../report/format.ts";
import { inks } from "../../report/palette.ts";
import { plotWidth } from "../../report/theme.ts";
import { importanceOf } from "../importance.ts";
import { type AlgorithmOutcome, scoreOf, type TuningOutcome } from "../tuning-outcome.ts";
import { criterionTitle, tuningStyles } from "./tuning-styles.ts";

const panelsInARow = 3;

/** null when there is nothing to show. */
export function settingsScatter(outcome: TuningOutcome, algorithmOutcome: AlgorithmOutcome): Figure | null {
  const { algorithm, space, trials, best } = algorithmOutcome;
  const importance = importanceOf(algorithmOutcome);
  const rows = importance.flatMap(({ path }) =>
    trials
      .filter(({ bracket, rungs }) => bracket === 0 && Number.isFinite(scoreOf(rungs[0]!)))
      .map((trial) => ({
        setting: path,
        trial: trial.trial,
        value: readableValue(trial.values[path]),
        shown: trial === best ? "best" : "others",
        selection: scoreOf(trial.rungs[0]!),
      })),
  );
  if (rows.length === 0) return null;
  const columns = Math.min(panelsInARow, importance.length);
  const range = [tuningStyles(outcome).get(algorithm)!.colour.light, inks.quiet.light];
  const panels = importance.map(({ path, correlation }) => {
    const { kind } = space[path]!;
    const rho =
      correlation === null
        ? "no order, or too few trials"
        : `rank correlation ${formatFixed(correlation.rho, 2)}`;
    const lines: string[] = [path, rho];
    const x =
      kind === "choice"
        ? ({ field: "value", type: "ordinal", title: path } as const)
        : ({
            field: "value",
            type: "quantitative",
            title: path,
            axis: { tickCount: 4 },
            scale: { type: kind === "logUniform" ? "log" : "linear", zero: false, nice: false },
          } as const);
    return {
      title: { text: lines, font: fontStack, fontSize: 11.5 },
      width: Math.floor(plotWidth / columns) - 60,
      height: 150,
      data: { values: rows.filter(({ setting }) => setting === path) },
      mark: { type: "point", filled: true, size: 34, opacity: 0.85 },
      encoding: {
        x: { ...x, title: null },
        y: {
          field: "selection",
          type: "quantitative",
          title: criterionTitle,
          axis: { tickCount: 4 },
          scale: { zero: false },
        },
        color: {
          field: "shown",
          type: "nominal",
          scale: { domain: ["best", "others"], range },
          legend: { title: null, orient: "bottom" },
        },
      },
    } as const;
  });
  return {
    name: `settings-${algorithm}`,
    title: `${algorithm}: what settings do`,
    caption:
      "A dot is a trial at the first rung, where all were trained alike, by the value of one setting; the settings with the strongest rank correlation come first. " +
      "The others vary at the same time, which scatters the dots.",
    alt: `Scatter plots of the criterion against the value of ${importance.map(({ path }) => path).join(", ")}.`,
    columns: ["setting", "trial", "value", "shown", "selection"],
    rows,
    spec: { concat: panels.map((panel) => ({ ...panel })), columns, spacing: 24 },
  };
}

function readableValue(value: unknown): number | string {
  return typeof value === "number" || typeof value === "string" ? value : JSON.stringify(value);
}
