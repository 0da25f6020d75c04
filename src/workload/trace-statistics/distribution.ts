/** How values are distributed, computed by SQL over a relation without holding the values: quantiles and frequent values. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { queryNumbers, queryRows } from "./query-row.ts";

/** The quantiles that are told: `sorted[floor(q·n)]`, 0 and 1 being the least and the greatest value. */
const quantiles = { min: 0, p10: 0.1, p25: 0.25, p50: 0.5, p75: 0.75, p90: 0.9, p99: 0.99, max: 1 } as const;

export type QuantileName = keyof typeof quantiles;

export interface Distribution {
  /** Values that are there; 0 when the column is empty, and then all else is empty too. */
  readonly count: number;
  readonly distinct: number;
  readonly mean: number | null;
  readonly quantiles: Readonly<Record<QuantileName, number | null>>;
  /** p99 over p50: how heavy the tail is; null where p50 is 0. */
  readonly tailRatio: number | null;
  /** The most frequent values, those first; `share` is the fraction of all values. */
  readonly frequent: readonly { readonly value: number; readonly share: number }[];
}

const mostFrequent = 5;

/** @param expression a number of each row of `relation`; rows where it is NULL are left aside */
export async function distributionOf(
  connection: DuckDBConnection,
  relation: string,
  expression: string,
): Promise<Distribution> {
  await connection.run(
    `create or replace temp table value_counts as
     select (${expression})::double as value, count(*)::double as n from ${relation} where (${expression}) is not null group by 1`,
  );
  try {
    return await describeCounts(connection);
  } finally {
    await connection.run("drop table value_counts");
  }
}

async function describeCounts(connection: DuckDBConnection): Promise<Distribution> {
  const totals = await queryNumbers<"count" | "distinct" | "mean">(
    connection,
    `select coalesce(sum(n), 0)::double as count, count(*)::double as "distinct", sum(value * n) / sum(n) as mean from value_counts`,
  );
  const count = totals.count ?? 0;
  const rank = (q: number) => Math.min(Math.floor(q * count), count - 1);
  const columns = Object.entries(quantiles).map(
    ([name, q]) => `min(value) filter (upto > ${rank(q)}) as "${name}"`,
  );
  const found = await queryNumbers<QuantileName>(
    connection,
    `select ${columns.join(", ")} from
       (select value, sum(n) over (order by value rows unbounded preceding) as upto from value_counts)`,
  );
  const frequent = await queryRows<{ value: number; n: number }>(
    connection,
    `select value, n from value_counts order by n desc, value limit ${mostFrequent}`,
  );
  const { p50, p99 } = found;
  return {
    count,
    distinct: totals.distinct ?? 0,
    mean: totals.mean,
    quantiles: found,
    tailRatio: p50 === null || p99 === null || p50 === 0 ? null : p99 / p50,
    frequent: frequent.map(({ value, n }) => ({ value, share: n / count })),
  };
}
