/** Damages of JSON and Parquet files. */
import { gzipSync } from "node:zlib";
import {
  cut,
  type DamageSite,
  type Damages,
  flipped,
  shuffled,
  withAbsurdField,
} from "./damage.test-helper.ts";
import { jsonObjects, parquetBytes } from "./written-table.test-helper.ts";

function linesOf(objects: readonly unknown[]): string {
  return objects.map((object) => `${JSON.stringify(object)}\n`).join("");
}

function objectsOf({ table }: DamageSite): Record<string, unknown>[] {
  return jsonObjects(table);
}

/** One value of one object becomes another. */
function withValue(site: DamageSite, value: unknown): { bytes: string; touched: number[] } {
  const objects = objectsOf(site);
  const row = site.rng.integer(objects.length);
  const keys = Object.keys(objects[row]!);
  const key = keys[site.rng.integer(keys.length)]!;
  return { bytes: linesOf(objects.with(row, { ...objects[row], [key]: value })), touched: [row] };
}

const oddValues: readonly unknown[] = [
  ...[
    null,
    true,
    [],
    [1, 2],
    {},
    { a: { b: 1 } },
    "",
    "abc",
    -1,
    1e308,
    1e-320,
    2 ** 64,
    "\u0000",
    "NaN",
    0.5,
  ],
];

export const jsonDamages: Damages = {
  "one object a line": (site) => ({ bytes: linesOf(objectsOf(site)), outcome: "same" }),
  "one array": (site) => ({ bytes: JSON.stringify(objectsOf(site), null, 2), outcome: "same" }),
  packed: (site) => ({ bytes: gzipSync(linesOf(objectsOf(site))), outcome: "same" }),
  "keys with dots": (site) => {
    const { names, rows } = site.table;
    const flat = rows.map((fields) => Object.fromEntries(fields.map((field, k) => [names[k], field])));
    return { bytes: linesOf(flat), outcome: "same" };
  },
  "numbers as text": (site) => {
    const { names, rows } = site.table;
    const table = { names, rows: rows.map((fields) => fields.map(String)) };
    return { bytes: linesOf(jsonObjects(table)), outcome: "same" };
  },
  "objects in another order": (site) => ({
    bytes: linesOf(shuffled(objectsOf(site), site.rng)),
    outcome: "same",
  }),
  "other fields": (site) => ({
    bytes: linesOf(site.table.rows.map((_, k) => ({ some: k, thing: "else" }))),
    outcome: "refused",
  }),
  "an absurd field": (site) => {
    const { table, ...rest } = withAbsurdField(site);
    return { bytes: linesOf(jsonObjects(table)), ...rest };
  },
  "an odd value": (site) => ({
    ...withValue(site, oddValues[site.rng.integer(oddValues.length)]),
    outcome: "safe",
  }),
  "no value": (site) => ({ ...withValue(site, undefined), outcome: "safe" }),
  "a number among the objects": (site) => ({
    bytes: linesOf((objectsOf(site) as unknown[]).toSpliced(3, 0, 5)),
    outcome: "safe",
    touched: [],
  }),
  "an array of arrays": (site) => ({ bytes: JSON.stringify(site.table.rows), outcome: "refused" }),
  "an empty array": () => ({ bytes: "[]", outcome: "refused" }),
  "an empty object": () => ({ bytes: "{}", outcome: "refused" }),
  null: () => ({ bytes: "null", outcome: "refused" }),
  nothing: () => ({ bytes: "", outcome: "refused" }),
  "truncated lines": (site) => {
    const text = linesOf(objectsOf(site));
    const end = 1 + site.rng.integer(text.length - 1);
    const whole = text.slice(0, end).split("\n").length - 1;
    const touched = site.table.rows.map((_, k) => k).filter((k) => k >= whole);
    return { bytes: text.slice(0, end), outcome: "safe", touched };
  },
  "a truncated array": (site) => {
    const text = JSON.stringify(objectsOf(site));
    return { bytes: text.slice(0, 1 + site.rng.integer(text.length - 1)), outcome: "refused" };
  },
  "deep nesting": () => ({ bytes: `${'{"time":'.repeat(20_000)}1${"}".repeat(20_000)}`, outcome: "refused" }),
  "NaN without quotes": (site) => ({
    bytes: linesOf(objectsOf(site)).replace(/:\d[\d.]*/, ":NaN"),
    outcome: "safe",
  }),
  "random bytes": ({ rng }) => ({
    bytes: Uint8Array.from({ length: 1 + rng.integer(3000) }, () => rng.integer(256)),
    outcome: "refused",
  }),
  "the first bytes of Parquet": () => ({ bytes: "PAR1PAR1", outcome: "refused" }),
};

const written = ({ trace, table, scratch }: DamageSite) => parquetBytes(trace, table, scratch);

export const parquetDamages: Damages = {
  whole: async (site) => ({ bytes: await written(site), outcome: "same" }),
  "rows in another order": async (site) => ({
    bytes: await written({ ...site, table: { ...site.table, rows: shuffled(site.table.rows, site.rng) } }),
    outcome: "same",
  }),
  truncated: async (site) => ({ bytes: cut(await written(site), site.rng), outcome: "refused" }),
  // Parquet need not hold checksums: a flipped bit can be a number like any other.
  "a flipped bit": async (site) => ({ bytes: flipped(await written(site), site.rng), outcome: "safe" }),
  "an absurd field": async (site) => {
    const { table, ...rest } = withAbsurdField(site);
    return { bytes: await written({ ...site, table }), ...rest };
  },
  "a column less": async (site) => {
    const { names, rows } = site.table;
    const place = site.rng.integer(names.length);
    const table = { names: names.toSpliced(place, 1), rows: rows.map((row) => row.toSpliced(place, 1)) };
    return { bytes: await written({ ...site, table }), outcome: "safe" };
  },
  "other columns": async (site) => {
    const names = site.table.names.map((_, k) => `other${k}`);
    return { bytes: await written({ ...site, table: { ...site.table, names } }), outcome: "refused" };
  },
  packed: async (site) => ({ bytes: gzipSync(await written(site)), outcome: "refused" }),
};
