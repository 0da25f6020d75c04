/** What `train` and `resume` share: progress of a training, and what is printed when it is done. */
import type { TrainedRun, TrainOptions, TrainProgress } from "../train/index.ts";
import type { CommandContext } from "./command.ts";
import type { Progress } from "./progress.ts";
import { readable } from "./text-table.ts";

/** Hooks that show a training's progress, and stop it at its next checkpoint on Ctrl-C. */
export function trainingHooks(
  context: CommandContext,
  progress: Progress,
): Required<Pick<TrainOptions, "signal" | "onProgress" | "onWarning">> {
  return {
    signal: context.stopSignal(),
    onProgress: (event) => progress.update(event.fraction, describe(event), event.remainingSeconds),
    onWarning: (text) => progress.note(`warning: ${text}`),
  };
}

function describe(event: TrainProgress): string {
  const episode =
    event.stage === "forecaster" ? event.stage : `${event.stage} episode ${event.episode}/${event.episodes}`;
  return Number.isNaN(event.bestObjective)
    ? episode
    : `${episode}, best policy so far: validation objective ${readable(event.bestObjective)}`;
}

export function trainedResult(run: TrainedRun): { json: unknown; text: string } {
  const { folder, manifest, bestObjective, bestEpisode } = run;
  return {
    json: {
      folder,
      status: manifest.status,
      algorithm: manifest.algorithm.name,
      seed: manifest.seed,
      episodes: manifest.episodes,
      bestEpisode,
      bestObjective,
    },
    text:
      `${manifest.algorithm.name}, seed ${manifest.seed}: ${manifest.episodes} episodes into ${folder}\n` +
      `best policy after episode ${bestEpisode}: validation objective ${readable(bestObjective)}\n` +
      `next: edgeflock evaluate ${folder}\n`,
  };
}
