/** Damages of CSV files, plain and gzip. */
import { gzipSync } from "node:zlib";
import {
  cut,
  type Damaged,
  type DamageSite,
  type Damages,
  flipped,
  shuffled,
  withAbsurdField,
} from "./damage.test-helper.ts";
import { csvLines, typeOf } from "./written-table.test-helper.ts";

/** Lines of the file; where a quoted field holds a line break, one entry is two of the file's. */
function linesOf({ trace, table }: DamageSite): string[] {
  return csvLines(table, trace.layout.header);
}

function textOf(site: DamageSite, end = "\n"): string {
  return linesOf(site)
    .map((line) => line + end)
    .join("");
}

/** Changes the line of one row. */
function inOneRow(
  site: DamageSite,
  change: (line: string) => string,
): Pick<Damaged, "touched"> & { bytes: string } {
  const lines = linesOf(site);
  const row = site.rng.integer(site.table.rows.length);
  const at = row + (site.trace.layout.header ? 1 : 0);
  return { bytes: `${lines.with(at, change(lines[at]!)).join("\n")}\n`, touched: [row] };
}

function insertedAt(text: string, at: number, what: string): string {
  return text.slice(0, at) + what + text.slice(at);
}

/** One byte, or a few, that are no text, in one field. */
function inOneField(site: DamageSite, bytes: readonly number[]): Damaged {
  const { trace, table, rng } = site;
  const row = rng.integer(table.rows.length);
  const place = rng.integer(table.names.length);
  const mark = "@#@";
  const rows = table.rows.map((fields, k) =>
    k === row ? fields.with(place, `${fields[place]}${mark}`) : fields,
  );
  const text = Buffer.from(textOf({ ...site, table: { ...table, rows } }));
  const at = text.indexOf(mark);
  const isNumber = /INT|DOUBLE/.test(typeOf(trace, table.names[place]!));
  return {
    bytes: Buffer.concat([text.subarray(0, at), Buffer.from(bytes), text.subarray(at + mark.length)]),
    touched: [row],
    outcome: isNumber ? "refused" : "safe",
  };
}

export const csvDamages: Damages = {
  packed: (site) => ({ bytes: gzipSync(textOf(site)), outcome: "same" }),
  "packed in two parts": (site) => {
    const text = textOf(site);
    const middle = text.length >> 1;
    const parts = [text.slice(0, middle), text.slice(middle)];
    return { bytes: Buffer.concat(parts.map((part) => gzipSync(part))), outcome: "same or refused" };
  },
  "truncated gzip": (site) => ({ bytes: cut(gzipSync(textOf(site)), site.rng), outcome: "refused" }),
  // Some bits of the gzip header mean nothing.
  "a flipped bit in gzip": (site) => ({
    bytes: flipped(gzipSync(textOf(site)), site.rng),
    outcome: "same or refused",
  }),
  "a flipped bit in gzip's data": (site) => ({
    bytes: flipped(gzipSync(textOf(site)), site.rng, 10),
    outcome: "refused",
  }),
  "gzip with bytes after its end": (site) => ({
    bytes: Buffer.concat([gzipSync(textOf(site)), Buffer.from("more")]),
    outcome: "same or refused",
  }),
  "a byte order mark": (site) => ({ bytes: `\ufeff${textOf(site)}`, outcome: "same" }),
  "a byte order mark, packed": (site) => ({ bytes: gzipSync(`\ufeff${textOf(site)}`), outcome: "same" }),
  CRLF: (site) => ({ bytes: textOf(site, "\r\n"), outcome: "same" }),
  CR: (site) => ({ bytes: textOf(site, "\r"), outcome: "same or refused" }),
  "CRLF at some lines": (site) => ({
    bytes: linesOf(site)
      .map((line) => line + (site.rng.integer(2) === 0 ? "\n" : "\r\n"))
      .join(""),
    outcome: "same or refused",
  }),
  "empty lines": (site) => ({
    bytes: linesOf(site)
      .map((line, k) => (k > 0 && site.rng.integer(3) === 0 ? `\n${line}\n` : `${line}\n`))
      .join(""),
    outcome: "same or refused",
  }),
  "empty lines at the end": (site) => ({ bytes: `${textOf(site)}\n\n\n`, outcome: "same" }),
  "no line end at the end": (site) => ({ bytes: textOf(site).slice(0, -1), outcome: "same" }),
  "rows in another order": (site) => ({
    bytes: textOf({ ...site, table: { ...site.table, rows: shuffled(site.table.rows, site.rng) } }),
    outcome: "same",
  }),
  "rows twice": (site) => ({
    bytes: textOf({ ...site, table: { ...site.table, rows: [...site.table.rows, ...site.table.rows] } }),
    outcome: site.trace.layout.leaveOut.some((test) => "repeatOf" in test) ? "same" : "safe",
    touched: [],
  }),
  "an absurd field": (site) => {
    const { table, ...rest } = withAbsurdField(site);
    return { bytes: textOf({ ...site, table }), ...rest };
  },
  "a field less": (site) => ({
    ...inOneRow(site, (line) => line.slice(0, line.lastIndexOf(","))),
    outcome: "refused",
    where: /(line|row) \d+: has|column|quote|look like/,
  }),
  "a field more": (site) => ({
    ...inOneRow(site, (line) => `${line},7`),
    outcome: "refused",
    where: /(line|row) \d+: has|column|quote|look like/,
  }),
  "a row of one field": (site) => ({ ...inOneRow(site, () => "what"), outcome: "refused" }),
  "a stray quote": (site) => ({
    bytes: inOneRow(site, (line) => insertedAt(line, site.rng.integer(line.length), '"')).bytes,
    outcome: "safe",
  }),
  "a NUL byte": (site) => inOneField(site, [0]),
  "bytes that are no UTF-8": (site) => inOneField(site, [0xc3, 0x28, 0xff]),
  "a very long field": (site) => ({
    ...inOneRow(site, (line) => `${line.slice(0, line.lastIndexOf(","))},${"x".repeat(3_000_000)}`),
    outcome: "safe",
  }),
  // The last field may be cut within a number, which nobody can know.
  "truncated text": (site) => {
    const text = textOf(site);
    const end = 1 + site.rng.integer(text.length - 1);
    const header = site.trace.layout.header ? 1 : 0;
    const whole = (text.slice(0, end).match(/(?<!\nname|\bname)\n/g)?.length ?? 0) - header;
    return {
      bytes: text.slice(0, end),
      outcome: "safe",
      touched: site.table.rows.map((_, k) => k).filter((k) => k >= whole),
    };
  },
  "another delimiter": (site) => ({ bytes: textOf(site).replaceAll(",", ";"), outcome: "refused" }),
  "a header in the middle": (site) => {
    const lines = linesOf(site);
    return { bytes: lines.toSpliced(4, 0, site.table.names.join()).join("\n"), outcome: "refused" };
  },
  "no header": (site) => {
    const known = site.trace.format.layouts.some(({ header }) => !header);
    return { bytes: `${csvLines(site.table, false).join("\n")}\n`, outcome: known ? "same" : "refused" };
  },
  "nothing but a header": ({ table }) => ({ bytes: `${table.names.join()}\n`, outcome: "refused" }),
  "nothing but a header, no line end": ({ table }) => ({ bytes: table.names.join(), outcome: "refused" }),
  "a column less": (site) => withoutColumn(site),
  "another name for a column": (site) => renamedColumn(site),
  nothing: () => ({ bytes: "", outcome: "refused" }),
  "packed nothing": () => ({ bytes: gzipSync(""), outcome: "refused" }),
  "white space": () => ({ bytes: " \n\n \t\n", outcome: "refused" }),
  "one line end": () => ({ bytes: "\n", outcome: "refused" }),
  "random bytes": ({ rng }) => ({
    bytes: Uint8Array.from({ length: 1 + rng.integer(3000) }, () => rng.integer(256)),
    outcome: "refused",
  }),
};

function withoutColumn({ trace, table, rng }: DamageSite): Damaged {
  const place = rng.integer(table.names.length);
  const { optional } = trace.layout.columns.find((column) => nameOf(column) === table.names[place]) ?? {
    optional: true,
  };
  const less = {
    names: table.names.toSpliced(place, 1),
    rows: table.rows.map((row) => row.toSpliced(place, 1)),
  };
  const text = csvLines(less, trace.layout.header).join("\n");
  return { bytes: text, outcome: trace.layout.header && optional ? "same" : "refused" };
}

function renamedColumn({ trace, table, rng }: DamageSite): Damaged {
  const place = rng.integer(table.names.length);
  const { optional } = trace.layout.columns.find((column) => nameOf(column) === table.names[place]) ?? {
    optional: true,
  };
  const text = csvLines({ ...table, names: table.names.with(place, "other") }, trace.layout.header).join(
    "\n",
  );
  return { bytes: text, outcome: !trace.layout.header || optional ? "same" : "refused" };
}

function nameOf({ name, label }: { readonly name: string; readonly label?: string }): string {
  return label ?? name;
}
