/** The figures as people read them: markdown. */
import { judge } from "./aims.mjs";

const columns = [
  ["case", nameOf],
  ["plain", (row) => micros(row.plain)],
  ["strong", (row) => micros(row.strong)],
  ["ours, 1 a call", (row) => micros(row.single)],
  ["ours, best", (row) => micros(row.best)],
  ["how", (row) => row.how],
  ["products alone", (row) => micros(row.products)],
  ["× plain", (row) => times(row.plain / row.best)],
  ["× strong", (row) => times(row.strong / row.best)],
];

export function reportOf({ machine, peer, rows, stacking }) {
  const { processor, cores, node, engine, torch, blas } = machine;
  const versions = torch === null ? "no peer" : `PyTorch ${torch}, ${blas}`;
  const lines = [
    `${processor}, ${cores} cores, one thread; Node ${node}, ${engine}; ${versions}`,
    "",
    "Microseconds of one update, or of one action. `products alone` is the floor: the update's matrix products in a",
    "session of their own. `×`: how many times faster ours is, at its best.",
    "",
    ...tableOf(rows),
    "",
    ...stacking.map(
      ({ agents, hidden, batch, updates, apart, stacked }) =>
        `- ${agents} agents ${hidden}/${batch}, ${updates} a call: ${micros(stacked)} µs in one call for all, ` +
        `${micros(apart)} µs in a call for each: **${times(apart / stacked)}** times as long`,
    ),
    ...(stacking.length > 0 ? [""] : []),
    ...judge(rows).map(aimLine),
  ];
  if (peer.missing !== undefined) lines.push(`\nWithout PyTorch's figures: ${peer.missing}.`);
  if (rows.some(({ name }) => name.startsWith("transformer"))) lines.push("", TRANSFORMER);
  return `${lines.join("\n")}\n`;
}

const TRANSFORMER =
  "The transformers differ: ours normalises before each block and at the end, has GELU and learned positions; the " +
  "peer's normalises after each block, has ReLU and no positions.";

function tableOf(rows) {
  const cells = [columns.map(([title]) => title), ...rows.map((row) => columns.map(([, cell]) => cell(row)))];
  const widths = columns.map((_, k) => Math.max(...cells.map((line) => line[k].length)));
  const isText = (k) => k === 0 || columns[k][0] === "how";
  const lineOf = (line) =>
    `| ${line.map((cell, k) => (isText(k) ? cell.padEnd(widths[k]) : cell.padStart(widths[k]))).join(" | ")} |`;
  const rule = lineOf(
    widths.map((width, k) => (isText(k) ? "-".repeat(width) : `${"-".repeat(width - 1)}:`)),
  );
  return [lineOf(cells[0]), rule, ...cells.slice(1).map(lineOf)];
}

function aimLine({ aim, cases, worst, missed }) {
  const of = cases === 1 ? "" : ` in ${cases - missed.length} of ${cases} cases, at worst`;
  const which = missed.map(({ row, value }) => `${nameOf(row)} ${value.toFixed(2)}`).join("; ");
  const verdict = missed.length === 0 ? "met" : cases === 1 ? "not met" : "not met everywhere";
  return `- ${aim}: **${verdict}**,${of} ${worst.toFixed(2)}${missed.length > 0 && cases > 1 ? ` (missed: ${which})` : ""}`;
}

function nameOf({ name, agents, hidden, batch }) {
  const size = hidden === undefined ? "" : ` ${hidden}/${batch}`;
  return `${name}${agents > 1 ? ` ${agents}` : ""}${size}`;
}

function micros(value) {
  if (!Number.isFinite(value)) return "";
  return value < 100 ? value.toFixed(value < 10 ? 2 : 1) : Math.round(value).toString();
}

function times(value) {
  return Number.isFinite(value) ? value.toFixed(2) : "";
}
