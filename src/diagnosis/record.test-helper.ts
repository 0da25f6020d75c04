/** Records of trainings from literal series, for the tests of rules. */
import { ctoConfigSchema } from "../agents/cto/config.ts";
import type { RecordRow, RunRecord } from "./run-record.ts";

type Series = Readonly<Record<string, readonly number[]>>;

/**
 * @param validate series by name, the first value of each that of the untrained policy (episode 0)
 * @param train series by name, the first value of each that of episode 1
 * @param config over the defaults of `cto`, group by group
 * @param rest over the record
 */
export function record(
  { validate = {}, train = {} }: { readonly validate?: Series; readonly train?: Series },
  config: Readonly<Record<string, unknown>> = {},
  rest: Partial<RunRecord> = {},
): RunRecord {
  const count = (series: Series) => Math.max(0, ...Object.values(series).map((values) => values.length));
  const done = Math.max(count(validate) - 1, count(train));
  const rows = Array.from({ length: done + 1 }, (_, episode) => [
    ...row("train", episode, train, episode - 1),
    ...row("validate", episode, validate, episode),
  ]);
  return {
    algorithm: "cto",
    config: ctoConfigSchema.parse(config),
    episodes: done,
    servers: 3,
    dropCost: 20,
    rows: rows.flat(),
    drift: null,
    ...rest,
  };
}

/** 1,000 decisions an episode. */
function row(kind: RecordRow["kind"], episode: number, series: Series, at: number): RecordRow[] {
  const values = Object.entries(series).flatMap(([name, list]) => {
    const value = list[at];
    return value === undefined ? [] : [[name, value] as const];
  });
  return values.length === 0
    ? []
    : [{ kind, episode, decisions: 1000 * episode, values: Object.fromEntries(values) }];
}
