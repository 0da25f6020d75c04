/**
 * The training loop: episodes with a new draw of homes each, validations, checkpoints. Starts from the folder's last
 * good checkpoint, or from nothing. Only times of the clock differ between two runs of one seed, and only run.json
 * holds any.
 */

import type { Learner, LearnerSnapshot, LearningAlgorithm } from "../agents/learner.ts";
import { sha256OfJson } from "../core/checksum.ts";
import { EdgeflockError } from "../core/errors.ts";
import { TimeLeft } from "../core/progress.ts";
import { loadForecaster } from "../forecast/neural/index.ts";
import type { Engine } from "../runtime/index.ts";
import { episodeSetup, type Scenario, type WindowSetup, type Workload } from "../scenario/index.ts";
import { CheckpointStore } from "./checkpoint-store.ts";
import type { CriticForecasts } from "./critic-forecasts.ts";
import { DivergedTraining } from "./diverged-training.ts";
import { writeEvents } from "./event-log.ts";
import { checksumOfFiles, type ForecasterFiles, trainRunForecaster } from "./forecasting.ts";
import { writeMetrics } from "./metrics-log.ts";
import { noteFindings } from "./note-findings.ts";
import type { TrainProgress } from "./progress.ts";
import type { RunFolder } from "./run-folder.ts";
import { lockRun } from "./run-lock.ts";
import type { TrainingControls } from "./training-controls.ts";
import { trainingRecord } from "./training-record.ts";
import { fromCheckpoint, newTrainingState, type TrainingState, toCheckpoint } from "./training-state.ts";
import { type ValidationSetups, validate, validationSetups } from "./validation.ts";
import { watchedForecasts } from "./watch-forecasts.ts";

/** Time between two checkpoints [s]: what `kill -9` loses at most, beside the episode in progress. */
const defaultCheckpointSeconds = 15;
/** Part of the work that training a forecaster is taken for, in the fraction that is shown. */
const forecasterShare = 0.1;

export interface LoopOptions extends TrainingControls {
  readonly folder: RunFolder;
  readonly scenario: Scenario;
  readonly workload: Workload;
  readonly algorithm: LearningAlgorithm;
  readonly engine: Engine;
}

export async function runTrainingLoop(options: LoopOptions): Promise<void> {
  await options.folder.requireWritable();
  const unlock = await lockRun(options.folder.path);
  try {
    const loop = new TrainingLoop(options);
    try {
      await loop.run();
    } finally {
      await loop.release();
    }
  } finally {
    await unlock();
  }
}

class TrainingLoop {
  readonly #timeLeft = new TimeLeft();
  readonly #startedAt = performance.now();
  readonly #validation: ValidationSetups;
  readonly #run: string;
  /** Part of the shown fraction that is over when the first episode begins. */
  #headStart = 0;
  #forecasterSeconds = 0;
  #secondsBefore = 0;
  #state: TrainingState;
  #learner: Learner | null = null;
  #releaseForecaster: (() => Promise<void>) | null = null;
  #forecasts: CriticForecasts | null = null;

  constructor(readonly options: LoopOptions) {
    const { scenario, algorithm, seed, episodes, validateEvery } = options.folder.manifest;
    this.#run = sha256OfJson({ scenario, algorithm, seed, episodes, validateEvery });
    this.#state = newTrainingState(seed);
    this.#validation = validationSetups(options.scenario, options.workload);
  }

  async run(): Promise<void> {
    const { folder, scenario, workload, signal } = this.options;
    const { checkpointSeconds = defaultCheckpointSeconds, pauseAfterEpisode = Number.POSITIVE_INFINITY } =
      this.options;
    const { episodes, validateEvery } = folder.manifest;
    await folder.removeUnfinishedFiles();
    const store = await CheckpointStore.open(folder.checkpoints);
    // Before anything is changed: a run whose checkpoints cannot be used stays as it is.
    const snapshot = await this.#readCheckpoint(store);
    await folder.update({ status: "training" });
    this.#secondsBefore = folder.manifest.timings.trainingSeconds;
    const learner = await this.#createLearner();
    if (snapshot !== null) learner.restore(snapshot);
    const state = this.#state;
    if (state.metrics.length === 0) await this.#validate(learner);
    let savedAt = performance.now();
    while (state.episode < episodes) {
      await this.#stopIfAsked(store, learner);
      if (state.episode >= pauseAfterEpisode) {
        await this.#save(store, learner, { status: "interrupted" });
        return;
      }
      const salt = `train-${state.saltRng.bits().toString(16).padStart(8, "0")}`;
      const statistics = await learner.trainEpisode(episodeSetup(scenario, workload, "train", salt));
      state.episode++;
      this.#log("train", learner, statistics);
      if (state.episode % validateEvery === 0 || state.episode === episodes) {
        await this.#validate(learner);
      } else {
        this.#report("training");
      }
      if (performance.now() - savedAt >= checkpointSeconds * 1000) {
        await this.#save(store, learner);
        savedAt = performance.now();
      }
    }
    if (signal?.aborted) await this.#stopIfAsked(store, learner);
    await this.#finish(store, learner);
  }

  async release(): Promise<void> {
    await this.#learner?.release();
    await this.#releaseForecaster?.();
  }

  async #createLearner(): Promise<Learner> {
    const { folder, scenario, workload, algorithm, engine } = this.options;
    const { seed, episodes } = folder.manifest;
    const setup = episodeSetup(scenario, workload, "train", "");
    const forecaster = algorithm.needsForecaster
      ? await loadForecaster(await this.#forecaster(), engine)
      : null;
    if (forecaster !== null) {
      this.#releaseForecaster = () => forecaster.release();
      this.#forecasts = watchedForecasts(forecaster, folder, { scenario, workload }, this.#state, (message) =>
        this.options.onWarning?.(message),
      );
    }
    const forecasts = this.#forecasts;
    this.#learner = await algorithm.create(folder.manifest.algorithm.config, {
      engine,
      seed,
      setup,
      episodes,
      // The loop's setups all come from `episodeSetup`, whose tasks carry the workload's columns.
      forecast: forecasts === null ? null : ({ tasks }) => forecasts.forecast(tasks as WindowSetup["tasks"]),
    });
    return this.#learner;
  }

  /** The folder's forecaster when it is whole, else the one handed in, else one trained now. */
  async #forecaster(): Promise<ForecasterFiles> {
    const { folder, scenario, workload, engine, signal, onWarning } = this.options;
    const kept = await folder.readFiles("forecaster", "forecaster.json");
    if (kept !== null && checksumOfFiles(kept) === folder.manifest.forecaster) return kept;
    if (folder.manifest.forecaster !== null) onWarning?.("the run's forecaster is damaged: it is made anew");
    const startedAt = performance.now();
    this.#headStart = this.options.forecaster === undefined ? forecasterShare : 0;
    const files =
      this.options.forecaster ??
      (await trainRunForecaster({
        scenario,
        workload,
        engine,
        seed: folder.manifest.seed,
        ...(signal === undefined ? {} : { signal }),
        onProgress: (fraction) => this.#report("forecaster", fraction * forecasterShare),
      }));
    const checksum = checksumOfFiles(files);
    if (folder.manifest.forecaster !== null && folder.manifest.forecaster !== checksum) {
      throw new EdgeflockError(
        "run",
        `${folder.path}: the run's forecaster is damaged, and another one came out of its training`,
        "Restore the folder `forecaster`, or train anew.",
      );
    }
    this.#forecasterSeconds = (performance.now() - startedAt) / 1000;
    await folder.writeFiles("forecaster", files, "forecaster.json");
    const timings = { ...folder.manifest.timings, forecasterSeconds: this.#forecasterSeconds };
    await folder.update({ forecaster: checksum, timings });
    return files;
  }

  /** Takes up the state of the last good checkpoint; returns the learner's part of it, null when there is none. */
  async #readCheckpoint(store: CheckpointStore): Promise<LearnerSnapshot | null> {
    const checkpoint = await store.readLast((message) => this.options.onWarning?.(message));
    if (checkpoint === null) return null;
    const { state, learner } = fromCheckpoint(this.#run, checkpoint);
    this.#state = state;
    return learner;
  }

  async #validate(learner: Learner): Promise<void> {
    this.#report("validating");
    const state = this.#state;
    // Asked for anew each time: what an algorithm hands out may have been built from its parameters of that moment.
    const statistics = await validate(await learner.greedyPolicy(), this.#validation);
    this.#log("validate", learner, statistics);
    const selection = statistics["selection"]!;
    if (state.best === null || selection < state.best.selection) {
      const objective = statistics["objective"]!;
      const { manifest } = this.options.folder;
      const record = trainingRecord(manifest, { episode: state.episode, objective, selection });
      state.best = { objective, selection, episode: state.episode, files: learner.exportPolicy(record) };
    }
    noteFindings(this.options.folder, state, (message) => this.options.onWarning?.(message));
    this.#report("training");
  }

  #log(kind: "train" | "validate", learner: Learner, values: Readonly<Record<string, number>>): void {
    for (const [name, value] of Object.entries(values)) {
      if (Number.isFinite(value)) continue;
      throw new DivergedTraining(`${name} is ${value} in episode ${this.#state.episode}`);
    }
    this.#state.metrics.push({ kind, episode: this.#state.episode, decisions: learner.decisions, values });
  }

  async #save(
    store: CheckpointStore,
    learner: Learner,
    changes: { status?: "interrupted" } = {},
  ): Promise<void> {
    const { folder } = this.options;
    const { episode, best, metrics, events } = this.#state;
    this.#state.monitor = this.#forecasts?.state() ?? null;
    await store.write(toCheckpoint(this.#run, this.#state, learner.snapshot()));
    await writeMetrics(folder.metrics, metrics);
    if (events.length > 0) await writeEvents(folder.events, events);
    await folder.update({
      ...changes,
      episodesDone: episode,
      best:
        best === null
          ? null
          : { objective: best.objective, selection: best.selection, episode: best.episode },
      timings: this.#timings(),
    });
  }

  async #stopIfAsked(store: CheckpointStore, learner: Learner): Promise<void> {
    // An episode may never leave the microtask queue: this lets a signal in.
    await new Promise((resolve) => setImmediate(resolve));
    if (!this.options.signal?.aborted) return;
    await this.#save(store, learner, { status: "interrupted" });
    const { path, manifest } = this.options.folder;
    throw new EdgeflockError(
      "interrupted",
      `interrupted after episode ${this.#state.episode} of ${manifest.episodes}; the checkpoint is written`,
      `Continue with \`edgeflock resume ${path}\`.`,
    );
  }

  async #finish(store: CheckpointStore, learner: Learner): Promise<void> {
    this.#report("exporting");
    const { folder } = this.options;
    const best = this.#state.best!;
    await this.#save(store, learner);
    await folder.writeFiles("policy", best.files, "policy.json");
    const timings = this.#timings();
    await folder.update({ status: "complete", timings: { ...timings, finishedAt: timings.updatedAt } });
    this.#report("exporting", 1);
  }

  #timings() {
    const seconds = (performance.now() - this.#startedAt) / 1000 - this.#forecasterSeconds;
    return {
      ...this.options.folder.manifest.timings,
      updatedAt: new Date().toISOString(),
      trainingSeconds: this.#secondsBefore + seconds,
    };
  }

  #report(stage: TrainProgress["stage"], fraction?: number): void {
    const { episodes, validateEvery } = this.options.folder.manifest;
    const { episode, best, metrics } = this.#state;
    const done = fraction ?? this.#headStart + (1 - this.#headStart) * Math.min(episode / episodes, 0.999);
    this.options.onProgress?.({
      stage,
      episode,
      episodes,
      fraction: done,
      remainingSeconds: this.#timeLeft.update(done),
      validationObjective:
        metrics.slice(-validateEvery - 1).findLast((row) => row.kind === "validate")?.values["objective"] ??
        Number.NaN,
      bestObjective: best?.objective ?? Number.NaN,
    });
  }
}
