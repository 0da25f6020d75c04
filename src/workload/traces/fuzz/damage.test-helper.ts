/** What a damaged file holds and what may come of it, whatever the format and the damage. */
import type { Rng } from "../../../core/rng.ts";
import type { FuzzedTrace } from "./valid-rows.test-helper.ts";
import type { Table } from "./written-table.test-helper.ts";
import { typeOf } from "./written-table.test-helper.ts";

export interface Damaged {
  readonly bytes: Uint8Array | string;
  /**
   * same: nothing is lost; all tasks are those of the whole file. refused: an error that names the file. safe: either, or
   * other tasks for the rows that were touched, as long as their numbers are numbers.
   */
  readonly outcome: "same" | "refused" | "same or refused" | "safe";
  /** Rows that may be other tasks, or none; all when absent. */
  readonly touched?: readonly number[];
  /** A text that the error has to hold, when it is known where the file is wrong. */
  readonly where?: RegExp;
}

export interface DamageSite {
  readonly trace: FuzzedTrace;
  readonly table: Table;
  readonly rng: Rng;
  /** Where a file may be written and removed. */
  readonly scratch: string;
}

export type Damage = (site: DamageSite) => Damaged | Promise<Damaged>;
export type Damages = Readonly<Record<string, Damage>>;

/** What fields hold that were never meant. */
const absurdFields = [
  ...["1e308", "-1e308", "-1", "-0.5", "NaN", "nan", "inf", "-inf", "Infinity", "18446744073709551616"],
  ...[
    "9223372036854775807",
    "9223372036854775808",
    "1e400",
    "1e-400",
    "0",
    "",
    " ",
    "abc",
    "0x10",
    "1,5",
    "1.5",
  ],
  ...[
    "1.2.3",
    "true",
    "null",
    "NULL",
    "None",
    "2023-13-45 99:99:99",
    "99999-01-01",
    "infinity",
    "--5",
    "1e16",
    "👍",
  ],
  ...["'; drop table kept; --", "{'cpus': -1, 'memory': 1}", "{'cpus': 1e300, 'memory': nan}", "a\nb"],
];

/** Puts a field that cannot be meant somewhere. */
export function withAbsurdField({ trace, table, rng }: DamageSite): {
  readonly table: Table;
  readonly touched: readonly number[];
  readonly where: RegExp;
  readonly outcome: "refused" | "safe";
} {
  const row = rng.integer(table.rows.length);
  const place = rng.integer(table.names.length);
  const field = absurdFields[rng.integer(absurdFields.length)]!;
  const rows = table.rows.map((fields, k) => (k === row ? fields.with(place, field) : fields));
  const isNumber = /INT|DOUBLE/.test(typeOf(trace, table.names[place]!));
  const refused = isNumber && field.trim() !== "" && !isParsed(field);
  // Of a first row whose fields are no numbers, a file without a header may not be known.
  return {
    table: { ...table, rows },
    touched: [row],
    outcome: refused ? "refused" : "safe",
    where: row === 0 ? /./ : new RegExp(`row ${row + 1}\\b|line|the task's|usable|does not look like`),
  };
}

/** Whether there is a number, even an absurd one, in a text. */
function isParsed(field: string): boolean {
  return !Number.isNaN(Number(field)) || /^[+-]?(nan|inf|infinity)$|^(true|null)$/i.test(field.trim());
}

export function shuffled<T>(items: readonly T[], rng: Rng): T[] {
  const left = [...items];
  return items.map(() => left.splice(rng.integer(left.length), 1)[0]!);
}

/** All but the last bytes: at least one of them, and not all. */
export function cut(bytes: Uint8Array, rng: Rng): Uint8Array {
  return bytes.subarray(0, 1 + rng.integer(bytes.length - 1));
}

export function flipped(bytes: Uint8Array, rng: Rng, from = 0): Uint8Array {
  const changed = Uint8Array.from(bytes);
  const at = from + rng.integer(bytes.length - from);
  changed[at]! ^= 1 << rng.integer(8);
  return changed;
}
