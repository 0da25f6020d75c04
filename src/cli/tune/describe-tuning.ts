/** What `edgeflock tune` prints. */
import type { TuningRun } from "../../experiments/index.ts";
import { countOf, readable, textTable } from "../text-table.ts";

/** One row a policy, the settings that were found, and where everything lies. */
export function describeTuning({ outcome, budget, report, best }: TuningRun): string {
  const { algorithms, baselines } = outcome;
  const learned = algorithms.map(({ algorithm, best: chosen, trials }) => {
    const own = trials[0]!;
    return [
      algorithm,
      chosen === null ? "none came to an end" : `trial ${chosen.trial} of ${trials.length}`,
      scoreText(chosen?.rungs.at(-1)?.judgement?.selection),
      chosen === null ? "" : scoreText(chosen.rungs.at(-1)?.judgement?.objective),
      own.status === "complete" ? scoreText(own.rungs.at(-1)?.judgement?.selection) : "stopped early",
    ];
  });
  const rest = baselines.map(({ baseline, isSearched, judgement }) => [
    baseline,
    isSearched ? "its own search" : "nothing to search",
    scoreText(judgement.selection),
    scoreText(judgement.objective),
    "",
  ]);
  const header = ["policy", "chosen", "criterion", "validation objective", "with its own settings"];
  const align = ["left", "left", "right", "right", "right"] as const;
  const found = algorithms.flatMap(({ algorithm, best: chosen }) =>
    chosen === null ? [] : [`${algorithm}: ${settingsText(chosen.values)}`],
  );
  return [
    textTable(header, [...learned, ...rest], align),
    `criterion: mean objective on the validation and the training window; budget of each policy: ${countOf(budget)} decisions\n`,
    ...found.map((line) => `${line}\n`),
    ...(best === null
      ? []
      : [`best settings: ${best} (judge them with \`edgeflock run … --settings ${best}\`)\n`]),
    `report: ${report}\n`,
  ].join("");
}

export function tuningJson({ outDir, report, best, budget, outcome, failures }: TuningRun): unknown {
  return {
    outDir,
    report,
    best,
    budget,
    algorithms: outcome.algorithms.map(({ algorithm, best: chosen, trials }) => ({
      algorithm,
      best: chosen?.trial ?? null,
      trials: trials.map(({ trial, bracket, status, values, rungs }) => ({
        trial,
        bracket,
        status,
        settings: values,
        rungs,
      })),
    })),
    baselines: outcome.baselines,
    failures,
  };
}

function scoreText(value: number | undefined): string {
  return value === undefined ? "–" : readable(value);
}

function settingsText(values: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(values).map(([path, value]) => `${path} ${JSON.stringify(value)}`);
  return parts.length === 0 ? "nothing was searched" : parts.join(", ");
}
