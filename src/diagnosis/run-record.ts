/** What is diagnosed: a training's record, as far as it has come. Plain data, however it was read. */

export interface RecordRow {
  readonly kind: "train" | "validate";
  /** Training episodes done, this one included; 0 is the untrained policy. */
  readonly episode: number;
  /** Decisions of all agents in training so far. */
  readonly decisions: number;
  readonly values: Readonly<Record<string, number>>;
}

/** A forecaster has become worse than the naive one, or better again: a line of `events.ndjson`. */
export interface DriftNote {
  readonly event: "forecast-drifted" | "forecast-recovered";
  readonly episode: number;
  /** Name; null: over all servers. */
  readonly server: string | null;
  readonly target: string;
  readonly forecasterError: number;
  readonly naiveError: number;
  readonly naive: string;
  readonly masked: boolean;
}

export interface RunRecord {
  readonly algorithm: string;
  /** The algorithm's settings, defaults filled in; any JSON. */
  readonly config: unknown;
  /** Training episodes asked for. */
  readonly episodes: number;
  /** Agents, one a server. */
  readonly servers: number;
  /** Cost of a dropped task (model.md, section 4). */
  readonly dropCost: number;
  /** In order of time. */
  readonly rows: readonly RecordRow[];
  /** Null where the run has no forecaster, or nobody watched it. */
  readonly drift: readonly DriftNote[] | null;
}

/** Episodes done, as far as the record tells. */
export function episodesDone(run: RunRecord): number {
  return run.rows.at(-1)?.episode ?? 0;
}

/** Part of the training that is done, 0 to 1. */
export function partDone(run: RunRecord): number {
  return episodesDone(run) / run.episodes;
}
