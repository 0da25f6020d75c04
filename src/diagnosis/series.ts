/** Numbers of a record over the episodes, and what rules ask of them. */
import { quantile } from "../stats/index.ts";
import type { RecordRow, RunRecord } from "./run-record.ts";

export interface Point {
  readonly episode: number;
  readonly value: number;
}

/** A statistic in the rows of one kind that have it. */
export function series(run: RunRecord, kind: RecordRow["kind"], name: string): readonly Point[] {
  return run.rows.flatMap(({ kind: of, episode, values }) => {
    const value = values[name];
    return of === kind && value !== undefined ? [{ episode, value }] : [];
  });
}

/** Names of statistics of training that begin with `prefix`, sorted. */
export function trainNames(run: RunRecord, prefix: string): readonly string[] {
  const names = run.rows.filter(({ kind }) => kind === "train").flatMap(({ values }) => Object.keys(values));
  return [...new Set(names)].filter((name) => name.startsWith(prefix)).sort();
}

/** The last `part` of the points, at least one where there is one. */
export function lastPart(points: readonly Point[], part: number): readonly Point[] {
  return points.slice(-Math.max(1, Math.floor(points.length * part)));
}

/** The points in `count` stretches of equal length, in order; a rest goes to the first. */
export function stretches(points: readonly Point[], count: number): readonly (readonly Point[])[] {
  const length = Math.floor(points.length / count);
  const rest = points.length - length * count;
  return Array.from({ length: count }, (_, k) =>
    points.slice(k === 0 ? 0 : rest + k * length, rest + (k + 1) * length),
  );
}

/** An observed value, the upper of two middle ones; NaN of nothing. */
export function median(points: readonly Point[]): number {
  return quantile(Float64Array.from(points, ({ value }) => value).sort(), 0.5);
}

/** First and last episode. */
export function episodesOf(points: readonly Point[]): readonly [number, number] {
  return [points[0]?.episode ?? 0, points.at(-1)?.episode ?? 0];
}
