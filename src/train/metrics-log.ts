/** What a training says about itself, one row an episode or validation. Free of wall-clock time. */
import type { EpisodeStatistics } from "../agents/learner.ts";
import { readParquet, type Table, writeParquet } from "../tables/index.ts";

export interface MetricsRow {
  readonly kind: "train" | "validate";
  /** Training episodes done, this one included; 0 is the untrained policy. */
  readonly episode: number;
  /** Decisions taken in training so far. */
  readonly decisions: number;
  readonly values: EpisodeStatistics;
}

/** Columns: kind, episode, decisions, then every statistic by name, null where a row does not have it. */
export async function writeMetrics(path: string, rows: readonly MetricsRow[]): Promise<void> {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row.values)))].sort();
  const table: Table = {
    kind: { type: "varchar", values: rows.map((row) => row.kind) },
    episode: { type: "integer", values: rows.map((row) => row.episode) },
    decisions: { type: "integer", values: rows.map((row) => row.decisions) },
    ...Object.fromEntries(
      names.map((name) => [name, { type: "double", values: rows.map((row) => row.values[name] ?? null) }]),
    ),
  };
  await writeParquet(path, table);
}

export async function readMetrics(path: string): Promise<MetricsRow[]> {
  const rows = await readParquet(path);
  return rows.map(({ kind, episode, decisions, ...rest }) => ({
    kind: kind as MetricsRow["kind"],
    episode: episode as number,
    decisions: decisions as number,
    values: Object.fromEntries(
      Object.entries(rest).filter((entry): entry is [string, number] => typeof entry[1] === "number"),
    ),
  }));
}
