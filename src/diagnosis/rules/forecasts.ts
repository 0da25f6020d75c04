/** Forecasts that have become worse than naive ones (docs/forecasting.md, "When the workload changes"). */
import { fine, found, type Rule, unchecked } from "../finding.ts";
import { number } from "../format.ts";
import { replaceSetting } from "../settings.ts";

/** Targets that are named in a sentence. */
const named = 3;

const forecastDrift: Rule = {
  name: "forecast-drift",
  check(run) {
    if (run.drift === null) return unchecked("the run has no forecaster, or nobody watches it");
    const drifts = run.drift.filter(({ event }) => event === "forecast-drifted");
    const [first] = drifts;
    if (first === undefined) return fine;
    const placeOf = ({ server, target }: typeof first) => `${target} at ${server ?? "all servers together"}`;
    const last = new Map(run.drift.map((note) => [placeOf(note), note]));
    const open = [...last.values()].filter(({ event }) => event === "forecast-drifted");
    const shown = open.length > 0 ? open : drifts;
    const sentence = shown
      .slice(0, named)
      .map(
        (note) =>
          `${placeOf(note)} (${number(note.forecasterError)} against ${number(note.naiveError)} of ${note.naive}, episode ${note.episode})`,
      )
      .join(", ");
    const rest = shown.length > named ? ` and ${shown.length - named} more` : "";
    return found({
      severity: open.length > 0 ? "warning" : "note",
      evidence: `${drifts.length} times forecasts became worse than naive ones, ${open.length === 0 ? "and better again each time" : `${open.length} are still`}: ${sentence}${rest} (threshold: 5 % worse, with the monitor's certainty).`,
      numbers: { drifts: drifts.length, open: open.length },
      episodes: [first.episode, run.drift.at(-1)!.episode],
      cause: "The workload is no longer what the forecaster was trained on, or it was trained on too little.",
      changes: replaceSetting(run, "forecastDrift", "mask"),
      advice:
        "Train the forecaster anew: `edgeflock forecast retrain DIR --out FOLDER`, and hand it to `train --forecaster FOLDER`.",
    });
  },
};

export const forecastRules: readonly Rule[] = [forecastDrift];
