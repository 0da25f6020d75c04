/** A distribution as a curve, computed by SQL without holding the values. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { queryRows } from "./query-row.ts";

export interface CurvePoint {
  readonly value: number;
  /** Fraction of the values that are not above `value`, in whole percents, downwards. */
  readonly share: number;
}

/**
 * The cumulative distribution, at each value where it passes a whole percent: at most 100 points, ascending.
 *
 * @param source SQL in brackets, or the name of a relation
 * @param expression a number of each of its rows; rows where it is NULL are left aside
 */
export async function distributionCurve(
  connection: DuckDBConnection,
  source: string,
  expression: string,
): Promise<CurvePoint[]> {
  return queryRows<CurvePoint>(
    connection,
    `with counts as (select (${expression})::double as value, count(*) as n from ${source} where (${expression}) is not null group by 1),
       upto as (select value, n, sum(n) over (order by value rows unbounded preceding) as upto, sum(n) over () as total from counts)
     select value, floor(100 * upto / total) / 100 as share from upto
     where floor(100 * upto / total) > floor(100 * (upto - n) / total) order by value`,
  );
}
